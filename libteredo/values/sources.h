/*
 * sources.h - a number for each of some IPv4 addresses
 *
 * A sparse array that forgets by itself: the number is a time, and an address
 * whose time is over need not be kept. Two files do it, of which one is built:
 * sources-judy.c by JudyL arrays, whose collisions nobody can choose and whose
 * memory follows what is kept; sources-table.c by a table of fixed size under a
 * keyed hash.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_SOURCES_H
#define LIBTEREDO_SOURCES_H

#include <stdbool.h>
#include "values/env.h"

struct teredo_sources;

/* Up to max addresses; NULL with errno ENOMEM. */
struct teredo_sources *teredo_sources_new (uint32_t max, const struct teredo_env *);
void teredo_sources_free (struct teredo_sources *);

/*
 * The time of an address (host byte order), which is now if it was not kept;
 * valid until the next call. A time is over if it is not within window from now
 * on, modulo 2^32. NULL: there is no room.
 */
unsigned long *teredo_sources_find (struct teredo_sources *, uint32_t ip, uint32_t now,
                                    uint32_t window);

/* How many addresses are kept at most by now. */
uint32_t teredo_sources_count (const struct teredo_sources *);

/* Whether a time is over. */
static inline bool teredo_sources_is_over (unsigned long time, uint32_t now, uint32_t window)
{
	return (uint32_t)time - now > window || (uint32_t)time == now;
}

#endif
