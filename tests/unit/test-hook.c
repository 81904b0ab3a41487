/*
 * test-hook.c - running the script that changes addresses and routes
 *
 * Each test runs in a directory of its own: "hook" is the script, "calls" what
 * it recorded.
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

static void enter (const char *lines)
{
	ck_assert_ptr_nonnull (mkdtemp (directory));
	ck_assert_int_eq (chdir (directory), 0);
	script_write ("hook", lines);
}

static void leave (void)
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
	enter (SCRIPT_RECORD ("calls"));
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
	leave ();
}
END_TEST

START_TEST (unchanged_configuration_runs_no_hook)
{
	enter ("echo \"$STATE\" >> calls\n");
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
	leave ();
}
END_TEST

START_TEST (destroy_when_up_runs_down_then_destroy)
{
	enter (SCRIPT_RECORD ("calls"));
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
	leave ();
}
END_TEST

START_TEST (destroy_when_down_runs_destroy_only)
{
	enter ("echo \"$STATE $OLD_STATE\" >> calls\n");
	ck_assert (hook_destroy (&hook));
	ck_assert_str_eq (script_read ("calls"), "destroy down\n");
	leave ();
}
END_TEST

START_TEST (failed_up_is_undone_and_may_be_retried)
{
	enter ("echo \"$STATE ${ADDRESS:-} ${OLD_ADDRESS:-}\" >> calls\n"
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
	leave ();
}
END_TEST

START_TEST (missing_or_killed_hook_is_a_failure)
{
	enter ("");
	unlink ("hook");
	ck_assert (!up ("2001::1", 1280));
	script_write ("hook", "kill -KILL $$\n");
	ck_assert (!up ("2001::1", 1280));
	leave ();
}
END_TEST

/* Signals that the helper ignores must not be ignored by its scripts. */
START_TEST (hook_runs_with_default_signal_handlers)
{
	enter ("kill -TERM $$\n"
	       "echo survived >> calls\n");
	signal (SIGTERM, SIG_IGN);
	ck_assert (!up ("2001::1", 1280));
	ck_assert_str_eq (script_read ("calls"), "");
	leave ();
}
END_TEST

START_TEST (hook_reads_empty_standard_input)
{
	int ends[2];

	enter ("cat >> calls\n");
	ck_assert_int_eq (pipe (ends), 0); /* never written, never closed: cat would hang */
	ck_assert_int_eq (dup2 (ends[0], STDIN_FILENO), STDIN_FILENO);
	ck_assert (up ("2001::1", 1280));
	leave ();
}
END_TEST

START_TEST (hook_that_times_out_is_killed_with_its_children)
{
	int alive[2];
	char byte;

	enter ("sleep 1000 &\n"
	       "wait\n");
	ck_assert_int_eq (pipe (alive), 0);
	hook.patience = 200;
	ck_assert (!up ("2001::1", 1280));
	/* the pipe is at its end when nobody has its other one any more */
	close (alive[1]);
	ck_assert_int_eq (read (alive[0], &byte, 1), 0);
	leave ();
}
END_TEST

UNIT_MAIN ("hook", up_sets_the_environment_of_miredo_1_2, unchanged_configuration_runs_no_hook,
           destroy_when_up_runs_down_then_destroy, destroy_when_down_runs_destroy_only,
           failed_up_is_undone_and_may_be_retried, missing_or_killed_hook_is_a_failure,
           hook_runs_with_default_signal_handlers, hook_reads_empty_standard_input,
           hook_that_times_out_is_killed_with_its_children)
