/*
 * watch.h - persistent libevent registrations
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_WATCH_H
#define MIREDO_WATCH_H

#include <event2/event.h>
#include <stddef.h>

/* How many packets one call may take from a descriptor before other descriptors
 * have their turn. */
#define WATCH_TURNS 64

/* A readable descriptor or a signal, and its callback. */
struct watch {
	evutil_socket_t fd; /* or the signal's number */
	short what;         /* EV_READ or EV_SIGNAL */
	event_callback_fn call;
};

/* Registers all of them until watch_end; ctx is passed to the callbacks. Stores
 * count events. 0, or -1 with errno ENOMEM: watch_end is needed then, too. */
int watch_start (struct event_base *, const struct watch *, size_t count, void *ctx,
                 struct event **events);

/* Frees the events; NULL entries are skipped. */
void watch_end (struct event **events, size_t count);

#endif
