/*
 * sources-table.c - expiring map from IPv4 address to timestamp, as a hash table
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "values/sources.h"

#include <stdlib.h>
#include "bytes/mac.h"

#define PROBES 8 /* slots in which an address may be stored */
#define SWEEP  2 /* slots checked for expiry per call */

struct teredo_source {
	uint32_t ip;
	uint32_t time;
	bool used; /* set until the timestamp is found expired */
};

struct teredo_sources {
	struct teredo_key key; /* of the hash */
	uint32_t mask;         /* number of slots (a power of two) minus one */
	uint32_t at;           /* where the sweep continues */
	struct teredo_source slots[];
};

struct teredo_sources *teredo_sources_new (uint32_t max, const struct teredo_env *env)
{
	struct teredo_sources *sources;
	uint32_t slots = PROBES;

	while (slots < max && slots < UINT32_C (1) << 31)
		slots *= 2;
	sources = calloc (1, sizeof (*sources) + slots * sizeof (struct teredo_source));
	if (sources == NULL)
		return NULL;
	env->random (env->ctx, &sources->key, sizeof (sources->key));
	sources->mask = slots - 1;
	return sources;
}

void teredo_sources_free (struct teredo_sources *sources)
{
	free (sources);
}

static uint32_t hash (const struct teredo_sources *sources, uint32_t ip)
{
	struct in6_addr key = { .s6_addr = { 0 } };

	for (int i = 0; i < 4; i++)
		key.s6_addr[i] = (uint8_t)(ip >> 8 * i);
	return (uint32_t)teredo_hash_ip6 (&sources->key, &key);
}

static bool is_free (struct teredo_source *slot, uint32_t now, uint32_t window)
{
	if (slot->used && teredo_sources_is_expired (slot->time, now, window))
		slot->used = false;
	return !slot->used;
}

/* Timestamps wrap: one that is not found expired in time would seem to lie ahead again. */
static void sweep (struct teredo_sources *sources, uint32_t now, uint32_t window)
{
	for (int i = 0; i < SWEEP; i++)
		is_free (&sources->slots[sources->at++ & sources->mask], now, window);
}

struct teredo_source *teredo_sources_find_or_add (struct teredo_sources *sources, uint32_t ip,
                                                  uint32_t now, uint32_t window)
{
	const uint32_t first = hash (sources, ip);
	struct teredo_source *free_slot = NULL;

	sweep (sources, now, window);
	for (uint32_t i = 0; i < PROBES; i++) {
		struct teredo_source *slot = &sources->slots[(first + i) & sources->mask];

		if (is_free (slot, now, window)) {
			if (free_slot == NULL)
				free_slot = slot;
		} else if (slot->ip == ip) {
			return slot;
		}
	}
	if (free_slot != NULL)
		*free_slot = (struct teredo_source){ ip, now, true };
	return free_slot;
}

uint32_t teredo_source_time (const struct teredo_source *source)
{
	return source->time;
}

void teredo_source_set_time (struct teredo_source *source, uint32_t time)
{
	source->time = time;
}

uint32_t teredo_sources_count (const struct teredo_sources *sources)
{
	return sources->mask + 1;
}
