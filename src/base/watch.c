/*
 * watch.c - persistent libevent registrations
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/watch.h"

#include <errno.h>

int watch_start (struct event_base *base, const struct watch *watched, size_t count, void *ctx,
                 struct event **events)
{
	for (size_t i = 0; i < count; i++) {
		events[i] = event_new (base, watched[i].fd, (short)(watched[i].what | EV_PERSIST),
		                       watched[i].call, ctx);
		if (events[i] == NULL || event_add (events[i], NULL) != 0) {
			errno = ENOMEM;
			return -1;
		}
	}
	return 0;
}

void watch_end (struct event **events, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (events[i] != NULL)
			event_free (events[i]);
		events[i] = NULL;
	}
}
