/*
 * carrier.c - how much data a server forwards between its clients
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/carrier.h"

#define UNIT    512 /* bytes */
#define SOURCES 4096

int teredo_carrier_init (struct teredo_carrier *carrier, uint32_t rate,
                         const struct teredo_env *env)
{
	const uint32_t units = rate * (1000000 / 8 / UNIT); /* a second */

	if (rate == 0)
		return 0;
	teredo_token_bucket_init (&carrier->all, units, units / 2, 0);
	return teredo_source_limit_init (&carrier->each, units / 4, units / 4, SOURCES, env);
}

void teredo_carrier_destroy (struct teredo_carrier *carrier)
{
	teredo_source_limit_destroy (&carrier->each);
}

bool teredo_carrier_take (struct teredo_carrier *carrier, uint32_t ip, size_t bytes,
                          teredo_time now)
{
	const uint32_t units = (uint32_t)((bytes + UNIT - 1) / UNIT);
	uint32_t taken = 0;

	while (taken < units && teredo_source_limit_take (&carrier->each, ip, now))
		taken++;
	if (taken == units && teredo_token_bucket_take_many (&carrier->all, units, now))
		return true;
	while (taken-- > 0)
		teredo_source_limit_give (&carrier->each, ip, now);
	return false;
}
