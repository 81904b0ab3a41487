/*
 * discovery.h - sockets of local client discovery (RFC 4380 5.2.8)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_DISCOVERY_H
#define MIREDO_DISCOVERY_H

#include <event2/event.h>
#include "roles/client.h"

struct discovery;

/* Called when the links have changed, and for each datagram sent to the group. */
struct discovery_calls {
	void (*links) (void *ctx, const struct teredo_link *, size_t count);
	void (*received) (void *ctx, const struct teredo_endpoint *from, struct teredo_slice udp);
	void *ctx;
};

/* udp: the client's socket, from which bubbles are sent. NULL if out of memory. */
struct discovery *discovery_new (struct event_base *, int udp, const struct discovery_calls *);

/* Joins the group on the links that patterns and address select (links.h); leaves it if not
 * enabled. Errors are logged. */
void discovery_choose (struct discovery *, bool enabled, const char *patterns, uint32_t address);

/* Does so again, as links may have changed. */
void discovery_look (struct discovery *);

/* Sends a bubble to the group, on each link. Returns the number of links on which that
 * failed. */
unsigned discovery_send (struct discovery *, struct teredo_slice);

void discovery_free (struct discovery *);

/* Sets the options of a UDP socket that takes the place of the one discovery_new was given. */
void discovery_set_options (int udp);

#endif
