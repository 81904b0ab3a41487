/*
 * test-conf.c - the lines of a configuration file
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "conf/conf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "unit.h"

static struct conf conf;
static struct diagnostics faults;

static void parse (const char *text)
{
	ck_assert_int_eq (conf_parse (&conf, "f", text, strlen (text), &faults), 0);
}

static void clear (void)
{
	conf_clear (&conf);
	diagnostics_clear (&faults);
}

static void check_line (size_t i, unsigned number, const char *name, const char *value)
{
	ck_assert_uint_lt (i, conf.count);
	ck_assert_uint_eq (conf.lines[i].number, number);
	ck_assert_str_eq (conf.lines[i].name, name);
	ck_assert_str_eq (conf.lines[i].value, value);
}

START_TEST (a_line_is_a_name_and_a_value)
{
	parse ("RelayType client\nServerAddress\tteredo.example.org\n");
	ck_assert_uint_eq (conf.count, 2);
	check_line (0, 1, "RelayType", "client");
	check_line (1, 2, "ServerAddress", "teredo.example.org");
	ck_assert_uint_eq (faults.count, 0);
	clear ();
}
END_TEST

START_TEST (blanks_and_line_ends_do_not_matter)
{
	parse ("  \t Prefix  \t 2001:0:: \t \r\n\n\r\n   \nBindPort 3545");
	ck_assert_uint_eq (conf.count, 2);
	check_line (0, 1, "Prefix", "2001:0::");
	check_line (1, 5, "BindPort", "3545");
	ck_assert_uint_eq (faults.count, 0);
	clear ();
}
END_TEST

START_TEST (comments_are_passed_over)
{
	parse ("# first\n  #second\nBindPort 1 # third\nServerAddress a#b\n#");
	ck_assert_uint_eq (conf.count, 2);
	check_line (0, 3, "BindPort", "1");
	check_line (1, 4, "ServerAddress", "a#b");
	clear ();
}
END_TEST

START_TEST (a_value_may_be_missing_or_hold_blanks)
{
	parse ("BindPort\nServerAddress a  b\n");
	ck_assert_uint_eq (conf.count, 2);
	check_line (0, 1, "BindPort", "");
	check_line (1, 2, "ServerAddress", "a  b");
	clear ();
}
END_TEST

START_TEST (every_line_that_is_no_directive_is_named)
{
	parse ("=\nBindPort 1\nfoo: bar\n");
	ck_assert_uint_eq (conf.count, 1);
	check_line (0, 2, "BindPort", "1");
	ck_assert_uint_eq (faults.count, 2);
	ck_assert (diagnostics_fatal (&faults));
	ck_assert_str_eq (faults.list[0].text, "f:1: this is no directive");
	ck_assert_str_eq (faults.list[1].text, "f:3: this is no directive");
	clear ();
}
END_TEST

START_TEST (bytes_that_are_no_text_are_a_fault)
{
	static const char bytes[] = "BindPort 1\n\0\nBindPort 2\n";

	ck_assert_int_eq (conf_parse (&conf, "f", bytes, sizeof (bytes) - 1, &faults), 0);
	ck_assert (diagnostics_fatal (&faults));
	ck_assert_str_eq (faults.list[0].text, "f: not a text file");
	clear ();
}
END_TEST

START_TEST (an_empty_text_is_no_fault)
{
	ck_assert_int_eq (conf_parse (&conf, "f", "", 0, &faults), 0);
	ck_assert_uint_eq (conf.count, 0);
	ck_assert_uint_eq (faults.count, 0);
	clear ();
}
END_TEST

/* A file of size blanks, its name in path. */
static void make_file (char path[], size_t size)
{
	int fd = mkstemp (path);
	FILE *stream = fdopen (fd, "w");

	ck_assert_ptr_nonnull (stream);
	for (size_t i = 0; i < size; i++)
		putc (' ', stream);
	fputs ("BindPort 1", stream);
	ck_assert_int_eq (fclose (stream), 0);
}

static void read_file (size_t blanks, bool good)
{
	char path[] = "/tmp/miredo-test-XXXXXX";

	make_file (path, blanks);
	ck_assert_int_eq (conf_read (&conf, path, &faults), 0);
	unlink (path);
	ck_assert_int_eq (diagnostics_fatal (&faults), !good);
	ck_assert_uint_eq (conf.count, good ? 1 : 0);
	clear ();
}

START_TEST (files_are_read_up_to_a_size)
{
	const size_t directive = strlen ("BindPort 1");

	read_file (0, true);
	read_file (CONF_SIZE_MAX - directive, true);
	read_file (CONF_SIZE_MAX - directive + 1, false);
}
END_TEST

START_TEST (a_file_that_cannot_be_read_is_a_fault)
{
	ck_assert_int_eq (conf_read (&conf, "/nonexistent/file", &faults), 0);
	ck_assert_uint_eq (faults.count, 1);
	ck_assert (diagnostics_fatal (&faults));
	ck_assert_str_eq (faults.list[0].text, "/nonexistent/file: No such file or directory");
	clear ();
	ck_assert_int_eq (conf_read (&conf, "/", &faults), 0);
	ck_assert (diagnostics_fatal (&faults));
	clear ();
}
END_TEST

UNIT_MAIN ("conf", a_line_is_a_name_and_a_value, blanks_and_line_ends_do_not_matter,
           comments_are_passed_over, a_value_may_be_missing_or_hold_blanks,
           every_line_that_is_no_directive_is_named, bytes_that_are_no_text_are_a_fault,
           an_empty_text_is_no_fault, files_are_read_up_to_a_size,
           a_file_that_cannot_be_read_is_a_fault)
