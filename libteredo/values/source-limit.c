/*
 * source-limit.c - how much each IPv4 address may cause
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "values/source-limit.h"

#include "values/sources.h"

#define TICKS        16 /* a millisecond; times are these modulo 2^32, some three days */
#define OTHERS_TIMES 16

int teredo_source_limit_init (struct teredo_source_limit *budget, uint32_t rate, uint32_t burst,
                              uint32_t max_addresses, const struct teredo_env *env)
{
	budget->interval = TICKS * 1000 / rate;
	budget->window = budget->interval * burst;
	teredo_token_bucket_init (&budget->others, rate * OTHERS_TIMES, burst * OTHERS_TIMES, 0);
	budget->sources = teredo_sources_new (max_addresses, env);
	return budget->sources != NULL ? 0 : -1;
}

void teredo_source_limit_destroy (struct teredo_source_limit *budget)
{
	teredo_sources_free (budget->sources);
	budget->sources = NULL;
}

bool teredo_source_limit_take (struct teredo_source_limit *budget, uint32_t ip, teredo_time now)
{
	const uint32_t ticks = (uint32_t)now * TICKS;
	unsigned long *back = teredo_sources_find (budget->sources, ip, ticks, budget->window);
	uint32_t spent;

	if (back == NULL)
		return teredo_token_bucket_take (&budget->others, now);
	spent = (uint32_t)*back - ticks;
	if (spent > budget->window) /* it is over */
		spent = 0;
	if (spent + budget->interval > budget->window)
		return false;
	*back = (uint32_t)(ticks + spent + budget->interval);
	return true;
}
