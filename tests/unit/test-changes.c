/*
 * test-changes.c - changes of the host's network, each test in its own network namespace; sleep, in
 * invented time
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/changes.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/sleep.h"
#include "unit.h"

static struct event_base *base;
static struct changes *changes;
static unsigned calls, moves;

static void note (void *ctx, bool moved)
{
	(void)ctx;
	calls++;
	moves += moved;
}

/* Runs the loop for a while; the milliseconds until the first call. */
static teredo_time run (unsigned milliseconds)
{
	const struct timeval time = { milliseconds / 1000, milliseconds % 1000 * 1000 };
	const teredo_time began = clock_now ();
	teredo_time first = TEREDO_NEVER;

	event_base_loopexit (base, &time);
	calls = moves = 0;
	do {
		event_base_loop (base, EVLOOP_ONCE);
		if (calls > 0 && first == TEREDO_NEVER)
			first = clock_now () - began;
	} while (!event_base_got_exit (base));
	return first;
}

static void ip (const char *arguments)
{
	char command[256];

	snprintf (command, sizeof (command), "ip %s", arguments);
	ck_assert_int_eq (system (command), 0); /* NOLINT(cert-env33-c) */
}

static void set_up (void)
{
	ck_assert_int_eq (unshare (CLONE_NEWNET), 0);
	ip ("link add name eth type veth peer name hub");
	ip ("link set dev hub up");
	ip ("link set dev eth up");
	ip ("address add 192.0.2.10/24 dev eth");
	base = event_base_new ();
	calls = moves = 0;
	changes = changes_new (base, note, NULL);
	ck_assert_ptr_nonnull (changes);
	ck_assert_uint_eq (calls, 1);
	ck_assert_uint_eq (moves, 0);
}

static void tear_down (void)
{
	changes_free (changes);
	event_base_free (base);
}

/* Makes a change; it must be reported within 500 ms, or not. */
static void check (const char *arguments, bool moved)
{
	teredo_time first;

	ip (arguments);
	first = run (500);
	ck_assert_msg ((moves > 0) == moved, "ip %s", arguments);
	ck_assert_msg (first < 500 || !moved, "ip %s", arguments);
}

START_TEST (change_of_address_link_or_default_route_is_reported_at_once)
{
	set_up ();
	check ("address add 192.0.2.11/24 dev eth", true);
	check ("route add default via 192.0.2.1", true);
	check ("route replace default via 192.0.2.2", true);
	tear_down ();
	set_up ();
	check ("route add 128.0.0.0/1 via 192.0.2.2", true);
	check ("link set dev eth down", true);
	tear_down ();
}
END_TEST

START_TEST (change_without_effect_on_ipv4_is_not_a_move)
{
	set_up ();
	check ("address add 2001:db8::1/64 dev eth nodad", false);
	ck_assert_uint_ge (calls, 1); /* the addresses are looked up all the same */
	check ("route add 198.51.100.0/24 via 192.0.2.1", false);
	check ("link add name other type veth peer name end", false);
	/* as when a lease is renewed */
	check ("address change 192.0.2.10/24 dev eth valid_lft 600 preferred_lft 600", false);
	tear_down ();
}
END_TEST

/* After 50, 100, 200, 400 ms ... */
START_TEST (endless_changes_are_reported_less_and_less_often)
{
	unsigned reported = 0;

	set_up ();
	for (int i = 0; i < 30; i++) {
		ip (i % 2 == 0 ? "route add default via 192.0.2.1" : "route delete default");
		run (50);
		reported += calls;
	}
	ck_assert_uint_ge (reported, 3);
	ck_assert_uint_le (reported, 8);
	tear_down ();
}
END_TEST

START_TEST (sleep_of_a_second_or_more_is_a_move)
{
	const teredo_time slept = sleep_total ();

	set_up ();
	calls = moves = 0;
	changes_slept (changes, slept + 900); /* the clock was set, no more */
	ck_assert_uint_eq (calls, 0);
	changes_slept (changes, slept + 2000);
	ck_assert_uint_eq (moves, 1);
	changes_slept (changes, slept + 2000);
	ck_assert_uint_eq (moves, 1);
	changes_slept (changes, slept + TEREDO_SECONDS (3600));
	ck_assert_uint_eq (moves, 2);
	tear_down ();
}
END_TEST

int main (void)
{
	const TTest *const tests[] = {
		change_of_address_link_or_default_route_is_reported_at_once,
		change_without_effect_on_ipv4_is_not_a_move,
		endless_changes_are_reported_less_and_less_often,
		sleep_of_a_second_or_more_is_a_move,
	};

	if (geteuid () != 0
	    || system ("unshare --net ip link add name x type veth peer name y") != 0) {
		puts ("network namespaces or interfaces cannot be created here");
		return 77;
	}
	return unit_run ("changes", tests, ARRAY_LEN (tests));
}
