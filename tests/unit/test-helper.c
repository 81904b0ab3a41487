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
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>
#include "base/log.h"
#include "bytes/params.h"
#include "script.h"
#include "unit.h"

#define CLIENT_HOOK PKGSYSCONFDIR "/client-hook"
#define RELAY_HOOK  PKGSYSCONFDIR "/relay-hook"
#define CALLS       PKGSYSCONFDIR "/calls"
#define TEREDO      "2001:0:c000:201:0:f227:4de7:fe10"

#define PIDFILE "test-helper.pid" /* in PKGSYSCONFDIR */

static struct helper helper;

static void start_with_log (enum helper_kind kind, const char *lines, int facility)
{
	const struct helper_setup setup = {
		.kind = kind,
		.iface = "teredo",
		.ifindex = 7,
		.prefix = TEREDO_PREFIX,
		.mtu = 1280,
		.facility = facility,
		.pidfile = PIDFILE,
	};
	const int folder = open (PKGSYSCONFDIR, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	unlink (CALLS);
	script_write (kind == HELPER_CLIENT ? CLIENT_HOOK : RELAY_HOOK, lines);
	close (openat (folder, PIDFILE, O_WRONLY | O_CREAT, 0644));
	ck_assert_int_eq (helper_start (&helper, &setup, folder), 0);
	close (folder);
}

static void start (enum helper_kind kind, const char *lines)
{
	start_with_log (kind, lines, -1);
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

START_TEST (repeated_up_request_runs_hook_again)
{
	enum reply reply;

	start (HELPER_CLIENT, STATES);
	ck_assert_int_eq (fcntl (helper.fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	ck_assert_int_eq (helper_receive (&helper, &reply), 0);
	ck_assert_int_eq (request_up (), 0);
	expect_reply (REPLY_DONE);
	ck_assert_int_eq (request_up (), 0);
	expect_reply (REPLY_DONE);
	ck_assert_str_eq (script_read (CALLS), "up " TEREDO "\nup " TEREDO "\n");
	ck_assert_int_eq (helper_send (&helper, &(struct request){ .verb = REQUEST_DOWN }), 0);
	expect_reply (REPLY_DONE);
	helper_stop (&helper);
	ck_assert_str_eq (script_read (CALLS),
	                  "up " TEREDO "\nup " TEREDO "\ndown " TEREDO "\ndestroy \n");
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

/* Makes a /dev with only /dev/null and a log, of this process and its children. The
 * log's socket, or -1 if that is not permitted. */
static int make_syslog (void)
{
	const struct sockaddr_un name = { .sun_family = AF_UNIX, .sun_path = "/dev/log" };
	const int fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (unshare (CLONE_NEWNS) != 0 || mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0
	    || mount ("none", "/dev", "tmpfs", 0, NULL) != 0
	    || mknod ("/dev/null", S_IFCHR | 0666, makedev (1, 3)) != 0)
		return -1;
	return bind (fd, (const struct sockaddr *)&name, sizeof (name)) == 0 ? fd : -1;
}

START_TEST (output_of_hook_goes_to_syslog_in_background)
{
	const struct timeval patience = { .tv_sec = 10 };
	int syslog = make_syslog ();
	char text[1024];
	ssize_t len;

	if (syslog < 0)
		return;
	start_with_log (HELPER_CLIENT, "echo hello >&2\n", LOG_DAEMON);
	ck_assert_int_eq (request_up (), 0);
	setsockopt (syslog, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof (patience));
	len = recv (syslog, text, sizeof (text) - 1, 0);
	ck_assert_int_gt (len, 0);
	text[len] = '\0';
	ck_assert_ptr_nonnull (strstr (text, "miredo-privproc["));
	ck_assert_ptr_nonnull (strstr (text, "]: client-hook: hello"));
	expect_reply (REPLY_DONE);
	helper_stop (&helper);
}
END_TEST

START_TEST (stop_runs_down_and_destroy_hooks_and_removes_pidfile)
{
	start (HELPER_CLIENT, "test -e " PKGSYSCONFDIR "/" PIDFILE " && " STATES);
	ck_assert_int_eq (request_up (), 0);
	helper_stop (&helper); /* without waiting for the reply */
	ck_assert_int_eq (waitpid (helper.pid, NULL, WNOHANG), -1); /* no zombie */
	ck_assert_str_eq (script_read (CALLS),
	                  "up " TEREDO "\ndown " TEREDO "\ndestroy " TEREDO "\n");
	ck_assert_int_ne (access (PKGSYSCONFDIR "/" PIDFILE, F_OK), 0);
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

static int request_relay (void)
{
	return helper_send (&helper, &(struct request){ .verb = REQUEST_RELAY });
}

START_TEST (relay_request_runs_relay_hook_for_prefix)
{
	start (HELPER_RELAY, STATES);
	ck_assert_int_eq (request_relay (), 0);
	expect_reply (REPLY_DONE);
	ck_assert_int_eq (request_relay (), 0);
	expect_reply (REPLY_DONE);
	ck_assert_str_eq (script_read (CALLS), "up 2001::\nup 2001::\n");
	helper_stop (&helper);
	ck_assert_str_eq (script_read (CALLS),
	                  "up 2001::\nup 2001::\ndown 2001::\ndestroy 2001::\n");
}
END_TEST

START_TEST (failed_relay_hook_is_reported_and_run_again_on_request)
{
	start (HELPER_RELAY, "[ \"$STATE\" != up ] || [ -e " CALLS " ] || exit 1\n" STATES);
	ck_assert_int_eq (request_relay (), 0);
	expect_reply (REPLY_FAILED); /* then it is undone, which makes the file */
	ck_assert_int_eq (request_relay (), 0);
	expect_reply (REPLY_DONE);
	helper_stop (&helper);
}
END_TEST

START_TEST (relay_helper_takes_no_request_of_a_client)
{
	start (HELPER_RELAY, STATES);
	ck_assert_int_eq (request_relay (), 0);
	expect_reply (REPLY_DONE);
	ck_assert_int_eq (request_up (), 0);
	expect_exit ();
	ck_assert_str_eq (script_read (CALLS), "up 2001::\ndown 2001::\ndestroy 2001::\n");
}
END_TEST

START_TEST (client_helper_takes_no_request_of_a_relay)
{
	start (HELPER_CLIENT, STATES);
	ck_assert_int_eq (request_relay (), 0);
	expect_exit ();
	ck_assert_str_eq (script_read (CALLS), "destroy \n");
}
END_TEST

START_TEST (hook_that_hangs_does_not_outlive_stop_by_more_than_5_seconds)
{
	time_t before;

	start (HELPER_CLIENT, STATES "sleep 1000\n");
	ck_assert_int_eq (request_up (), 0);
	while (*script_read (CALLS) == '\0')
		usleep (10000);
	before = time (NULL);
	helper_stop (&helper);
	ck_assert_int_le (time (NULL) - before, 5);
	ck_assert_int_eq (waitpid (helper.pid, NULL, WNOHANG), -1); /* it has ended */
	ck_assert_str_eq (script_read (CALLS), "up " TEREDO "\ndestroy \n");
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
		repeated_up_request_runs_hook_again,
		requests_and_replies_are_in_debug_log,
		output_of_hook_goes_to_syslog_in_background,
		stop_runs_down_and_destroy_hooks_and_removes_pidfile,
		failed_hook_is_reported,
		invalid_request_terminates_helper,
		truncated_request_terminates_helper,
		relay_request_runs_relay_hook_for_prefix,
		failed_relay_hook_is_reported_and_run_again_on_request,
		relay_helper_takes_no_request_of_a_client,
		client_helper_takes_no_request_of_a_relay,
		hook_that_hangs_does_not_outlive_stop_by_more_than_5_seconds,
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
