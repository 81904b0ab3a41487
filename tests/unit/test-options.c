/*
 * test-options.c - command line of the daemons
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "conf/options.h"

#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <unistd.h>
#include "unit.h"

#define ARGUMENTS 10

static struct options options;

/* Discards help and error messages. */
static void discard_output (void)
{
	int fd = open ("/dev/null", O_WRONLY);

	dup2 (fd, STDOUT_FILENO);
	dup2 (fd, STDERR_FILENO);
	close (fd);
}

/* Parses a command line that ends with NULL. */
static enum options_result parse (enum settings_program program, const char *const line[])
{
	static char words[ARGUMENTS][64];
	char *argv[ARGUMENTS + 1] = { NULL };
	int argc = 0;

	for (; line[argc] != NULL; argc++) {
		ck_assert_int_lt (argc, ARGUMENTS);
		snprintf (words[argc], sizeof (words[argc]), "%s", line[argc]);
		argv[argc] = words[argc];
	}
	options = (struct options){ .config = "c", .pidfile = "p", .user = "u" };
	optind = 0; /* restarts getopt */
	return options_parse (&options, argc, argv, program);
}

#define PARSE(program, ...) parse (program, (const char *const[]){ "miredo", __VA_ARGS__ })

START_TEST (empty_command_line_keeps_defaults)
{
	ck_assert_int_eq (PARSE (SETTINGS_MIREDO, NULL), OPTIONS_RUN);
	ck_assert_str_eq (options.config, "c");
	ck_assert_str_eq (options.pidfile, "p");
	ck_assert_str_eq (options.user, "u");
	ck_assert_ptr_null (options.server);
	ck_assert (!options.foreground);
}
END_TEST

START_TEST (short_options_set_each_value)
{
	ck_assert_int_eq (PARSE (SETTINGS_MIREDO, "-f", "-cx", "-p", "y", "-u", "z", "-t", "r",
	                         NULL),
	                  OPTIONS_RUN);
	ck_assert_str_eq (options.root, "r");
	ck_assert_str_eq (options.config, "x");
	ck_assert_str_eq (options.pidfile, "y");
	ck_assert_str_eq (options.user, "z");
	ck_assert (options.foreground);
}
END_TEST

START_TEST (debug_option_is_counted)
{
	ck_assert_int_eq (PARSE (SETTINGS_MIREDO, "-f", NULL), OPTIONS_RUN);
	ck_assert_uint_eq (options.debug, 0);
	ck_assert_int_eq (PARSE (SETTINGS_MIREDO, "-d", NULL), OPTIONS_RUN);
	ck_assert_uint_eq (options.debug, 1);
	ck_assert_int_eq (PARSE (SETTINGS_MIREDO_SERVER, "-ddf", NULL), OPTIONS_RUN);
	ck_assert_uint_eq (options.debug, 2);
	ck_assert_int_eq (PARSE (SETTINGS_MIREDO_SERVER, "--debug", "-f", "--debug", NULL),
	                  OPTIONS_RUN);
	ck_assert_uint_eq (options.debug, 2);
}
END_TEST

START_TEST (long_options_set_each_value)
{
	ck_assert_int_eq (PARSE (SETTINGS_MIREDO_SERVER, "--foreground", "--config=x", "--pidfile",
	                         "y", "--user=z", NULL),
	                  OPTIONS_RUN);
	ck_assert_str_eq (options.config, "x");
	ck_assert_str_eq (options.pidfile, "y");
	ck_assert_str_eq (options.user, "z");
	ck_assert (options.foreground);
}
END_TEST

START_TEST (chroot_and_chrootdir_set_the_root_directory)
{
	ck_assert_int_eq (PARSE (SETTINGS_MIREDO, NULL), OPTIONS_RUN);
	ck_assert_ptr_null (options.root);
	ck_assert_int_eq (PARSE (SETTINGS_MIREDO_SERVER, "--chroot=r", NULL), OPTIONS_RUN);
	ck_assert_str_eq (options.root, "r");
	ck_assert_int_eq (PARSE (SETTINGS_MIREDO, "--chrootdir", "r", NULL), OPTIONS_RUN);
	ck_assert_str_eq (options.root, "r");
}
END_TEST

START_TEST (server_argument_is_accepted_once)
{
	ck_assert_int_eq (PARSE (SETTINGS_MIREDO, "teredo.example.org", "-f", NULL), OPTIONS_RUN);
	ck_assert_str_eq (options.server, "teredo.example.org");
	ck_assert (options.foreground);
	ck_assert_int_eq (PARSE (SETTINGS_MIREDO_SERVER, "192.0.2.1", NULL), OPTIONS_RUN);
	ck_assert_str_eq (options.server, "192.0.2.1");
	discard_output ();
	ck_assert_int_eq (PARSE (SETTINGS_MIREDO, "a", "b", NULL), OPTIONS_WRONG);
	ck_assert_int_eq (PARSE (SETTINGS_MIREDO_SERVER, "a", "b", NULL), OPTIONS_WRONG);
}
END_TEST

START_TEST (help_and_version_end_the_program)
{
	discard_output ();
	ck_assert_int_eq (PARSE (SETTINGS_MIREDO, "-h", NULL), OPTIONS_DONE);
	ck_assert_int_eq (PARSE (SETTINGS_MIREDO_SERVER, "--help", NULL), OPTIONS_DONE);
	ck_assert_int_eq (PARSE (SETTINGS_MIREDO, "-V", NULL), OPTIONS_DONE);
	ck_assert_int_eq (PARSE (SETTINGS_MIREDO_SERVER, "--version", NULL), OPTIONS_DONE);
}
END_TEST

START_TEST (unknown_option_or_missing_value_is_refused)
{
	discard_output ();
	ck_assert_int_eq (PARSE (SETTINGS_MIREDO, "-x", NULL), OPTIONS_WRONG);
	ck_assert_int_eq (PARSE (SETTINGS_MIREDO, "--nonsense", NULL), OPTIONS_WRONG);
	ck_assert_int_eq (PARSE (SETTINGS_MIREDO, "-c", NULL), OPTIONS_WRONG);
}
END_TEST

UNIT_MAIN ("options", empty_command_line_keeps_defaults, debug_option_is_counted,
           short_options_set_each_value, long_options_set_each_value,
           chroot_and_chrootdir_set_the_root_directory, server_argument_is_accepted_once,
           help_and_version_end_the_program, unknown_option_or_missing_value_is_refused)
