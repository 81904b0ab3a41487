/*
 * discovery.h - the sockets of local discovery (RFC 4380 5.2.8)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_DISCOVERY_H
#define MIREDO_DISCOVERY_H

#include <event2/event.h>
#include "roles/client.h"

struct discovery;

/* What is told of: the links are these now; a datagram came to the group. */
struct discovery_calls {
	void (*links) (void *ctx, const struct teredo_link *, size_t count);
	void (*heard) (void *ctx, const struct teredo_endpoint *from, struct teredo_slice udp);
	void *ctx;
};

/* Bubbles are sent by the client's own UDP socket. NULL: no memory. */
struct discovery *discovery_new (struct event_base *, int udp, const struct discovery_calls *);

/* Takes part on the links that these say (links.h), and watches for changes of
 * them; not enabled: on none. What hinders it is logged. */
void discovery_choose (struct discovery *, bool enabled, const char *patterns, uint32_t address);

/* Sends a bubble to the group, on each link. Returns the number of links on which that
 * failed. */
unsigned discovery_send (struct discovery *, struct teredo_slice);

void discovery_free (struct discovery *);

#endif
