/*
 * test-log.c - messages on standard error
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/log.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
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

UNIT_MAIN ("log", log_without_journal_stream_is_plain_text,
           log_with_journal_stream_of_other_file_is_plain_text,
           log_to_journal_has_numeric_priorities)
