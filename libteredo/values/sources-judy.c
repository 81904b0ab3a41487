/*
 * sources-judy.c - expiring map from IPv4 address to timestamp, as a JudyL array
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "values/sources.h"

#include <Judy.h>
#include <stdlib.h>

#define SWEEP 2 /* entries checked for expiry per call: more than a call can add */

struct teredo_sources {
	void *array;
	uint32_t max, count;
	Word_t at; /* where the sweep continues */
};

/* The value of an array element. */
struct teredo_source {
	Word_t time;
};

_Static_assert(sizeof (struct teredo_source) == sizeof (Word_t), "entries are JudyL values");

struct teredo_sources *teredo_sources_new (uint32_t max, const struct teredo_env *env)
{
	struct teredo_sources *sources = calloc (1, sizeof (*sources));

	(void)env;
	if (sources != NULL)
		sources->max = max;
	return sources;
}

void teredo_sources_free (struct teredo_sources *sources)
{
	if (sources == NULL)
		return;
	JudyLFreeArray (&sources->array, PJE0);
	free (sources);
}

uint32_t teredo_source_time (const struct teredo_source *source)
{
	return (uint32_t)source->time;
}

void teredo_source_set_time (struct teredo_source *source, uint32_t time)
{
	source->time = time;
}

static void sweep (struct teredo_sources *sources, uint32_t now, uint32_t window)
{
	for (int i = 0; i < SWEEP; i++) {
		const void *source = JudyLFirst (sources->array, &sources->at, PJE0);

		if (source == NULL) {
			sources->at = 0;
			return;
		}
		if (teredo_sources_is_expired (teredo_source_time (source), now, window)
		    && JudyLDel (&sources->array, sources->at, PJE0) == 1)
			sources->count--;
		sources->at++;
	}
}

struct teredo_source *teredo_sources_find_or_add (struct teredo_sources *sources, uint32_t ip,
                                                  uint32_t now, uint32_t window)
{
	void *source;

	sweep (sources, now, window);
	source = JudyLGet (sources->array, ip, PJE0);
	if (source != NULL)
		return source;
	if (sources->count >= sources->max)
		return NULL;
	source = JudyLIns (&sources->array, ip, PJE0);
	if (source == NULL || source == PPJERR)
		return NULL;
	sources->count++;
	teredo_source_set_time (source, now);
	return source;
}

uint32_t teredo_sources_count (const struct teredo_sources *sources)
{
	return sources->count;
}
