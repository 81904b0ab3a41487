/*
 * test-service.c - start-up in the background: exit status of the command, messages
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "process/service.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <syslog.h>
#include <unistd.h>
#include "syslog-fake.h"
#include "unit.h"

static char folder[] = "/tmp/miredo-test-XXXXXX";
static char config[sizeof (folder) + sizeof ("/conf")];
static char pidfile[sizeof (folder) + sizeof ("/pid")];
static char system_log[sizeof (folder) + sizeof ("/log")];

/* A daemon that does no more than start and end. */
struct program {
	struct service service;
	event_callback_fn later; /* called 50 ms after the start */
	int started;             /* result of start */
	struct event *timer;
};

static int succeed (void *ctx)
{
	(void)ctx;
	return 0;
}

static int make (void *ctx)
{
	struct program *p = ctx;

	p->timer = event_new (p->service.base, -1, 0, p->later, p);
	return event_add (p->timer, &(struct timeval){ 0, 50000 });
}

static int start (void *ctx)
{
	const struct program *p = ctx;

	return p->started;
}

static void close_all (void *ctx)
{
	struct program *p = ctx;

	event_free (p->timer);
}

static void end_now (evutil_socket_t fd, short what, void *ctx)
{
	struct program *p = ctx;

	(void)fd;
	(void)what;
	event_base_loopbreak (p->service.base);
}

static void become_ready_and_end (evutil_socket_t fd, short what, void *ctx)
{
	struct program *p = ctx;

	service_ready (&p->service);
	service_ready (&p->service); /* once is enough, twice does no harm */
	end_now (fd, what, ctx);
}

static const struct service_calls calls = {
	.name = "test-service",
	.daemon = true,
	.program = SETTINGS_MIREDO_SERVER,
	.open = succeed,
	.make = make,
	.start = start,
	.finish = succeed,
	.close = close_all,
};

/* Runs the daemon in the background: the exit status of the command. */
static int run (int started, event_callback_fn later)
{
	const char *argv[] = { "test-service", "-c", config, "-p", pidfile, "-u", "nobody", NULL };
	struct program program = {
		.service = { .calls = &calls, .ctx = &program, .pidfile = PIDFILE_NONE },
		.later = later,
		.started = started,
	};
	int status;
	pid_t command = fork ();

	if (command == 0)
		_exit (service_main (&program.service, ARRAY_LEN (argv) - 1,
		                     (char **)(uintptr_t)argv));
	ck_assert_int_eq (waitpid (command, &status, 0), command);
	ck_assert (WIFEXITED (status));
	return WEXITSTATUS (status);
}

/* Instead of syslog: its messages go to a file. */
void syslog_record (int priority, const char *format, va_list args)
{
	FILE *file = fopen (system_log, "a");

	if (file == NULL)
		return;
	fprintf (file, "%d ", priority);
	vfprintf (file, format, args);
	fputc ('\n', file);
	fclose (file);
}

static void write_config (const char *text)
{
	FILE *file = fopen (config, "w");

	ck_assert_ptr_nonnull (file);
	fputs (text, file);
	fclose (file);
}

static void make_folder (void)
{
	ck_assert_ptr_nonnull (mkdtemp (folder));
	snprintf (config, sizeof (config), "%s/conf", folder);
	snprintf (pidfile, sizeof (pidfile), "%s/pid", folder);
	snprintf (system_log, sizeof (system_log), "%s/log", folder);
	write_config ("ServerBindAddress 127.0.0.1\n");
}

static void remove_folder (void)
{
	for (int i = 0; i < 200 && access (pidfile, F_OK) == 0; i++)
		usleep (10000);
	unlink (config);
	unlink (system_log);
	ck_assert_int_eq (rmdir (folder), 0);
}

START_TEST (command_of_daemon_ready_at_start_succeeds)
{
	make_folder ();
	ck_assert_int_eq (run (0, end_now), EXIT_SUCCESS);
	remove_folder ();
}
END_TEST

START_TEST (command_of_daemon_ready_later_succeeds)
{
	make_folder ();
	ck_assert_int_eq (run (SERVICE_STARTING, become_ready_and_end), EXIT_SUCCESS);
	remove_folder ();
}
END_TEST

START_TEST (command_of_daemon_that_ends_before_it_is_ready_fails)
{
	make_folder ();
	ck_assert_int_eq (run (SERVICE_STARTING, end_now), EXIT_FAILURE);
	remove_folder ();
}
END_TEST

/* Whether there is a message about a directive in the configuration. */
static bool system_log_has (int priority, const char *directive)
{
	FILE *file = fopen (system_log, "r");
	char line[512], start[256];
	bool found = false;

	ck_assert_ptr_nonnull (file);
	snprintf (start, sizeof (start), "%d %s:", LOG_DAEMON | priority, config);
	while (!found && fgets (line, sizeof (line), file) != NULL)
		found = strncmp (line, start, strlen (start)) == 0
		        && strstr (line, directive) != NULL;
	fclose (file);
	return found;
}

/* Nobody sees standard error of a daemon that is started when the system boots. */
START_TEST (warnings_and_errors_of_start_up_reach_syslog)
{
	make_folder ();
	ck_assert_int_eq (run (0, end_now), EXIT_SUCCESS);
	ck_assert (system_log_has (LOG_WARNING, "ServerBindAddress"));
	write_config ("SyslogFacility local7\n");
	ck_assert_int_eq (run (0, end_now), EXIT_WRONG);
	ck_assert (system_log_has (LOG_ERR, "ServerBindAddress"));
	remove_folder ();
}
END_TEST

UNIT_MAIN ("service", command_of_daemon_ready_at_start_succeeds,
           command_of_daemon_ready_later_succeeds,
           command_of_daemon_that_ends_before_it_is_ready_fails,
           warnings_and_errors_of_start_up_reach_syslog)
