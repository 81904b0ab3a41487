/*
 * serve.h - event loop of a server: packets from and to its UDP sockets
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_SERVE_H
#define MIREDO_SERVE_H

#include <event2/event.h>
#include "net/inbox.h"
#include "net/outbox.h"
#include "roles/server.h"

#define SERVE_SIDES 2

struct serve {
	struct event_base *base;
	struct teredo_server *server;
	int udp[SERVE_SIDES]; /* sockets, by enum teredo_server_side */
	int raw6;             /* -1: this host has no IPv6 */
	struct event *events[SERVE_SIDES];
	struct teredo_counts lost; /* packets that could not be sent */
	struct outbox outboxes[SERVE_SIDES];
	struct inbox inbox;
};

/* Starts to serve on the first sockets, in the loop of base. The caller has filled in the
 * fields up to raw6; the rest is zero. 0, or -1 with errno. */
int serve_start (struct serve *, size_t sides);

/* Adds all counters. */
void serve_add_counts (const struct serve *, struct teredo_counts *);

/* Stops. What the fields point to remains the caller's. */
void serve_stop (struct serve *);

#endif
