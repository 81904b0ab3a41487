/*
 * source-limit.c - rate limits per IPv4 source address
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "values/source-limit.h"

#include <errno.h>
#include "values/sources.h"

/* Times are in ticks, modulo 2^32: about three days. */
#define TICKS_PER_MS  16
#define TICKS_PER_S   (TICKS_PER_MS * 1000)
#define SHARED_FACTOR 16

_Static_assert(TEREDO_SOURCE_LIMIT_RATE_MAX <= TICKS_PER_S, "a token takes one tick at least");

int teredo_source_limit_init (struct teredo_source_limit *limit, uint32_t rate, uint32_t burst,
                              uint32_t max_addresses, const struct teredo_env *env)
{
	const uint32_t window_max = TEREDO_SOURCE_LIMIT_WINDOW_MAX * TICKS_PER_S;

	*limit = (struct teredo_source_limit){ .sources = NULL };
	if (rate == 0 || rate > TEREDO_SOURCE_LIMIT_RATE_MAX || burst == 0
	    || burst > window_max / (TICKS_PER_S / rate)) {
		errno = EINVAL;
		return -1;
	}
	limit->interval = TICKS_PER_S / rate;
	limit->window = limit->interval * burst;
	teredo_token_bucket_init (&limit->shared, rate * SHARED_FACTOR, burst * SHARED_FACTOR, 0);
	limit->sources = teredo_sources_new (max_addresses, limit->window, env);
	return limit->sources != NULL ? 0 : -1;
}

void teredo_source_limit_destroy (struct teredo_source_limit *limit)
{
	teredo_sources_free (limit->sources);
	limit->sources = NULL;
}

/* Ticks until the bucket of an address is full. */
static uint32_t spent_by (const struct teredo_source_limit *limit,
                          const struct teredo_source *source, uint32_t ticks)
{
	const uint32_t spent = source->time - ticks;

	return spent > limit->window ? 0 : spent; /* it was full before now */
}

bool teredo_source_limit_take (struct teredo_source_limit *limit, uint32_t ip, teredo_time now)
{
	const uint32_t ticks = (uint32_t)now * TICKS_PER_MS;
	struct teredo_source *source = teredo_sources_find_or_add (limit->sources, ip, ticks);
	uint32_t spent;

	if (source == NULL)
		return teredo_token_bucket_take (&limit->shared, now);
	spent = spent_by (limit, source, ticks);
	if (spent + limit->interval > limit->window)
		return false;
	source->time = ticks + spent + limit->interval;
	return true;
}

void teredo_source_limit_give (struct teredo_source_limit *limit, uint32_t ip, teredo_time now)
{
	const uint32_t ticks = (uint32_t)now * TICKS_PER_MS;
	struct teredo_source *source = teredo_sources_find_or_add (limit->sources, ip, ticks);

	if (source != NULL && spent_by (limit, source, ticks) > limit->interval)
		source->time -= limit->interval;
	else if (source != NULL)
		source->time = ticks;
}
