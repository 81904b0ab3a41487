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
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "helper/hook-run.h"
#include "helper/output.h"
#include "script.h"
#include "unit.h"

#define PATH_LINE "PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin\n"

static struct hook hook = {
	.path = "./hook",
	.iface = "teredo",
	.ifindex = 7,
	.patience = HOOK_PATIENCE,
	.channel = -1,
};
static bool up (const char *address, unsigned mtu)
{
	const struct hook_config config = { unit_ip6 (address), mtu };

	return hook_up (&hook, &config);
}

START_TEST (up_sets_the_environment_of_miredo_1_2)
{
	script_begin (SCRIPT_RECORD ("calls"));
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
	script_end ();
}
END_TEST

START_TEST (down_without_configuration_runs_no_hook)
{
	script_begin ("echo \"$STATE\" >> calls\n");
	ck_assert (hook_down (&hook));
	ck_assert_str_eq (script_read ("calls"), "");
	ck_assert (up ("2001::1", 1280));
	ck_assert (up ("2001::1", 1281));
	ck_assert_str_eq (script_read ("calls"), "up\nup\n");
	ck_assert (hook_down (&hook));
	ck_assert (hook_down (&hook));
	ck_assert_str_eq (script_read ("calls"), "up\nup\ndown\n");
	script_end ();
}
END_TEST

/* The interface may have lost what the first call configured. */
START_TEST (repeated_up_runs_hook_as_if_nothing_were_configured)
{
	script_begin (
		"echo \"$STATE $ADDRESS $OLD_STATE ${OLD_ADDRESS:-} ${OLD_MTU:-}\" >> calls\n");
	ck_assert (up ("2001::1", 1280));
	ck_assert (up ("2001::1", 1280));
	ck_assert_str_eq (script_read ("calls"), "up 2001::1 down  \nup 2001::1 down  \n");
	unlink ("calls");
	ck_assert (up ("2001::2", 1280));
	ck_assert_str_eq (script_read ("calls"), "up 2001::2 up 2001::1 1280\n");
	script_end ();
}
END_TEST

START_TEST (destroy_when_up_runs_down_then_destroy)
{
	script_begin (SCRIPT_RECORD ("calls"));
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
	script_end ();
}
END_TEST

START_TEST (destroy_when_down_runs_destroy_only)
{
	script_begin ("echo \"$STATE $OLD_STATE\" >> calls\n");
	ck_assert (hook_destroy (&hook));
	ck_assert_str_eq (script_read ("calls"), "destroy down\n");
	script_end ();
}
END_TEST

