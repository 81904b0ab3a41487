/*
 * sources.h - expiring map from IPv4 address to timestamp
 *
 * Expired entries are removed or reused by later calls. There are two
 * implementations, of which configure chooses one: sources-judy.c uses a JudyL
 * array, whose memory grows and shrinks with the number of entries and which
 * has no hash that an attacker could make collide; sources-table.c uses a table
 * of fixed size and a keyed hash.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_SOURCES_H
#define LIBTEREDO_SOURCES_H

#include <stdbool.h>
#include "values/env.h"

struct teredo_sources; /* the map */
struct teredo_source;  /* an entry */

/* Allocates an empty map for about max addresses; NULL with errno ENOMEM. */
struct teredo_sources *teredo_sources_new (uint32_t max, const struct teredo_env *);
void teredo_sources_free (struct teredo_sources *); /* NULL is allowed */

/*
 * Returns the entry of an address (host byte order), valid until the next call.
 * If there is none, adds one with the timestamp now; NULL if the map is full.
 * Timestamps count modulo 2^32, in any unit.
 */
struct teredo_source *teredo_sources_find_or_add (struct teredo_sources *, uint32_t ip,
                                                  uint32_t now, uint32_t window);

uint32_t teredo_source_time (const struct teredo_source *);
void teredo_source_set_time (struct teredo_source *, uint32_t time);

/* Upper bound on the number of entries stored. */
uint32_t teredo_sources_count (const struct teredo_sources *);

/* Whether a timestamp has expired: it is not in the window that follows now. */
static inline bool teredo_sources_is_expired (uint32_t time, uint32_t now, uint32_t window)
{
	return time - now > window || time == now;
}

#endif
