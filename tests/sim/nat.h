/*
 * nat.h - network address translators for the simulation (terms of RFC 4787)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_SIM_NAT_H
#define TESTS_SIM_NAT_H

#include <stdbool.h>
#include "values/ipv4.h"
#include "bytes/ticks.h"

enum nat_kind {
	NAT_NONE,      /* public address */
	NAT_CONE,      /* full cone: endpoint-independent mapping and filtering */
	NAT_ADDRESS,   /* address-restricted: filters by address */
	NAT_PORT,      /* port-restricted: filters by address and port */
	NAT_SYMMETRIC, /* mapping and filtering by address and port */
	NAT_KINDS
};

extern const char *const nat_names[NAT_KINDS];

#define NAT_ENTRIES 4096

/* Mapping of an inside endpoint to a public port, for datagrams to remote. */
struct nat_entry {
	struct teredo_endpoint inside, remote;
	uint16_t port;
	teredo_time used; /* last outbound datagram */
};

struct nat {
	enum nat_kind kind;
	uint32_t ip;         /* public, host byte order */
	teredo_time timeout; /* of a mapping without outbound datagrams */
	uint16_t next_port;
	unsigned count;
	struct nat_entry entries[NAT_ENTRIES];
};

void nat_init (struct nat *, enum nat_kind, uint32_t ip, teredo_time timeout);

/* Outbound datagram: returns its public source, and creates or renews the mapping. */
struct teredo_endpoint nat_out (struct nat *, teredo_time now, struct teredo_endpoint inside,
                                struct teredo_endpoint remote);

/* Inbound datagram to a public port: whether it is accepted, and for which inside
 * endpoint. */
bool nat_in (struct nat *, teredo_time now, uint16_t port, struct teredo_endpoint remote,
             struct teredo_endpoint *inside);

/* Removes all mappings, as a restart does; new ones get other ports. */
void nat_rebind (struct nat *);

#endif
