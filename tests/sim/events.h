/*
 * events.h - queue of future events
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_SIM_EVENTS_H
#define TESTS_SIM_EVENTS_H

#include <stddef.h>
#include "values/ipv4.h"
#include "bytes/ticks.h"

struct host;

enum event_kind { EVENT_UDP, EVENT_IP6, EVENT_WAKE };

struct event {
	teredo_time when;
	uint64_t order; /* events at the same time are first in, first out */
	enum event_kind kind;
	struct host *host;               /* WAKE */
	struct teredo_endpoint from, to; /* UDP */
	size_t len;
	uint8_t *data; /* UDP, IP6: malloc'ed */
};

/* A binary heap. */
struct events {
	struct event *list;
	size_t count, capacity;
	uint64_t order;
};

void events_add (struct events *, struct event);

/* Removes and returns the next event; there must be one. */
struct event events_next (struct events *);

#endif
