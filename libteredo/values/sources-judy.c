/*
 * sources-judy.c - a number for each of some IPv4 addresses, in a JudyL array
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "values/sources.h"

#include <Judy.h>
#include <stdlib.h>

#define SWEEP 2 /* addresses looked at in each call: forgetting keeps up with keeping */

struct teredo_sources {
	void *array;
	uint32_t max, count;
	Word_t at; /* where sweeping goes on */
};

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

static void sweep (struct teredo_sources *sources, uint32_t now, uint32_t window)
{
	for (int i = 0; i < SWEEP; i++) {
		const unsigned long *time = (unsigned long *)JudyLFirst (sources->array,
		                                                         &sources->at, PJE0);

		if (time == NULL) {
			sources->at = 0;
			return;
		}
		if (teredo_sources_is_over (*time, now, window)
		    && JudyLDel (&sources->array, sources->at, PJE0) == 1)
			sources->count--;
		sources->at++;
	}
}

unsigned long *teredo_sources_find (struct teredo_sources *sources, uint32_t ip, uint32_t now,
                                    uint32_t window)
{
	unsigned long *time;

	sweep (sources, now, window);
	time = (unsigned long *)JudyLGet (sources->array, ip, PJE0);
	if (time != NULL)
		return time;
	if (sources->count >= sources->max)
		return NULL;
	time = (unsigned long *)JudyLIns (&sources->array, ip, PJE0);
	if (time == NULL || (void *)time == PPJERR)
		return NULL;
	sources->count++;
	*time = now;
	return time;
}

uint32_t teredo_sources_count (const struct teredo_sources *sources)
{
	return sources->count;
}
