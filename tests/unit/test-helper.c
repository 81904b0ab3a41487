/*
 * test-helper.c - miredo and its helper, over the channel between them
 *
 * The helper is the real program, built to find its hooks in unit/helper. The
 * hooks record their calls.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "helper/helper.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/log.h"
#include "bytes/params.h"
#include "script.h"
#include "unit.h"

#define CLIENT_HOOK PKGSYSCONFDIR "/client-hook"
#define RELAY_HOOK  PKGSYSCONFDIR "/relay-hook"
#define CALLS       PKGSYSCONFDIR "/calls"
#define TEREDO      "2001:0:c000:201:0:f227:4de7:fe10"

static struct helper helper;

static void start (enum helper_kind kind, const char *lines)
{
	const struct helper_setup setup = {
		.kind = kind,
		.iface = "teredo",
		.ifindex = 7,
		.prefix = TEREDO_PREFIX,
		.mtu = 1280,
		.facility = -1,
	};

	unlink (CALLS);
	script_write (kind == HELPER_CLIENT ? CLIENT_HOOK : RELAY_HOOK, lines);
	ck_assert_int_eq (helper_start (&helper, &setup), 0);
}

#define STATES "echo \"$STATE ${ADDRESS:-${OLD_ADDRESS:-}}\" >> " CALLS "\n"

static int request_up (void)
{
	const struct request request = { REQUEST_UP, unit_ip6 (TEREDO), 1280 };

	return helper_send (&helper, &request);
}

/* Waits for the next reply, or the end of the channel. */
static int next_reply (enum reply *reply)
{
	struct pollfd channel = { .fd = helper.fd, .events = POLLIN };

	ck_assert_int_eq (poll (&channel, 1, -1), 1);
	return helper_receive (&helper, reply);
}

static void expect_reply (enum reply wanted)
{
	enum reply reply;

	ck_assert_int_eq (next_reply (&reply), 1);
	ck_assert_int_eq (reply, wanted);
}

/* The helper exits without another reply. */
static void expect_exit (void)
{
	enum reply reply;
	int status;

	ck_assert_int_eq (next_reply (&reply), -1);
	ck_assert_int_eq (waitpid (helper.pid, &status, 0), helper.pid);
	ck_assert (WIFEXITED (status));
}

