/*
 * message.h - requests from miredo to miredo-portmap, and reports
 *
 * Both have a fixed size. Neither side trusts the other: whatever is not valid ends port
 * mapping, and nothing else.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_PORTMAP_MESSAGE_H
#define MIREDO_PORTMAP_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "values/ipv4.h"

#define PORTMAP_REQUEST_LEN 12 /* bytes */
#define PORTMAP_REPORT_LEN  16

/* Map this UDP port, instead of any other; repeated: ask the router again. Addresses are in host
 * byte order. */
struct portmap_request {
	uint16_t port;
	uint32_t bind;   /* the socket's address; 0: any */
	uint32_t server; /* packets to it leave through the router */
};

enum portmap_protocol { PORTMAP_NONE, PORTMAP_PCP, PORTMAP_NAT_PMP, PORTMAP_UPNP };
#define PORTMAP_PROTOCOLS 4

enum portmap_result {
	PORTMAP_MAPPED = 1, /* external is mapped to the port */
	PORTMAP_UNNEEDED,   /* no router that maps ports is in the way to the server */
	PORTMAP_SILENT,     /* the router answered none of the protocols */
	PORTMAP_REFUSED,    /* by this protocol; code is the router's */
	PORTMAP_TAKEN,      /* the router maps the external port to another host */
};

/* The state of the mapping; sent after a request, and when it changes. */
struct portmap_report {
	enum portmap_result result;
	enum portmap_protocol protocol;  /* MAPPED, REFUSED */
	uint16_t code;                   /* REFUSED */
	uint16_t port;                   /* as requested */
	uint32_t router;                 /* host byte order; UNNEEDED: 0 */
	struct teredo_endpoint external; /* MAPPED */
};

const char *portmap_protocol_name (enum portmap_protocol);

void portmap_request_pack (uint8_t bytes[PORTMAP_REQUEST_LEN], const struct portmap_request *);
void portmap_report_pack (uint8_t bytes[PORTMAP_REPORT_LEN], const struct portmap_report *);

/* Unpack a message of len bytes. False unless every field is valid; fields without a meaning must
 * be 0. */
bool portmap_request_unpack (struct portmap_request *, const uint8_t *bytes, size_t len);
bool portmap_report_unpack (struct portmap_report *, const uint8_t *bytes, size_t len);

#endif
