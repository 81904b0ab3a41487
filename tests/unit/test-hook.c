/*
 * test-hook.c - running the hook that configures addresses and routes
 *
 * Each test runs in its own directory: "hook" is the hook, "calls" what it
 * recorded.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "helper/hook.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "script.h"
#include "unit.h"

#define PATH_LINE "PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin\n"

static struct hook hook = {
	.path = "./hook",
	.iface = "teredo",
	.ifindex = 7,
	.patience = HOOK_PATIENCE,
};
static char directory[] = "test-hook.XXXXXX";

static void set_up (const char *lines)
{
	ck_assert_ptr_nonnull (mkdtemp (directory));
	ck_assert_int_eq (chdir (directory), 0);
	script_write ("hook", lines);
}

static void tear_down (void)
{
	unlink ("hook");
	unlink ("calls");
	ck_assert_int_eq (chdir (".."), 0);
	ck_assert_int_eq (rmdir (directory), 0);
}

static bool up (const char *address, unsigned mtu)
{
	const struct hook_config config = { unit_ip6 (address), mtu };

	return hook_up (&hook, &config);
}

START_TEST (up_sets_the_environment_of_miredo_1_2)
{
	set_up (SCRIPT_RECORD ("calls"));
	ck_assert (setenv ("SECRET", "1", 1) == 0);
	ck_assert (up ("2001::1", 1280));
	ck_assert_str_eq (script_read ("calls"), "ADDRESS=2001::1\n"
	                                         "IFACE=teredo\n"
	                                         "IFINDEX=7\n"
	                                         "LLADDRESS=fe80::ffff:ffff:ffff\n"
	                                         "MTU=1280\n"
	                                         "OLD_STATE=down\n" PATH_LINE "STATE=up\n--\n");
	unlink ("calls");
	ck_assert (up ("2001::2", 1400));
	ck_assert_str_eq (script_read ("calls"), "ADDRESS=2001::2\n"
	                                         "IFACE=teredo\n"
	                                         "IFINDEX=7\n"
	                                         "LLADDRESS=fe80::ffff:ffff:ffff\n"
	                                         "MTU=1400\n"
	                                         "OLD_ADDRESS=2001::1\n"
	                                         "OLD_LLADDRESS=fe80::ffff:ffff:ffff\n"
	                                         "OLD_MTU=1280\n"
	                                         "OLD_STATE=up\n" PATH_LINE "STATE=up\n--\n");
	tear_down ();
}
END_TEST

START_TEST (unchanged_configuration_runs_no_hook)
{
	set_up ("echo \"$STATE\" >> calls\n");
	ck_assert (hook_down (&hook));
	ck_assert_str_eq (script_read ("calls"), "");
	ck_assert (up ("2001::1", 1280));
	ck_assert (up ("2001::1", 1280));
	ck_assert_str_eq (script_read ("calls"), "up\n");
	ck_assert (up ("2001::1", 1281));
	ck_assert_str_eq (script_read ("calls"), "up\nup\n");
	ck_assert (hook_down (&hook));
	ck_assert (hook_down (&hook));
	ck_assert_str_eq (script_read ("calls"), "up\nup\ndown\n");
	tear_down ();
}
END_TEST

START_TEST (destroy_when_up_runs_down_then_destroy)
{
	set_up (SCRIPT_RECORD ("calls"));
	ck_assert (up ("2001::1", 1280));
	unlink ("calls");
	ck_assert (hook_destroy (&hook));
	ck_assert_str_eq (script_read ("calls"), "IFACE=teredo\n"
	                                         "IFINDEX=7\n"
	                                         "OLD_ADDRESS=2001::1\n"
	                                         "OLD_LLADDRESS=fe80::ffff:ffff:ffff\n"
	                                         "OLD_MTU=1280\n"
	                                         "OLD_STATE=up\n" PATH_LINE "STATE=down\n--\n"
	                                         "IFACE=teredo\n"
	                                         "IFINDEX=7\n"
	                                         "OLD_ADDRESS=2001::1\n"
	                                         "OLD_LLADDRESS=fe80::ffff:ffff:ffff\n"
	                                         "OLD_MTU=1280\n"
	                                         "OLD_STATE=up\n" PATH_LINE "STATE=destroy\n--\n");
	tear_down ();
}
END_TEST

START_TEST (destroy_when_down_runs_destroy_only)
{
	set_up ("echo \"$STATE $OLD_STATE\" >> calls\n");
	ck_assert (hook_destroy (&hook));
	ck_assert_str_eq (script_read ("calls"), "destroy down\n");
	tear_down ();
}
END_TEST

START_TEST (failed_up_is_undone_and_may_be_retried)
{
	set_up ("echo \"$STATE ${ADDRESS:-} ${OLD_ADDRESS:-}\" >> calls\n"
	        "[ \"${ADDRESS:-}\" != 2001::2 ]\n");
	ck_assert (up ("2001::1", 1280));
	ck_assert (!up ("2001::2", 1280));
	ck_assert_str_eq (script_read ("calls"), "up 2001::1 \n"
	                                         "up 2001::2 2001::1\n"
	                                         "down  2001::1\n"
	                                         "down  2001::2\n");
	unlink ("calls");
	ck_assert (!up ("2001::2", 1280));
	ck_assert_str_eq (script_read ("calls"), "up 2001::2 \n"
	                                         "down  2001::2\n");
	tear_down ();
}
END_TEST

START_TEST (missing_or_killed_hook_is_a_failure)
{
	set_up ("");
	unlink ("hook");
	ck_assert (!up ("2001::1", 1280));
	script_write ("hook", "kill -KILL $$\n");
	ck_assert (!up ("2001::1", 1280));
	tear_down ();
}
END_TEST

/* Signals that the helper ignores must not be ignored by its hooks. */
START_TEST (hook_runs_with_default_signal_handlers)
{
	set_up ("kill -TERM $$\n"
	        "echo survived >> calls\n");
	signal (SIGTERM, SIG_IGN);
	ck_assert (!up ("2001::1", 1280));
	ck_assert_str_eq (script_read ("calls"), "");
	tear_down ();
}
END_TEST

START_TEST (hook_reads_empty_standard_input)
{
	int ends[2];

	set_up ("cat >> calls\n");
	ck_assert_int_eq (pipe (ends), 0); /* never written, never closed: cat would hang */
	ck_assert_int_eq (dup2 (ends[0], STDIN_FILENO), STDIN_FILENO);
	ck_assert (up ("2001::1", 1280));
	tear_down ();
}
END_TEST

START_TEST (hook_that_times_out_is_killed_with_its_children)
{
	int alive[2];
	char byte;

	set_up ("sleep 1000 &\n"
	        "wait\n");
	ck_assert_int_eq (pipe (alive), 0);
	hook.patience = 200;
	ck_assert (!up ("2001::1", 1280));
	/* end of file only when no process holds the other end */
	close (alive[1]);
	ck_assert_int_eq (read (alive[0], &byte, 1), 0);
	tear_down ();
}
END_TEST

UNIT_MAIN ("hook", up_sets_the_environment_of_miredo_1_2, unchanged_configuration_runs_no_hook,
           destroy_when_up_runs_down_then_destroy, destroy_when_down_runs_destroy_only,
           failed_up_is_undone_and_may_be_retried, missing_or_killed_hook_is_a_failure,
           hook_runs_with_default_signal_handlers, hook_reads_empty_standard_input,
           hook_that_times_out_is_killed_with_its_children)
