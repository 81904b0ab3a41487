/*
 * env.c - what a role gets from its driver: randomness and an event callback
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "values/env.h"

void teredo_env_count (const struct teredo_env *env, struct teredo_counts *counts, teredo_time now,
                       enum teredo_count count, const struct in6_addr *of)
{
	const struct teredo_event event = {
		.kind = TEREDO_EVENT_COUNT,
		.when = now,
		.count = count,
		.of = of,
	};

	counts->of[count]++;
	if (env->event != NULL)
		env->event (env->ctx, &event);
}

void teredo_env_transition (const struct teredo_env *env, enum teredo_event_kind kind,
                            teredo_time now, int from, int to, const struct in6_addr *of)
{
	const struct teredo_event event = {
		.kind = kind,
		.when = now,
		.from = from,
		.to = to,
		.of = of,
	};

	if (from != to && env->event != NULL)
		env->event (env->ctx, &event);
}
