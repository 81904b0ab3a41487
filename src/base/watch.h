/*
 * watch.h - what an event loop looks after for as long as it runs
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_WATCH_H
#define MIREDO_WATCH_H

#include <event2/event.h>
#include <stddef.h>

/* A descriptor that can be read, or a signal, and what to call then. */
struct watch {
	evutil_socket_t fd; /* or the signal's number */
	short what;         /* EV_READ or EV_SIGNAL */
	event_callback_fn call;
};

/* Looks after all of them, again and again; their events, for watch_end, to events.
 * ctx: for the calls. 0, or -1 with errno ENOMEM. */
int watch_start (struct event_base *, const struct watch *, size_t count, void *ctx,
                 struct event **events);

/* Events that are NULL were not started. */
void watch_end (struct event **events, size_t count);

#endif
