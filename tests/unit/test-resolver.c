/*
 * test-resolver.c - asynchronous look-up of a server's addresses
 *
 * Runs in an empty network namespace where permitted, so that no DNS query leaves
 * the host.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/resolver.h"

#include <sched.h>
#include <stdio.h>
#include <string.h>
#include "unit.h"

static struct event_base *base;
static struct resolver *resolver;
static uint32_t found[2];
static int answers;

static void done (void *ctx, uint32_t primary, uint32_t secondary)
{
	ck_assert_ptr_eq (ctx, &answers);
	found[0] = primary;
	found[1] = secondary;
	answers++;
	event_base_loopbreak (base);
}

static void set_up (void)
{
	base = event_base_new ();
	resolver = resolver_new (base, done, &answers);
	ck_assert_ptr_nonnull (resolver);
}

static void tear_down (void)
{
	resolver_free (resolver);
	event_base_loop (base, EVLOOP_NONBLOCK); /* runs deferred events */
	event_base_free (base);
}

/* Starts a look-up; the result must come from the loop, not from this call. */
static void start (const char *primary, const char *secondary)
{
	answers = 0;
	resolver_start (resolver, primary, secondary);
	ck_assert_int_eq (answers, 0);
}

static void check_found (const char *primary, const char *secondary)
{
	event_base_dispatch (base);
	ck_assert_int_eq (answers, 1);
	ck_assert_uint_eq (found[0], unit_ipv4 (primary));
	ck_assert_uint_eq (found[1], unit_ipv4 (secondary));
}

/* Moves to an empty network namespace; false, with a message, if not permitted. */
static bool leave_network (void)
{
	if (unshare (CLONE_NEWNET) == 0 || unshare (CLONE_NEWUSER | CLONE_NEWNET) == 0)
		return true;
	puts ("not tested: no permission to create a network namespace");
	return false;
}

START_TEST (ipv4_addresses_are_resolved_without_dns)
{
	set_up ();
	start ("192.0.2.1", "");
	check_found ("192.0.2.1", "0.0.0.0");
	start ("192.0.2.1", "198.51.100.1");
	check_found ("192.0.2.1", "198.51.100.1");
	tear_down ();
}
END_TEST

START_TEST (localhost_is_resolved_from_hosts_file)
{
	set_up ();
	start ("localhost", "");
	check_found ("127.0.0.1", "0.0.0.0");
	start ("192.0.2.1", "localhost");
	check_found ("192.0.2.1", "127.0.0.1");
	tear_down ();
}
END_TEST

START_TEST (new_lookup_cancels_pending_lookup)
{
	if (!leave_network ())
		return;
	set_up ();
	start ("one.invalid", "");
	event_base_loop (base, EVLOOP_NONBLOCK);
	start ("two.invalid", "");
	start ("192.0.2.1", "");
	check_found ("192.0.2.1", "0.0.0.0");
	event_base_loop (base, EVLOOP_NONBLOCK);
	ck_assert_int_eq (answers, 1);
	tear_down ();
}
END_TEST

START_TEST (one_failed_name_fails_the_whole_lookup)
{
	/* A label over 63 characters: fails without DNS query. */
	char name[80] = "";

	memset (name, 'a', sizeof (name) - 1);
	set_up ();
	start (name, "");
	check_found ("0.0.0.0", "0.0.0.0");
	start ("192.0.2.1", name);
	check_found ("0.0.0.0", "0.0.0.0");
	start (name, "192.0.2.1");
	check_found ("0.0.0.0", "0.0.0.0");
	tear_down ();
}
END_TEST

START_TEST (resolver_freed_during_lookup_reports_nothing)
{
	if (!leave_network ())
		return;
	set_up ();
	start ("one.invalid", "two.invalid");
	event_base_loop (base, EVLOOP_NONBLOCK);
	tear_down ();
	ck_assert_int_eq (answers, 0);
}
END_TEST

UNIT_MAIN ("resolver", ipv4_addresses_are_resolved_without_dns,
           localhost_is_resolved_from_hosts_file, new_lookup_cancels_pending_lookup,
           one_failed_name_fails_the_whole_lookup, resolver_freed_during_lookup_reports_nothing)
