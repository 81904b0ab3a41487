/*
 * sources-table.c - a number for each of some IPv4 addresses, in a table
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "values/sources.h"

#include <stdlib.h>
#include "bytes/mac.h"

#define PROBES 8 /* slots in which an address may be */

struct slot {
	uint32_t ip;
	unsigned long time;
};

struct teredo_sources {
	struct teredo_key key; /* of the hash */
	uint32_t mask;         /* number of slots, a power of two, less one */
	struct slot slots[];
};

struct teredo_sources *teredo_sources_new (uint32_t max, const struct teredo_env *env)
{
	struct teredo_sources *sources;
	uint32_t slots = PROBES;

	while (slots < max && slots < UINT32_C (1) << 31)
		slots *= 2;
	sources = calloc (1, sizeof (*sources) + slots * sizeof (struct slot));
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

unsigned long *teredo_sources_find (struct teredo_sources *sources, uint32_t ip, uint32_t now,
                                    uint32_t window)
{
	const uint32_t first = hash (sources, ip);
	struct slot *room = NULL;

	for (uint32_t i = 0; i < PROBES; i++) {
		struct slot *slot = &sources->slots[(first + i) & sources->mask];

		if (teredo_sources_is_over (slot->time, now, window)) {
			if (room == NULL)
				room = slot;
		} else if (slot->ip == ip) {
			return &slot->time;
		}
	}
	if (room == NULL)
		return NULL;
	*room = (struct slot){ ip, now };
	return &room->time;
}

uint32_t teredo_sources_count (const struct teredo_sources *sources)
{
	return sources->mask + 1;
}