START_TEST (failed_up_is_undone_and_may_be_retried)
{
	script_begin ("echo \"$STATE ${ADDRESS:-} ${OLD_ADDRESS:-}\" >> calls\n"
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
	script_end ();
}
END_TEST

START_TEST (missing_or_killed_hook_is_a_failure)
{
	script_begin ("");
	unlink ("hook");
	ck_assert (!up ("2001::1", 1280));
	script_write ("hook", "kill -KILL $$\n");
	ck_assert (!up ("2001::1", 1280));
	script_end ();
}
END_TEST

/* Signals that the helper ignores must not be ignored by its hooks. */
START_TEST (hook_runs_with_default_signal_handlers)
{
	script_begin ("kill -TERM $$\n"
	              "echo survived >> calls\n");
	signal (SIGTERM, SIG_IGN);
	ck_assert (!up ("2001::1", 1280));
	ck_assert_str_eq (script_read ("calls"), "");
	script_end ();
}
END_TEST

START_TEST (hook_reads_empty_standard_input)
{
	int ends[2];

	script_begin ("cat >> calls\n");
	ck_assert_int_eq (pipe (ends), 0); /* never written, never closed: cat would hang */
	ck_assert_int_eq (dup2 (ends[0], STDIN_FILENO), STDIN_FILENO);
	ck_assert (up ("2001::1", 1280));
	script_end ();
}
END_TEST

START_TEST (hook_that_times_out_is_killed_with_its_children)
{
	int alive[2];
	char byte;

	script_begin ("sleep 1000 &\n"
	              "wait\n");
	ck_assert_int_eq (pipe (alive), 0);
	hook.patience = 200;
	ck_assert (!up ("2001::1", 1280));
	/* end of file only when no process holds the other end */
	close (alive[1]);
	ck_assert_int_eq (read (alive[0], &byte, 1), 0);
	script_end ();
}
END_TEST

/* --- the end of miredo --- */

/* Until it is closed, miredo's end of the channel is in a process that sleeps 200 ms. */
static void close_channel_soon (void)
{
	const struct timespec time = { .tv_nsec = 200000000 };
	int ends[2];

	ck_assert_int_eq (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
	ck_assert_int_eq (write (ends[1], "x", 1), 1); /* a request that is read later */
	if (fork () == 0) {
		nanosleep (&time, NULL);
		_exit (0);
	}
	close (ends[1]);
	hook.channel = ends[0];
}

START_TEST (hook_that_hangs_is_killed_soon_after_the_end_of_miredo)
{
	long long before;

	script_begin ("echo \"$STATE\" >> calls\n"
	              "sleep 1000\n");
	close_channel_soon ();
	before = hook_now ();
	ck_assert (!up ("2001::1", 1280));
	ck_assert (!hook_destroy (&hook));
	ck_assert_int_lt (hook_now () - before, 200 + 5000);
	ck_assert_str_eq (script_read ("calls"), "up\ndestroy\n");
	script_end ();
}
END_TEST

START_TEST (hook_that_succeeds_after_the_end_of_miredo_is_followed_by_down)
{
	script_begin ("echo \"$STATE\" >> calls\n"
	              "sleep 0.4\n");
	close_channel_soon ();
	ck_assert (up ("2001::1", 1280));
	ck_assert (hook_destroy (&hook));
	ck_assert_str_eq (script_read ("calls"), "up\ndown\ndestroy\n");
	script_end ();
}
END_TEST

/* --- output --- */

static struct output output;

/* Runs the hook; what it writes is logged in the file "log". */
static const char *logged (const char *lines)
{
	int saved = dup (STDERR_FILENO), file;

	script_begin (lines);
	file = open ("log", O_WRONLY | O_CREAT | O_TRUNC, 0600);
	ck_assert_int_eq (dup2 (file, STDERR_FILENO), STDERR_FILENO);
	ck_assert_int_eq (output_open (&output, "hook"), 0);
	hook.output = &output;
	up ("2001::1", 1280);
	dup2 (saved, STDERR_FILENO);
	lines = script_read ("log");
	unlink ("log");
	script_end ();
	return lines;
}

START_TEST (output_of_a_hook_is_logged_line_by_line_with_its_name)
{
	ck_assert_str_eq (logged ("echo one\n"
	                          "echo two >&2\n"
	                          "printf '\\033three'\n"),
	                  "hook: one\nhook: two\nhook:  three\n");
}
END_TEST

START_TEST (long_line_of_a_hook_is_split)
{
	const char *log = logged ("printf '%0300d\\n' 0\n");
	const char *second = strchr (log, '\n');

	ck_assert_ptr_nonnull (second);
	ck_assert_uint_eq ((size_t)(second - log), strlen ("hook: ") + OUTPUT_LINE);
	ck_assert_uint_eq (strlen (second + 1), strlen ("hook: ") + 300 - OUTPUT_LINE + 1);
}
END_TEST

/* Far more than a pipe holds. */
START_TEST (most_lines_of_a_hook_that_writes_too_much_are_suppressed)
{
	const char *log = logged ("seq 1 50000\n"), *end = strstr (log, " more lines suppressed\n");

	ck_assert_int_eq (strncmp (log, "hook: 1\nhook: 2\n", 16), 0);
	ck_assert_ptr_nonnull (end);
	ck_assert_uint_lt (strlen (log), 4096);
}
END_TEST

START_TEST (process_that_outlives_the_hook_may_write)
{
	const struct timespec time = { .tv_nsec = 300000000 };
	int file;

	ck_assert_str_eq (logged ("echo started\n"
	                          "(sleep 0.1; echo later) &\n"),
	                  "hook: started\n");
	nanosleep (&time, NULL);
	file = open ("log", O_WRONLY | O_CREAT | O_TRUNC, 0600);
	dup2 (file, STDERR_FILENO);
	output_read (&output);
	ck_assert_str_eq (script_read ("log"), "hook: later\n");
	unlink ("log");
}
END_TEST

UNIT_MAIN ("hook", up_sets_the_environment_of_miredo_1_2, down_without_configuration_runs_no_hook,
           repeated_up_runs_hook_as_if_nothing_were_configured,
           destroy_when_up_runs_down_then_destroy, destroy_when_down_runs_destroy_only,
           failed_up_is_undone_and_may_be_retried, missing_or_killed_hook_is_a_failure,
           hook_runs_with_default_signal_handlers, hook_reads_empty_standard_input,
           hook_that_times_out_is_killed_with_its_children,
           hook_that_hangs_is_killed_soon_after_the_end_of_miredo,
           hook_that_succeeds_after_the_end_of_miredo_is_followed_by_down,
           output_of_a_hook_is_logged_line_by_line_with_its_name, long_line_of_a_hook_is_split,
           most_lines_of_a_hook_that_writes_too_much_are_suppressed,
           process_that_outlives_the_hook_may_write)
