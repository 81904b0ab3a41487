/*
 * events.c - queue of future events
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "events.h"

#include <check.h>
#include <stdlib.h>

static bool earlier (const struct event *a, const struct event *b)
{
	return a->when < b->when || (a->when == b->when && a->order < b->order);
}

static void swap (struct event *a, struct event *b)
{
	struct event t = *a;

	*a = *b;
	*b = t;
}

void events_add (struct events *events, struct event event)
{
	size_t i = events->count++;

	if (i == events->capacity) {
		events->capacity = events->capacity * 2 + 64;
		events->list = realloc (events->list, events->capacity * sizeof (event));
		ck_assert_ptr_nonnull (events->list);
	}
	event.order = events->order++;
	events->list[i] = event;
	while (i > 0 && earlier (&events->list[i], &events->list[(i - 1) / 2])) {
		swap (&events->list[i], &events->list[(i - 1) / 2]);
		i = (i - 1) / 2;
	}
}

struct event events_next (struct events *events)
{
	struct event first = events->list[0];
	size_t i = 0;

	events->list[0] = events->list[--events->count];
	for (;;) {
		size_t least = i;

		for (size_t child = 2 * i + 1; child <= 2 * i + 2; child++)
			if (child < events->count
			    && earlier (&events->list[child], &events->list[least]))
				least = child;
		if (least == i)
			return first;
		swap (&events->list[i], &events->list[least]);
		i = least;
	}
}
