/*
 * test-sources-table.c - the table of --without-judy, whatever configure chose
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "values/sources-table.c"

#include "unit.h"

#define MAX    1024
#define WINDOW 32000u /* 2 s in ticks */

/* How many of some new addresses get an entry; it lasts for half a window. */
static unsigned add (struct teredo_sources *sources, uint32_t first, uint32_t now)
{
	unsigned got = 0;

	for (uint32_t ip = first; ip < first + MAX / 4; ip++) {
		struct teredo_source *source = teredo_sources_find_or_add (sources, ip, now,
		                                                           WINDOW);

		if (source == NULL)
			continue;
		got++;
		teredo_source_set_time (source, now + WINDOW / 2);
	}
	return got;
}

/* Timestamps wrap after 74.6 h. */
START_TEST (empty_table_has_room_at_any_time)
{
	static const uint32_t times[] = {
		0,         1, WINDOW, UINT32_MAX / 2, UINT32_MAX - WINDOW, UINT32_MAX - WINDOW / 2,
		UINT32_MAX
	};

	for (size_t i = 0; i < ARRAY_LEN (times); i++) {
		struct teredo_sources *sources = teredo_sources_new (MAX, &unit_env);

		ck_assert_msg (add (sources, 1, times[i]) == MAX / 4, "at %u", times[i]);
		teredo_sources_free (sources);
	}
}
END_TEST

START_TEST (entry_that_expired_before_the_wrap_takes_no_room_after_it)
{
	struct teredo_sources *sources = teredo_sources_new (MAX, &unit_env);

	for (uint32_t i = 0; i < 4; i++)
		add (sources, 1 + i * MAX / 4, 1000);
	for (uint32_t i = 0; i < MAX; i++) /* sweeps the table */
		teredo_sources_find_or_add (sources, 0xcb007101, UINT32_MAX / 2, WINDOW);
	ck_assert_uint_eq (add (sources, 0x0a000000, 1000 + WINDOW / 4), MAX / 4);
	teredo_sources_free (sources);
}
END_TEST

UNIT_MAIN ("sources-table", empty_table_has_room_at_any_time,
           entry_that_expired_before_the_wrap_takes_no_room_after_it)