START_TEST (repeated_up_request_runs_hook_once)
{
	enum reply reply;

	start (HELPER_CLIENT, STATES);
	ck_assert_int_eq (fcntl (helper.fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	ck_assert_int_eq (helper_receive (&helper, &reply), 0);
	ck_assert_int_eq (request_up (), 0);
	expect_reply (REPLY_DONE);
	ck_assert_int_eq (request_up (), 0);
	expect_reply (REPLY_DONE);
	ck_assert_str_eq (script_read (CALLS), "up " TEREDO "\n");
	ck_assert_int_eq (helper_send (&helper, &(struct request){ .verb = REQUEST_DOWN }), 0);
	expect_reply (REPLY_DONE);
	helper_stop (&helper);
	ck_assert_str_eq (script_read (CALLS), "up " TEREDO "\ndown " TEREDO "\ndestroy \n");
}
END_TEST

/* What was logged since standard error became this file. */
static const char *read_log (FILE *file)
{
	static char text[4096];
	const ssize_t len = pread (fileno (file), text, sizeof (text) - 1, 0);

	ck_assert_int_ge (len, 0);
	text[len] = '\0';
	return text;
}

START_TEST (requests_and_replies_are_in_debug_log)
{
	FILE *file = tmpfile ();

	ck_assert_ptr_nonnull (file);
	start (HELPER_CLIENT, "test \"$STATE\" != down");
	dup2 (fileno (file), STDERR_FILENO);
	log_set_level (LOG_LEVEL_STATES);
	ck_assert_int_eq (request_up (), 0);
	expect_reply (REPLY_DONE);
	ck_assert_int_eq (helper_send (&helper, &(struct request){ .verb = REQUEST_DOWN }), 0);
	expect_reply (REPLY_FAILED);
	ck_assert_str_eq (read_log (file), "debug: helper: request 1: up " TEREDO ", MTU 1280\n"
	                                   "debug: helper: reply to request 1: done\n"
	                                   "debug: helper: request 2: down\n"
	                                   "debug: helper: reply to request 2: failed\n");
	helper_stop (&helper);
}
END_TEST

START_TEST (stop_runs_down_and_destroy_hooks)
{
	start (HELPER_CLIENT, STATES);
	ck_assert_int_eq (request_up (), 0);
	helper_stop (&helper); /* without waiting for the reply */
	ck_assert_int_eq (waitpid (helper.pid, NULL, WNOHANG), -1); /* no zombie */
	ck_assert_str_eq (script_read (CALLS),
	                  "up " TEREDO "\ndown " TEREDO "\ndestroy " TEREDO "\n");
}
END_TEST

START_TEST (failed_hook_is_reported)
{
	start (HELPER_CLIENT, "[ \"$STATE\" != up ]\n");
	ck_assert_int_eq (request_up (), 0);
	expect_reply (REPLY_FAILED);
	helper_stop (&helper);
}
END_TEST

START_TEST (invalid_request_terminates_helper)
{
	uint8_t bytes[REQUEST_LEN];
	struct request request = { REQUEST_UP, unit_ip6 ("2001:db8::1"), 1280 };

	start (HELPER_CLIENT, STATES);
	ck_assert_int_eq (request_up (), 0);
	expect_reply (REPLY_DONE);
	request_pack (bytes, &request);
	ck_assert_int_eq (send (helper.fd, bytes, sizeof (bytes), 0), sizeof (bytes));
	expect_exit ();
	ck_assert_str_eq (script_read (CALLS),
	                  "up " TEREDO "\ndown " TEREDO "\ndestroy " TEREDO "\n");
}
END_TEST

START_TEST (truncated_request_terminates_helper)
{
	start (HELPER_CLIENT, STATES);
	ck_assert_int_eq (send (helper.fd, "\0\0\0\1", 4, 0), 4);
	expect_exit ();
	ck_assert_str_eq (script_read (CALLS), "destroy \n");
}
END_TEST

START_TEST (relay_helper_is_up_at_start_and_takes_no_request)
{
	start (HELPER_RELAY, STATES);
	ck_assert_int_eq (request_up (), 0);
	expect_exit ();
	ck_assert_str_eq (script_read (CALLS), "up 2001::\ndown 2001::\ndestroy 2001::\n");
}
END_TEST

START_TEST (helper_ignores_signals_sent_to_process_group)
{
	static const int signals[] = { SIGHUP, SIGINT, SIGTERM, SIGUSR1, SIGPIPE };

	start (HELPER_CLIENT, STATES);
	ck_assert_int_eq (request_up (), 0);
	expect_reply (REPLY_DONE); /* signals are ignored by now */
	for (size_t i = 0; i < ARRAY_LEN (signals); i++)
		ck_assert_int_eq (kill (helper.pid, signals[i]), 0);
	ck_assert_int_eq (helper_send (&helper, &(struct request){ .verb = REQUEST_DOWN }), 0);
	expect_reply (REPLY_DONE);
	helper_stop (&helper);
}
END_TEST

/* Hooks may do what root may, as in Miredo 1.2. */
START_TEST (hook_runs_with_privileges_of_root_and_no_extra_descriptors)
{
	const char *show = "grep -E '^(Uid|Cap(Prm|Eff|Bnd|Amb)|NoNewPrivs)' /proc/self/status";
	char commands[256], own[1024];

	snprintf (commands, sizeof (commands), "%s > %s", show, CALLS);
	ck_assert_int_eq (system (commands), 0);
	snprintf (own, sizeof (own), "%s0\n1\n2\n3\n", script_read (CALLS));
	snprintf (commands, sizeof (commands), "%s > %s\nls /proc/self/fd >> %s\n", show, CALLS,
	          CALLS);
	start (HELPER_CLIENT, commands);
	ck_assert_int_eq (request_up (), 0);
	expect_reply (REPLY_DONE);
	/* 3 is the directory that ls reads */
	ck_assert_str_eq (script_read (CALLS), own);
	helper_stop (&helper);
}
END_TEST

START_TEST (helper_cleans_up_when_miredo_is_killed)
{
	int pid_pipe[2], status;
	pid_t miredo, pid;

	ck_assert_int_eq (prctl (PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 0);
	ck_assert_int_eq (pipe (pid_pipe), 0);
	miredo = fork ();
	if (miredo == 0) {
		start (HELPER_CLIENT, STATES);
		ck_assert_int_eq (request_up (), 0);
		expect_reply (REPLY_DONE);
		ck_assert_int_eq (write (pid_pipe[1], &helper.pid, sizeof (pid)), sizeof (pid));
		raise (SIGKILL);
	}
	ck_assert_int_eq (waitpid (miredo, &status, 0), miredo);
	ck_assert_int_eq (read (pid_pipe[0], &pid, sizeof (pid)), sizeof (pid));
	ck_assert_int_eq (waitpid (pid, &status, 0), pid);
	ck_assert (WIFEXITED (status));
	ck_assert_str_eq (script_read (CALLS),
	                  "up " TEREDO "\ndown " TEREDO "\ndestroy " TEREDO "\n");
}
END_TEST

int main (void)
{
	const TTest *const tests[] = {
		repeated_up_request_runs_hook_once,
		requests_and_replies_are_in_debug_log,
		stop_runs_down_and_destroy_hooks,
		failed_hook_is_reported,
		invalid_request_terminates_helper,
		truncated_request_terminates_helper,
		relay_helper_is_up_at_start_and_takes_no_request,
		helper_ignores_signals_sent_to_process_group,
		hook_runs_with_privileges_of_root_and_no_extra_descriptors,
		helper_cleans_up_when_miredo_is_killed,
	};
	int status;

	if (geteuid () != 0) {
		puts ("skipped: the helper needs root");
		return 77;
	}
	status = unit_run ("helper", tests, ARRAY_LEN (tests));
	unlink (CLIENT_HOOK);
	unlink (RELAY_HOOK);
	unlink (CALLS);
	return status;
}
