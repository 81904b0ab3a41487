/*
 * order.h - what miredo asks of its root helper
 *
 * One fixed-size message asks, one byte answers. The helper believes nothing:
 * an order that is not exactly what it may be is the end of the conversation.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_ORDER_H
#define MIREDO_ORDER_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ORDER_LEN 24 /* bytes of a message */

enum order_verb {
	ORDER_UP = 1,   /* give the interface this address and MTU, in place of any other */
	ORDER_DOWN = 2, /* take its address away */
};

struct order {
	enum order_verb verb;
	struct in6_addr address; /* UP */
	uint32_t mtu;            /* UP: bytes */
};

enum order_answer { ORDER_DONE = 0, ORDER_FAILED = 1 };

void order_pack (uint8_t bytes[ORDER_LEN], const struct order *);

/*
 * The order in a message of len bytes, if it is a valid one: of the right
 * length, nothing set that has no meaning, an MTU from 1280 to 65535, an
 * address in the /32 prefix (host byte order) and global. NULL, or what is
 * wrong with it.
 */
const char *order_unpack (struct order *, const uint8_t *bytes, size_t len, uint32_t prefix);

#endif
