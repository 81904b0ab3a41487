/*
 * test-conf.c - lines of a configuration file
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
static struct diagnostics diagnostics;

static void parse (const char *text)
{
	ck_assert_int_eq (conf_parse (&conf, "f", text, strlen (text), &diagnostics), 0);
}

static void clear (void)
{
	conf_clear (&conf);
	diagnostics_clear (&diagnostics);
}

static void check_line (size_t i, unsigned number, const char *name, const char *value)
{
	ck_assert_uint_lt (i, conf.count);
	ck_assert_uint_eq (conf.lines[i].number, number);
	ck_assert_str_eq (conf.lines[i].name, name);
	ck_assert_str_eq (conf.lines[i].value, value);
}

START_TEST (line_is_split_into_name_and_value)
{
	parse ("RelayType client\nServerAddress\tteredo.example.org\n");
	ck_assert_uint_eq (conf.count, 2);
	check_line (0, 1, "RelayType", "client");
	check_line (1, 2, "ServerAddress", "teredo.example.org");
	ck_assert_uint_eq (diagnostics.count, 0);
	clear ();
}
END_TEST

START_TEST (blanks_empty_lines_and_crlf_are_ignored)
{
	parse ("  \t Prefix  \t 2001:0:: \t \r\n\n\r\n   \nBindPort 3545");
	ck_assert_uint_eq (conf.count, 2);
	check_line (0, 1, "Prefix", "2001:0::");
	check_line (1, 5, "BindPort", "3545");
	ck_assert_uint_eq (diagnostics.count, 0);
	clear ();
}
END_TEST

START_TEST (comments_are_ignored)
{
	parse ("# first\n  #second\nBindPort 1 # third\nServerAddress a#b\n#");
	ck_assert_uint_eq (conf.count, 2);
	check_line (0, 3, "BindPort", "1");
	check_line (1, 4, "ServerAddress", "a#b");
	clear ();
}
END_TEST

START_TEST (value_may_be_empty_or_contain_blanks)
{
	parse ("BindPort\nServerAddress a  b\n");
	ck_assert_uint_eq (conf.count, 2);
	check_line (0, 1, "BindPort", "");
	check_line (1, 2, "ServerAddress", "a  b");
	clear ();
}
END_TEST

START_TEST (lines_that_are_not_directives_are_all_reported)
{
	parse ("=\nBindPort 1\n<foo> bar\n");
	ck_assert_uint_eq (conf.count, 1);
	check_line (0, 2, "BindPort", "1");
	ck_assert_uint_eq (diagnostics.count, 2);
	ck_assert (diagnostics_fatal (&diagnostics));
	ck_assert_str_eq (diagnostics.list[0].text, "f:1: not a directive");
	ck_assert_str_eq (diagnostics.list[1].text, "f:3: not a directive");
	clear ();
}
END_TEST

START_TEST (value_not_separated_by_blanks_is_an_error)
{
	static const char *const lines[] = { "ServerAddress=1.2.3.4", "ServerAddress = 1.2.3.4",
		                             "ServerAddress: 1.2.3.4", "ServerAddress :1.2.3.4" };
	char text[128];

	for (size_t i = 0; i < 3; i++) {
		parse (lines[i]);
		ck_assert_uint_eq (diagnostics.count, 1);
		ck_assert_int_eq (diagnostics.list[0].kind, DIAGNOSTIC_ERROR);
		snprintf (text, sizeof (text),
		          "f:1: \"%s\": separate the directive and its value by blanks only",
		          lines[i]);
		ck_assert_str_eq (diagnostics.list[0].text, text);
		ck_assert_uint_eq (conf.count, 1);
		ck_assert_str_eq (conf.lines[0].name, "ServerAddress");
		ck_assert (conf.lines[0].malformed);
		clear ();
	}
	parse (lines[3]);
	ck_assert_uint_eq (diagnostics.count, 0);
	ck_assert (!conf.lines[0].malformed);
	clear ();
}
END_TEST

START_TEST (byte_order_mark_is_skipped)
{
	parse ("\xef\xbb\xbf"
	       "BindPort 1\n");
	check_line (0, 1, "BindPort", "1");
	ck_assert_uint_eq (diagnostics.count, 0);
	clear ();
}
END_TEST

START_TEST (quoted_word_is_short_and_printable)
{
	char quote[DIAGNOSTIC_QUOTE_SIZE], word[200];

	ck_assert_str_eq (diagnostic_quote (quote, ""), "");
	ck_assert_str_eq (diagnostic_quote (quote, "a\x1b[2J\x7f\xc2\x9b\xc3\xbc b"),
	                  "a?[2J?\xc2?\xc3\xbc b");
	memset (word, 'x', sizeof (word));
	word[DIAGNOSTIC_QUOTE_SIZE - sizeof ("...")] = '\0';
	ck_assert_str_eq (diagnostic_quote (quote, word), word);
	word[DIAGNOSTIC_QUOTE_SIZE - sizeof ("...")] = 'x';
	word[sizeof (word) - 1] = '\0';
	diagnostic_quote (quote, word);
	ck_assert_uint_eq (strlen (quote), DIAGNOSTIC_QUOTE_SIZE - 1);
	ck_assert_str_eq (quote + strlen (quote) - 4, "x...");
	/* A character is not cut. */
	word[DIAGNOSTIC_QUOTE_SIZE - sizeof ("...") - 1] = '\xc3';
	word[DIAGNOSTIC_QUOTE_SIZE - sizeof ("...")] = '\xbc';
	ck_assert_uint_eq (strlen (diagnostic_quote (quote, word)), DIAGNOSTIC_QUOTE_SIZE - 2);
}
END_TEST

