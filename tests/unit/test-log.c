/*
 * test-log.c - messages on standard error
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/log.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "syslog-fake.h"
#include "unit.h"

/* Logs three messages with standard error in a file; returns its content. */
static const char *log_three_messages (void)
{
	static char text[256];
	FILE *file = tmpfile ();
	ssize_t len;

	ck_assert_ptr_nonnull (file);
	ck_assert_int_ge (dup2 (fileno (file), STDERR_FILENO), 0);
	log_look_for_journal ();
	log_error ("number %d", 1);
	log_notice ("two");
	log_debug ("three");
	len = pread (fileno (file), text, sizeof (text) - 1, 0);
	ck_assert_int_ge (len, 0);
	text[len] = '\0';
	fclose (file);
	return text;
}

START_TEST (log_without_journal_stream_is_plain_text)
{
	unsetenv ("JOURNAL_STREAM");
	ck_assert_str_eq (log_three_messages (), "error: number 1\ntwo\n");
}
END_TEST

START_TEST (log_with_journal_stream_of_other_file_is_plain_text)
{
	setenv ("JOURNAL_STREAM", "1:1", 1);
	ck_assert_str_eq (log_three_messages (), "error: number 1\ntwo\n");
	setenv ("JOURNAL_STREAM", "nonsense", 1);
	ck_assert_str_eq (log_three_messages (), "error: number 1\ntwo\n");
}
END_TEST

