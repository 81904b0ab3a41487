/*
 * sources.c - expiring map from IPv4 address to timestamp
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "values/sources.h"

#include <stdlib.h>
#include <string.h>

#define SET      8 /* entries of a set: 64 bytes */
#define SETS_MIN 8

struct set {
	struct teredo_source of[SET];
};

struct teredo_sources {
	uint64_t key[2]; /* of the hash */
	uint32_t window;
	uint32_t mask;    /* number of sets (a power of two) minus one ... */
	uint32_t limit;   /* ... and at most */
	uint32_t at;      /* where the sweep continues */
	uint32_t swept;   /* time of the latest sweep */
	struct set *sets; /* few, or room for as many as the limit allows */
	struct set few[SETS_MIN];
};

struct teredo_sources *teredo_sources_new (uint32_t max, uint32_t window,
                                           const struct teredo_env *env)
{
	struct teredo_sources *sources;
	uint32_t sets = 1;

	while ((uint64_t)sets * SET < max)
		sets *= 2;
	sources = calloc (1, sizeof (*sources));
	if (sources == NULL)
		return NULL;
	sources->sets = sources->few;
	env->random (env->ctx, sources->key, sizeof (sources->key));
	sources->window = window;
	sources->limit = sets - 1;
	sources->mask = (sets < SETS_MIN ? sets : SETS_MIN) - 1;
	return sources;
}

void teredo_sources_free (struct teredo_sources *sources)
{
	if (sources != NULL && sources->sets != sources->few)
		free (sources->sets);
	free (sources);
}

/* The upper half of ax + b modulo 2^64: for two addresses, each pair of values is equally
 * likely (Dietzfelbinger, 1996). For some keys, neighbours would still crowd into few sets; so
 * the halves are mixed once more. */
static uint32_t hash (const struct teredo_sources *sources, uint32_t ip)
{
	uint64_t mixed = sources->key[0] * ip + sources->key[1];

	mixed ^= mixed >> 32;
	return (uint32_t)(mixed * 0x9e3779b97f4a7c15 >> 32);
}

static struct set *set_of (struct teredo_sources *sources, uint32_t ip)
{
	return &sources->sets[hash (sources, ip) & sources->mask];
}

static bool is_free (const struct teredo_sources *sources, const struct teredo_source *source,
                     uint32_t now)
{
	return source->ip == 0 || source->time == now || source->time - now > sources->window;
}

/* --- removing and growing --- */

/* Checks as many sets as are due since the latest sweep. */
static void sweep (struct teredo_sources *sources, uint32_t now)
{
	const uint32_t sets = sources->mask + 1;
	uint64_t due = (uint64_t)(now - sources->swept) * sets;

	if (due < sources->window)
		return;
	due /= sources->window;
	for (uint64_t n = due < sets ? due : sets; n > 0; n--) {
		struct set *set = &sources->sets[sources->at++ & sources->mask];

		for (int i = 0; i < SET; i++)
			if (is_free (sources, &set->of[i], now))
				set->of[i].ip = 0;
	}
	sources->swept = now;
}

static bool make_room (struct teredo_sources *sources)
{
	struct set *room = calloc (sources->limit + 1, sizeof (*room));

	if (room == NULL)
		return false;
	memcpy (room, sources->few, sizeof (sources->few));
	sources->sets = room;
	return true;
}

/* Doubles the number of sets. An entry stays in its set or moves to the one that many sets
 * further on, which is still empty. */
static bool grow (struct teredo_sources *sources)
{
	const uint32_t before = sources->mask + 1;

	if (sources->mask == sources->limit)
		return false;
	if (sources->sets == sources->few && !make_room (sources))
		return false;
	sources->mask = 2 * before - 1;
	for (uint32_t set = 0; set < before; set++)
		for (int i = 0; i < SET; i++) {
			struct teredo_source *source = &sources->sets[set].of[i];

			if (source->ip == 0 || set_of (sources, source->ip) == &sources->sets[set])
				continue;
			sources->sets[before + set].of[i] = *source;
			source->ip = 0;
		}
	return true;
}

/* --- look-up --- */

static struct teredo_source *find_free (struct teredo_sources *sources, uint32_t ip, uint32_t now)
{
	struct set *set = set_of (sources, ip);

	for (int i = 0; i < SET; i++)
		if (is_free (sources, &set->of[i], now))
			return &set->of[i];
	return NULL;
}

static struct teredo_source *add (struct teredo_sources *sources, uint32_t ip, uint32_t now)
{
	struct teredo_source *source;

	do
		source = find_free (sources, ip, now);
	while (source == NULL && grow (sources));
	if (source != NULL)
		*source = (struct teredo_source){ ip, now };
	return source;
}

struct teredo_source *teredo_sources_find_or_add (struct teredo_sources *sources, uint32_t ip,
                                                  uint32_t now)
{
	const uint32_t stored = ip != 0 ? ip : 1; /* 0.0.0.0 is never a source */
	struct set *set;

	sweep (sources, now);
	set = set_of (sources, stored);
	for (int i = 0; i < SET; i++)
		if (set->of[i].ip == stored)
			return &set->of[i];
	return add (sources, stored, now);
}

uint32_t teredo_sources_count (const struct teredo_sources *sources)
{
	return (sources->mask + 1) * SET;
}