START_TEST (ignored_line_is_an_error_in_a_strict_check_only)
{
	for (int strict = 0; strict <= 1; strict++) {
		diagnostics.strict = strict;
		diagnostics_add (&diagnostics, DIAGNOSTIC_IGNORED, "f", 1, "x");
		ck_assert_int_eq (diagnostics_fatal (&diagnostics), strict);
		ck_assert_int_eq (diagnostics.list[0].kind,
		                  strict ? DIAGNOSTIC_ERROR : DIAGNOSTIC_WARNING);
		diagnostics_clear (&diagnostics);
	}
	diagnostics.strict = false;
}
END_TEST

START_TEST (text_with_nul_byte_is_an_error)
{
	static const char bytes[] = "BindPort 1\n\0\nBindPort 2\n";

	ck_assert_int_eq (conf_parse (&conf, "f", bytes, sizeof (bytes) - 1, &diagnostics), 0);
	ck_assert (diagnostics_fatal (&diagnostics));
	ck_assert_str_eq (diagnostics.list[0].text, "f: not a text file");
	ck_assert_uint_eq (diagnostics.count, 1);
	ck_assert_uint_eq (conf.count, 0);
	ck_assert (conf.unreadable);
	clear ();
}
END_TEST

START_TEST (empty_text_is_accepted)
{
	ck_assert_int_eq (conf_parse (&conf, "f", "", 0, &diagnostics), 0);
	ck_assert_uint_eq (conf.count, 0);
	ck_assert_uint_eq (diagnostics.count, 0);
	clear ();
}
END_TEST

/* A file of size blanks and a directive; its name goes to path. */
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
	ck_assert_int_eq (conf_read (&conf, path, &diagnostics), 0);
	unlink (path);
	ck_assert_int_eq (diagnostics_fatal (&diagnostics), !good);
	ck_assert_uint_eq (conf.count, good ? 1 : 0);
	clear ();
}

START_TEST (file_over_maximum_size_is_an_error)
{
	const size_t directive = strlen ("BindPort 1");

	read_file (0, true);
	read_file (CONF_SIZE_MAX - directive, true);
	read_file (CONF_SIZE_MAX - directive + 1, false);
}
END_TEST

START_TEST (unreadable_file_is_an_error)
{
	ck_assert_int_eq (conf_read (&conf, "/nonexistent/file", &diagnostics), 0);
	ck_assert_uint_eq (diagnostics.count, 1);
	ck_assert (diagnostics_fatal (&diagnostics));
	ck_assert_str_eq (diagnostics.list[0].text, "/nonexistent/file: No such file or directory");
	clear ();
	ck_assert_int_eq (conf_read (&conf, "/", &diagnostics), 0);
	ck_assert (diagnostics_fatal (&diagnostics));
	clear ();
}
END_TEST

UNIT_MAIN ("conf", line_is_split_into_name_and_value, blanks_empty_lines_and_crlf_are_ignored,
           comments_are_ignored, value_may_be_empty_or_contain_blanks,
           lines_that_are_not_directives_are_all_reported,
           value_not_separated_by_blanks_is_an_error, byte_order_mark_is_skipped,
           quoted_word_is_short_and_printable, ignored_line_is_an_error_in_a_strict_check_only,
           text_with_nul_byte_is_an_error, empty_text_is_accepted,
           file_over_maximum_size_is_an_error, unreadable_file_is_an_error)
