/*
 * test-sources.c - expiring map from IPv4 address to timestamp
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "values/sources.c"

#include "unit.h"

#define MAX    1024
#define WINDOW 32000u /* 2 s in ticks */

static struct teredo_sources *sources;

static void set_up (void)
{
	sources = teredo_sources_new (MAX, WINDOW, &unit_env);
	ck_assert_ptr_nonnull (sources);
}

/* How many of some new addresses get an entry; it lasts for half a window. */
static unsigned add_busy (uint32_t first, unsigned count, uint32_t now)
{
	unsigned got = 0;

	for (uint32_t ip = first; ip < first + count; ip++) {
		struct teredo_source *source = teredo_sources_find_or_add (sources, ip, now);

		if (source == NULL)
			continue;
		got++;
		source->time = now + WINDOW / 2;
	}
	return got;
}

static unsigned stored (void)
{
	unsigned count = 0;

	for (uint32_t set = 0; set <= sources->mask; set++)
		for (int i = 0; i < SET; i++)
			count += sources->sets[set].of[i].ip != 0;
	return count;
}

/* Neighbours, and the first addresses of subnets. */
START_TEST (addresses_at_equal_distances_are_spread_with_any_key)
{
	static const uint32_t steps[] = { 1, 3, 256, 65536 };

	for (int key = 0; key < 500; key++)
		for (size_t i = 0; i < ARRAY_LEN (steps); i++) {
			unsigned got = 0;

			set_up ();
			for (uint32_t n = 0; n < MAX / 2; n++)
				got += add_busy (0x0a000000 + n * steps[i], 1, 1000);
			ck_assert_uint_gt (got, MAX / 2 - MAX / 20);
			teredo_sources_free (sources);
		}
}
END_TEST

/* Timestamps wrap after 74.6 h. */
START_TEST (empty_map_has_room_at_any_time)
{
	static const uint32_t times[] = {
		0,         1, WINDOW, UINT32_MAX / 2, UINT32_MAX - WINDOW, UINT32_MAX - WINDOW / 2,
		UINT32_MAX
	};

	for (size_t i = 0; i < ARRAY_LEN (times); i++) {
		set_up ();
		ck_assert_msg (add_busy (1, MAX / 4, times[i]) == MAX / 4, "at %u", times[i]);
		teredo_sources_free (sources);
	}
}
END_TEST

START_TEST (entry_that_expired_before_the_wrap_takes_no_room_after_it)
{
	set_up ();
	for (uint32_t i = 0; i < 4; i++)
		add_busy (1 + i * MAX / 4, MAX / 4, 1000);
	teredo_sources_find_or_add (sources, 0xcb007101, UINT32_MAX / 2);
	ck_assert_uint_eq (add_busy (0x0a000000, MAX / 4, 1000 + WINDOW / 4), MAX / 4);
	teredo_sources_free (sources);
}
END_TEST

/* Whether one address comes often or once. */
START_TEST (entries_that_expired_are_removed_within_two_windows)
{
	static const uint32_t steps[] = { 1, 16, 1777, WINDOW, 2 * WINDOW };

	for (size_t i = 0; i < ARRAY_LEN (steps); i++) {
		const uint32_t expired = 1000 + WINDOW / 2;

		set_up ();
		ck_assert_uint_eq (add_busy (1, MAX / 4, 1000), MAX / 4);
		for (uint32_t now = 1000; now < expired + 2 * WINDOW;) {
			now += steps[i];
			teredo_sources_find_or_add (sources, 1, now)->time = now + WINDOW;
		}
		ck_assert_uint_eq (stored (), 1);
		teredo_sources_free (sources);
	}
}
END_TEST

/* What a call costs is bounded by the time since the one before. */
START_TEST (call_checks_only_what_is_due)
{
	const uint32_t later = 1000 + WINDOW;

	set_up ();
	add_busy (1, MAX / 4, 1000);
	sources->swept = later - 3 * WINDOW / (sources->mask + 1);
	teredo_sources_find_or_add (sources, 1, later);
	ck_assert_uint_ge (stored (), MAX / 4 - 3 * SET);
	ck_assert_uint_lt (stored (), MAX / 4);
	for (int i = 0; i < 1000; i++)
		teredo_sources_find_or_add (sources, 1, later);
	ck_assert_uint_ge (stored (), MAX / 4 - 3 * SET);
	teredo_sources_free (sources);
}
END_TEST

START_TEST (map_of_addresses_that_come_rarely_stays_small)
{
	set_up ();
	for (uint32_t i = 1; i <= 100 * MAX; i++) {
		struct teredo_source *source = teredo_sources_find_or_add (sources, i, i * 1000);

		ck_assert_ptr_nonnull (source);
		source->time = i * 1000 + 5000;
	}
	ck_assert_uint_eq (teredo_sources_count (sources), SETS_MIN * SET);
	teredo_sources_free (sources);
}
END_TEST

START_TEST (map_grows_to_its_bound_and_keeps_busy_entries)
{
	unsigned got = 0;

	set_up ();
	for (uint32_t ip = 1; ip <= MAX / 4; ip++)
		teredo_sources_find_or_add (sources, ip, 1000)->time = 1000 + ip;
	for (uint32_t ip = 1; ip <= MAX / 4; ip++)
		ck_assert_uint_eq (teredo_sources_find_or_add (sources, ip, 1000)->time, 1000 + ip);
	ck_assert_uint_gt (teredo_sources_count (sources), MAX / 4);
	for (uint32_t i = 0; i < 40; i++)
		got += add_busy (0x0a000000 + i * MAX, MAX / 4, 1000);
	ck_assert_uint_eq (teredo_sources_count (sources), MAX);
	ck_assert_uint_eq (stored (), MAX);
	ck_assert_uint_eq (got, MAX - MAX / 4);
	ck_assert_ptr_null (teredo_sources_find_or_add (sources, 0xcb007101, 1000));
	teredo_sources_free (sources);
}
END_TEST

START_TEST (address_zero_has_an_entry)
{
	set_up ();
	teredo_sources_find_or_add (sources, 0, 1000)->time = 1234;
	ck_assert_uint_eq (teredo_sources_find_or_add (sources, 0, 1000)->time, 1234);
	ck_assert_uint_eq (stored (), 1);
	teredo_sources_free (sources);
}
END_TEST

UNIT_MAIN ("sources", addresses_at_equal_distances_are_spread_with_any_key,
           empty_map_has_room_at_any_time,
           entry_that_expired_before_the_wrap_takes_no_room_after_it,
           entries_that_expired_are_removed_within_two_windows, call_checks_only_what_is_due,
           map_of_addresses_that_come_rarely_stays_small,
           map_grows_to_its_bound_and_keeps_busy_entries, address_zero_has_an_entry)
