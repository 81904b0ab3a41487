/*
 * request.h - what miredo asks of its root helper
 *
 * One fixed-size message asks, one byte answers. The helper believes nothing:
 * an order that is not exactly what it may be is the end of the conversation.
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
	REQUEST_UP = 1,   /* give the interface this address and MTU, in place of any other */
	REQUEST_DOWN = 2, /* take its address away */
};

struct request {
	enum request_verb verb;
	struct in6_addr address; /* UP */
	uint32_t mtu;            /* UP: bytes */
};

enum reply { REPLY_DONE = 0, REPLY_FAILED = 1 };

void request_pack (uint8_t bytes[REQUEST_LEN], const struct request *);

/*
 * The order in a message of len bytes, if it is a valid one: of the right
 * length, nothing set that has no meaning, an MTU from 1280 to 65535, an
 * address in the /32 prefix (host byte order) and global. NULL, or what is
 * wrong with it.
 */
const char *request_unpack (struct request *, const uint8_t *bytes, size_t len, uint32_t prefix);

#endif
