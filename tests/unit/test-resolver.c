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
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>
#include "unit.h"

static struct event_base *base;
static struct resolver *resolver;
static struct teredo_server_pair found[TEREDO_SERVERS_MAX];
static size_t found_count;
static int answers;

static void done (void *ctx, const struct teredo_server_pair *servers, size_t count)
{
	ck_assert_ptr_eq (ctx, &answers);
	ck_assert_uint_le (count, TEREDO_SERVERS_MAX);
	memcpy (found, servers, count * sizeof (*found));
	found_count = count;
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

static void check_count (size_t count)
{
	event_base_dispatch (base);
	ck_assert_int_eq (answers, 1);
	ck_assert_uint_eq (found_count, count);
}

static void check_pair (size_t i, const char *primary, const char *secondary)
{
	ck_assert_uint_eq (found[i].primary, unit_ipv4 (primary));
	ck_assert_uint_eq (found[i].secondary, unit_ipv4 (secondary));
}

static void check_found (const char *primary, const char *secondary)
{
	check_count (1);
	check_pair (0, primary, secondary);
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

/* Replaces /etc/hosts for this process; false, with a message, if not permitted. */
static bool replace_hosts (const char *text)
{
	char name[] = "/tmp/test-resolver.XXXXXX";
	const int fd = mkstemp (name);
	bool done = false;

	ck_assert_int_ge (fd, 0);
	ck_assert_int_eq (dprintf (fd, "%s", text), strlen (text));
	close (fd);
	chmod (name, 0644);
	if (unshare (CLONE_NEWNS) == 0 || unshare (CLONE_NEWUSER | CLONE_NEWNS) == 0)
		done = mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0
		       && mount (name, "/etc/hosts", NULL, MS_BIND, NULL) == 0;
	unlink (name);
	if (!done)
		puts ("not tested: no permission to replace /etc/hosts");
	return done;
}

START_TEST (every_address_of_a_name_is_returned)
{
	if (!replace_hosts ("198.51.100.30 a.test\n198.51.100.10 a.test\n198.51.100.20 a.test\n"
	                    "198.51.100.30 a.test\n0.0.0.0 a.test\n"))
		return;
	set_up ();
	start ("a.test", "");
	check_count (3);
	check_pair (0, "198.51.100.30", "0.0.0.0");
	check_pair (1, "198.51.100.10", "0.0.0.0");
	check_pair (2, "198.51.100.20", "0.0.0.0");
	tear_down ();
}
END_TEST

START_TEST (at_most_8_addresses_are_returned)
{
	char hosts[512] = "";

	for (int i = 1; i <= 12; i++)
		snprintf (hosts + strlen (hosts), sizeof (hosts) - strlen (hosts),
		          "198.51.100.%d a.test\n", i);
	if (!replace_hosts (hosts))
		return;
	set_up ();
	start ("a.test", "");
	check_count (8);
	tear_down ();
}
END_TEST

/* The primary plus one, or else by their order. */
START_TEST (secondary_addresses_are_paired_with_primary_ones)
{
	if (!replace_hosts ("198.51.100.30 a.test\n198.51.100.10 a.test\n198.51.100.20 a.test\n"
	                    "203.0.113.9 b.test\n203.0.113.5 b.test\n203.0.113.7 b.test\n"
	                    "198.51.100.21 c.test\n198.51.100.99 c.test\n"))
		return;
	set_up ();
	start ("a.test", "b.test");
	check_count (3);
	check_pair (0, "198.51.100.30", "203.0.113.9");
	check_pair (1, "198.51.100.10", "203.0.113.5");
	check_pair (2, "198.51.100.20", "203.0.113.7");
	start ("a.test", "c.test");
	check_count (3);
	check_pair (0, "198.51.100.30", "198.51.100.21");
	check_pair (1, "198.51.100.10", "198.51.100.21");
	check_pair (2, "198.51.100.20", "198.51.100.21");
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
	check_count (0);
	start ("192.0.2.1", name);
	check_count (0);
	start (name, "192.0.2.1");
	check_count (0);
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
           localhost_is_resolved_from_hosts_file, every_address_of_a_name_is_returned,
           at_most_8_addresses_are_returned, secondary_addresses_are_paired_with_primary_ones,
           new_lookup_cancels_pending_lookup, one_failed_name_fails_the_whole_lookup,
           resolver_freed_during_lookup_reports_nothing)
