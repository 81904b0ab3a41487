/*
 * request.h - requests from miredo to its helper, and replies
 *
 * A request is one message of fixed size, a reply is one byte. The helper trusts nothing: it
 * exits when it receives anything but a valid request.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_REQUEST_H
#define MIREDO_REQUEST_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REQUEST_LEN 24 /* bytes of a message */

enum request_verb {
	REQUEST_UP = 1,    /* give the interface this address and MTU, replacing any other */
	REQUEST_DOWN = 2,  /* remove its address */
	REQUEST_RELAY = 3, /* relay: configure the interface; the helper's arguments say how */
};

struct request {
	enum request_verb verb;
	struct in6_addr address; /* UP */
	uint32_t mtu;            /* UP: bytes */
};

enum reply { REPLY_DONE = 0, REPLY_FAILED = 1 };

void request_pack (uint8_t bytes[REQUEST_LEN], const struct request *);

/*
 * Unpacks a message of len bytes and checks it: its length, that fields without meaning are
 * 0, an MTU from TEREDO_MTU_MIN to TEREDO_MTU_MAX, a Teredo address in the /32 prefix (host
 * byte order) whose mapped address is global. NULL, or what is wrong with it (to be
 * translated).
 */
const char *request_unpack (struct request *, const uint8_t *bytes, size_t len, uint32_t prefix);

#endif
