/*
 * test-meeting.c - the side table of peers that a client meets
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/meeting.h"

#include "unit.h"

static struct teredo_meetings table;
static unsigned closed;

static void closing (void *ctx, struct teredo_meeting *meeting)
{
	(void)ctx;
	(void)meeting;
	closed++;
}

static void start (void)
{
	table = (struct teredo_meetings){ .key.bytes = "a key of the tests", .closing = closing };
	closed = 0;
}

static struct in6_addr peer (unsigned number)
{
	struct in6_addr address = unit_ip6 ("2001:0:cb00:7178:0:efff:3fff:0");

	address.s6_addr[14] = (uint8_t)(number >> 8);
	address.s6_addr[15] = (uint8_t)number;
	return address;
}

static struct teredo_meeting *find (unsigned number)
{
	const struct in6_addr address = peer (number);

	return teredo_meeting_find (&table, &address);
}

static struct teredo_meeting *add (unsigned number, bool wanted)
{
	const struct in6_addr address = peer (number);

	return teredo_meeting_add (&table, &address, wanted);
}

START_TEST (entry_is_found_until_it_is_removed)
{
	start ();
	ck_assert_ptr_null (find (1));
	add (1, true)->nonce_sent = 5;
	add (2, false)->nonce_sent = 6;
	ck_assert_uint_eq (find (1)->nonce_sent, 5);
	ck_assert_uint_eq (find (2)->nonce_sent, 6);
	ck_assert_uint_eq (closed, 0);
	teredo_meeting_remove (&table, find (1));
	ck_assert_ptr_null (find (1));
	ck_assert_uint_eq (find (2)->nonce_sent, 6);
	ck_assert_uint_eq (closed, 1);
	ck_assert_uint_eq (add (1, false)->nonce_sent, 0);
}
END_TEST

START_TEST (entry_added_twice_keeps_its_state)
{
	start ();
	add (1, false)->nonce_sent = 5;
	ck_assert_uint_eq (add (1, true)->nonce_sent, 5);
	ck_assert (find (1)->wanted);
	ck_assert (add (1, false)->wanted);
}
END_TEST

START_TEST (full_table_displaces_the_oldest_entry)
{
	start ();
	for (unsigned n = 0; n < TEREDO_MEETINGS_MAX; n++)
		ck_assert_ptr_nonnull (add (n, true));
	add (0, true); /* the newest now */
	ck_assert_ptr_nonnull (add (TEREDO_MEETINGS_MAX, true));
	ck_assert_ptr_nonnull (find (0));
	ck_assert_ptr_null (find (1));
	ck_assert_ptr_nonnull (find (2));
	ck_assert_ptr_nonnull (find (TEREDO_MEETINGS_MAX));
	ck_assert_uint_eq (closed, 1);
}
END_TEST

START_TEST (strangers_do_not_displace_wanted_peers)
{
	start ();
	for (unsigned n = 0; n < TEREDO_MEETINGS_MAX / 2; n++)
		add (n, true);
	for (unsigned n = TEREDO_MEETINGS_MAX / 2; n < 3 * TEREDO_MEETINGS_MAX; n++)
		ck_assert_ptr_nonnull (add (n, false));
	for (unsigned n = 0; n < TEREDO_MEETINGS_MAX / 2; n++)
		ck_assert_ptr_nonnull (find (n));
	for (unsigned n = 0; n < TEREDO_MEETINGS_MAX; n++) /* a stranger makes room */
		ck_assert_ptr_nonnull (add (n, true));
	ck_assert_ptr_null (add (TEREDO_MEETINGS_MAX, false));
	for (unsigned n = 0; n < TEREDO_MEETINGS_MAX; n++)
		ck_assert_ptr_nonnull (find (n));
}
END_TEST

START_TEST (cleared_table_is_empty)
{
	start ();
	for (unsigned n = 0; n < 10; n++)
		add (n, n % 2 != 0);
	teredo_meetings_clear (&table);
	ck_assert_uint_eq (closed, 10);
	for (unsigned n = 0; n < 10; n++)
		ck_assert_ptr_null (find (n));
	ck_assert_ptr_nonnull (add (3, true));
}
END_TEST

START_TEST (timers_are_returned_when_they_are_due)
{
	enum teredo_meeting_timer timer;

	start ();
	ck_assert_int_eq (teredo_meetings_deadline (&table), TEREDO_NEVER);
	teredo_meeting_set_timer (&table, add (1, true), TEREDO_TIMER_RELAY, 2000);
	teredo_meeting_set_timer (&table, add (2, true), TEREDO_TIMER_SOLICIT, 1000);
	teredo_meeting_set_timer (&table, add (3, true), TEREDO_TIMER_RELAY, 1500);
	ck_assert_int_eq (teredo_meetings_deadline (&table), 1000);
	ck_assert_ptr_null (teredo_meetings_next (&table, 999, &timer));
	ck_assert_ptr_eq (teredo_meetings_next (&table, 1000, &timer), find (2));
	ck_assert_uint_eq (timer, TEREDO_TIMER_SOLICIT);
	ck_assert_ptr_null (teredo_meetings_next (&table, 1000, &timer));
	ck_assert_int_eq (teredo_meetings_deadline (&table), 1500);
	teredo_meeting_set_timer (&table, find (3), TEREDO_TIMER_RELAY, TEREDO_NEVER);
	ck_assert_ptr_null (teredo_meetings_next (&table, 1600, &timer));
	ck_assert_int_eq (teredo_meetings_deadline (&table), 2000);
	ck_assert_ptr_eq (teredo_meetings_next (&table, 9000, &timer), find (1));
	ck_assert_uint_eq (timer, TEREDO_TIMER_RELAY);
	ck_assert_ptr_null (teredo_meetings_next (&table, 9000, &timer));
	ck_assert_int_eq (teredo_meetings_deadline (&table), TEREDO_NEVER);
}
END_TEST

START_TEST (removed_entry_has_no_timer)
{
	enum teredo_meeting_timer timer;

	start ();
	teredo_meeting_set_timer (&table, add (1, true), TEREDO_TIMER_RELAY, 2000);
	teredo_meeting_remove (&table, find (1));
	ck_assert_ptr_null (teredo_meetings_next (&table, 2000, &timer));
	ck_assert_int_eq (teredo_meetings_deadline (&table), TEREDO_NEVER);
}
END_TEST

UNIT_MAIN ("meeting", entry_is_found_until_it_is_removed, entry_added_twice_keeps_its_state,
           full_table_displaces_the_oldest_entry, strangers_do_not_displace_wanted_peers,
           cleared_table_is_empty, timers_are_returned_when_they_are_due,
           removed_entry_has_no_timer)
