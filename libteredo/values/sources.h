/*
 * sources.h - expiring map from IPv4 address to timestamp
 *
 * A hash table of sets, each of which fills one cache line. It grows when a set is
 * full of entries that have not expired, up to the size given; all memory for that is
 * allocated the first time, but what it has not grown into is not touched. The hash
 * has a random key, so that nobody can choose addresses that share a set.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_SOURCES_H
#define LIBTEREDO_SOURCES_H

#include <stdbool.h>
#include "values/env.h"

struct teredo_sources; /* the map */

/* An entry. */
struct teredo_source {
	uint32_t ip;   /* 0: free */
	uint32_t time; /* may be changed */
};

/* Allocates an empty map for about max addresses. A timestamp expires when it is not
 * in the window that follows the time of a call. NULL with errno ENOMEM. */
struct teredo_sources *teredo_sources_new (uint32_t max, uint32_t window,
                                           const struct teredo_env *);
void teredo_sources_free (struct teredo_sources *); /* NULL is allowed */

/*
 * Returns the entry of an address (host byte order), valid until the next call.
 * If there is none, adds one with the timestamp now; NULL if there is no room.
 * Timestamps count modulo 2^32, in any unit. Each entry is checked at least once in
 * two windows, and removed if it has expired: so no timestamp seems to lie ahead
 * again after a full turn.
 */
struct teredo_source *teredo_sources_find_or_add (struct teredo_sources *, uint32_t ip,
                                                  uint32_t now);

/* Upper bound on the number of entries stored. */
uint32_t teredo_sources_count (const struct teredo_sources *);

#endif