START_TEST (log_to_journal_has_numeric_priorities)
{
	FILE *file = tmpfile ();
	char name[64], text[64] = "";
	struct stat st;

	ck_assert_ptr_nonnull (file);
	ck_assert_int_ge (dup2 (fileno (file), STDERR_FILENO), 0);
	ck_assert_int_eq (fstat (STDERR_FILENO, &st), 0);
	snprintf (name, sizeof (name), "%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
	setenv ("JOURNAL_STREAM", name, 1);
	log_look_for_journal ();
	log_error ("one");
	log_info ("two");
	ck_assert_int_gt (pread (fileno (file), text, sizeof (text) - 1, 0), 0);
	ck_assert_str_eq (text, "<3>one\n<6>two\n");
	fclose (file);
}
END_TEST

/* --- syslog --- */

static char syslogged[256]; /* instead of syslog: its messages */

void syslog_record (int priority, const char *format, va_list args)
{
	const size_t at = strlen (syslogged);

	snprintf (syslogged + at, sizeof (syslogged) - at, "%d ", priority);
	vsnprintf (syslogged + strlen (syslogged), sizeof (syslogged) - strlen (syslogged), format,
	           args);
	strcat (syslogged, "\n");
}

START_TEST (log_to_syslog_keeps_stderr_until_it_is_left)
{
	unsetenv ("JOURNAL_STREAM");
	log_to_syslog (LOG_USER);
	ck_assert_str_eq (log_three_messages (), "error: number 1\ntwo\n");
	ck_assert_str_eq (syslogged, "11 number 1\n13 two\n");
	syslogged[0] = '\0';
	log_leave_stderr ();
	ck_assert_str_eq (log_three_messages (), "");
	ck_assert_str_eq (syslogged, "11 number 1\n13 two\n");
}
END_TEST

START_TEST (log_leave_stderr_without_syslog_stays)
{
	unsetenv ("JOURNAL_STREAM");
	log_leave_stderr ();
	ck_assert_str_eq (log_three_messages (), "error: number 1\ntwo\n");
	ck_assert_str_eq (syslogged, "");
}
END_TEST

/* --- debug messages --- */

static FILE *log_file;
static teredo_time now;

static teredo_time read_now (void)
{
	return now;
}

/* Messages go to a file from here on, and time stands still. */
static void catch_log (void)
{
	unsetenv ("JOURNAL_STREAM");
	log_file = tmpfile ();
	ck_assert_ptr_nonnull (log_file);
	ck_assert_int_ge (dup2 (fileno (log_file), STDERR_FILENO), 0);
	log_set_clock (read_now);
}

/* What was logged since the last call. */
static const char *logged (void)
{
	static char text[65536];
	ssize_t len = pread (fileno (log_file), text, sizeof (text) - 1, 0);

	ck_assert_int_ge (len, 0);
	text[len] = '\0';
	ck_assert_int_eq (ftruncate (fileno (log_file), 0), 0);
	ck_assert_int_eq (lseek (STDERR_FILENO, 0, SEEK_SET), 0);
	return text;
}

static unsigned count_lines (const char *text)
{
	unsigned lines = 0;

	for (; (text = strchr (text, '\n')) != NULL; text++)
		lines++;
	return lines;
}

static void log_both (void)
{
	log_debug ("state");
	log_trace ("packet");
}

START_TEST (log_at_each_debug_level_adds_messages)
{
	catch_log ();
	log_both ();
	ck_assert_str_eq (logged (), "");
	log_set_level (LOG_LEVEL_STATES);
	log_both ();
	ck_assert_str_eq (logged (), "debug: state\n");
	log_set_level (LOG_LEVEL_PACKETS);
	log_both ();
	ck_assert_str_eq (logged (), "debug: state\ndebug: packet\n");
	log_set_level (7);
	log_both ();
	ck_assert_str_eq (logged (), "debug: state\ndebug: packet\n");
}
END_TEST

START_TEST (toggle_of_lower_level_switches_to_packets_and_back)
{
	catch_log ();
	ck_assert_uint_eq (log_toggle_level (), LOG_LEVEL_PACKETS);
	log_both ();
	ck_assert_str_eq (logged (), "debug: state\ndebug: packet\n");
	ck_assert_uint_eq (log_toggle_level (), LOG_LEVEL_NONE);
	log_both ();
	ck_assert_str_eq (logged (), "");
	log_set_level (LOG_LEVEL_STATES);
	ck_assert_uint_eq (log_toggle_level (), LOG_LEVEL_PACKETS);
	ck_assert_uint_eq (log_toggle_level (), LOG_LEVEL_STATES);
}
END_TEST

START_TEST (toggle_of_packets_level_switches_off_and_back)
{
	catch_log ();
	log_set_level (LOG_LEVEL_PACKETS);
	ck_assert_uint_eq (log_toggle_level (), LOG_LEVEL_NONE);
	log_both ();
	ck_assert_str_eq (logged (), "");
	ck_assert_uint_eq (log_toggle_level (), LOG_LEVEL_PACKETS);
}
END_TEST

START_TEST (debug_messages_over_limit_are_suppressed_and_counted)
{
	catch_log ();
	log_set_level (LOG_LEVEL_PACKETS);
	for (int i = 0; i < 1734; i++)
		log_trace ("packet");
	ck_assert_uint_eq (count_lines (logged ()), 500);
	log_error ("other messages are not limited");
	ck_assert_str_eq (logged (), "error: other messages are not limited\n");
	now += TEREDO_SECONDS (1) - 1;
	log_debug ("still suppressed");
	ck_assert_str_eq (logged (), "");
	now++;
	log_debug ("again");
	ck_assert_str_eq (logged (), "debug: 1235 messages suppressed\ndebug: again\n");
	for (int i = 0; i < 1734; i++)
		log_debug ("state");
	ck_assert_uint_eq (count_lines (logged ()), 99);
	now += TEREDO_SECONDS (1);
	log_info ("number");
	ck_assert_str_eq (logged (), "debug: 1635 messages suppressed\nnumber\n");
}
END_TEST

/* --- messages that the network causes --- */

static struct log_limit refusals = { .what = "refusals" }, losses = { .what = "losses" };

static void log_many (struct log_limit *limit, int number)
{
	for (int i = 0; i < number; i++)
		log_limited (limit, i % 2 == 0 ? LOG_WARNING : LOG_NOTICE, "%s %d", limit->what, i);
}

START_TEST (limited_messages_are_ten_a_minute_of_each_kind)
{
	catch_log ();
	log_many (&refusals, 10);
	ck_assert_uint_eq (count_lines (logged ()), 10);
	log_many (&refusals, 5000);
	ck_assert_str_eq (logged (), "");
	log_many (&losses, 2);
	ck_assert_str_eq (logged (), "warning: losses 0\nlosses 1\n");
	now += TEREDO_SECONDS (60) - 1;
	log_error ("another");
	ck_assert_str_eq (logged (), "error: another\n");
	log_many (&refusals, 1);
	ck_assert_str_eq (logged (), "");
}
END_TEST

START_TEST (suppressed_messages_are_counted_after_a_minute)
{
	catch_log ();
	log_many (&refusals, 5010);
	now += TEREDO_SECONDS (30);
	log_many (&losses, 12);
	logged ();
	now += TEREDO_SECONDS (30);
	log_many (&refusals, 1);
	ck_assert_str_eq (logged (), "5000 messages suppressed: refusals\nwarning: refusals 0\n");
	now += TEREDO_SECONDS (30);
	log_info ("another");
	ck_assert_str_eq (logged (), "2 messages suppressed: losses\nanother\n");
	now += TEREDO_SECONDS (300);
	log_many (&refusals, 11);
	ck_assert_uint_eq (count_lines (logged ()), 10);
}
END_TEST

START_TEST (limited_messages_over_limit_are_traced)
{
	catch_log ();
	log_set_level (LOG_LEVEL_PACKETS);
	log_many (&refusals, 10);
	logged ();
	log_many (&refusals, 2);
	ck_assert_str_eq (logged (), "debug: refusals 0\ndebug: refusals 1\n");
	log_limited (&refusals, LOG_TRACE, "packet");
	ck_assert_str_eq (logged (), "debug: packet\n");
	now += TEREDO_SECONDS (60);
	log_info ("another");
	ck_assert_str_eq (logged (), "2 messages suppressed: refusals\nanother\n");
}
END_TEST

UNIT_MAIN ("log", log_without_journal_stream_is_plain_text,
           log_with_journal_stream_of_other_file_is_plain_text,
           log_to_journal_has_numeric_priorities, log_to_syslog_keeps_stderr_until_it_is_left,
           log_leave_stderr_without_syslog_stays, log_at_each_debug_level_adds_messages,
           toggle_of_lower_level_switches_to_packets_and_back,
           toggle_of_packets_level_switches_off_and_back,
           debug_messages_over_limit_are_suppressed_and_counted,
           limited_messages_are_ten_a_minute_of_each_kind,
           suppressed_messages_are_counted_after_a_minute, limited_messages_over_limit_are_traced)
