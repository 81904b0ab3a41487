/*
 * test-secrets.c - files of identifiers and shared secrets
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "conf/secrets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "unit.h"

#define LONG "0123456789abcdef" /* not short */

static char file[] = "/tmp/test-secrets-XXXXXX";
static struct diagnostics diags;
static struct teredo_keyring *keyring;

static void write_file (const char *text, mode_t mode)
{
	const int fd = mkstemp (strcpy (file, "/tmp/test-secrets-XXXXXX"));

	ck_assert_int_ge (fd, 0);
	ck_assert_int_eq (write (fd, text, strlen (text)), (ssize_t)strlen (text));
	ck_assert_int_eq (fchmod (fd, mode), 0);
	close (fd);
	diagnostics_clear (&diags);
}

static void read_clients (const char *text)
{
	write_file (text, 0640);
	teredo_keyring_free (keyring);
	keyring = secrets_read_clients (file, &diags);
	unlink (file);
}

static const struct teredo_keyring_entry *find (const char *id)
{
	return teredo_keyring_find (keyring,
	                            (struct teredo_slice){ (const uint8_t *)id, strlen (id) });
}

START_TEST (clients_have_identifier_secret_and_optionally_renew)
{
	read_clients ("# comment\n\nalice " LONG "\r\n  bob\t" LONG "x=# renew # comment\n"
	              "carol@example.org " LONG "#"); /* no end of line */
	ck_assert_ptr_nonnull (keyring);
	ck_assert_uint_eq (diags.count, 0);
	ck_assert_uint_eq (teredo_keyring_count (keyring), 3);
	ck_assert_ptr_nonnull (find ("alice"));
	ck_assert (!find ("alice")->renew && find ("bob")->renew);
	ck_assert_uint_eq (find ("alice")->identity.secret_len, 16);
	ck_assert_mem_eq (find ("bob")->identity.secret, LONG "x=#", 19);
	ck_assert_mem_eq (find ("carol@example.org")->identity.secret, LONG "#", 17);
}
END_TEST

START_TEST (wrong_lines_are_errors_with_their_numbers)
{
	static const struct {
		const char *text, *error;
	} cases[] = {
		{ "\nalice\n", ":2: after the identifier, a secret" },
		{ "alice # " LONG "\n", ":1: after the identifier, a secret" },
		{ "alice " LONG " again\n", ":1: after the secret, only" },
		{ "alice " LONG " renew x\n", ":1: after the secret, only" },
		{ "alice " LONG "\nbob " LONG "\nalice " LONG "\n",
		  ":3: the identifier \"alice\" is on another line" },
		{ "al\1ce " LONG "\n", ":1: the identifier must be" },
	};

	for (size_t i = 0; i < ARRAY_LEN (cases); i++) {
		read_clients (cases[i].text);
		ck_assert_ptr_null (keyring);
		ck_assert_uint_eq (diags.count, 1);
		ck_assert (diagnostics_fatal (&diags));
		ck_assert_msg (strstr (diags.list[0].text, cases[i].error) != NULL, "%s",
		               diags.list[0].text);
	}
}
END_TEST

/* No secret appears in a message. */
START_TEST (every_wrong_line_is_reported_without_secret)
{
	read_clients ("alice\nbob " LONG "\ncarol " LONG " x\nbob " LONG "\n");
	ck_assert_ptr_null (keyring);
	ck_assert_uint_eq (diags.count, 3);
	for (size_t i = 0; i < diags.count; i++)
		ck_assert_ptr_null (strstr (diags.list[i].text, LONG));
}
END_TEST

START_TEST (longest_words_are_accepted_and_longer_ones_refused)
{
	char text[600];

	snprintf (text, sizeof (text), "%0255d %0255d\n", 1, 2);
	read_clients (text);
	ck_assert_ptr_nonnull (keyring);
	snprintf (text, sizeof (text), "%0256d %0255d\n", 1, 2);
	read_clients (text);
	ck_assert_ptr_null (keyring);
	snprintf (text, sizeof (text), "%0255d %0256d\n", 1, 2);
	read_clients (text);
	ck_assert_ptr_null (keyring);
}
END_TEST

START_TEST (short_secret_causes_a_warning)
{
	read_clients ("alice 0123456789abcde\n");
	ck_assert_ptr_nonnull (keyring);
	ck_assert_uint_eq (diags.count, 1);
	ck_assert_int_eq (diags.list[0].kind, DIAGNOSTIC_WARNING);
}
END_TEST

START_TEST (file_that_others_can_access_is_refused)
{
	static const mode_t modes[] = { 0644, 0604, 0602, 0601 };
	struct teredo_identity identity;

	for (size_t i = 0; i < ARRAY_LEN (modes); i++) {
		write_file (LONG "\n", modes[i]);
		ck_assert_int_eq (secrets_read_identity (&identity, "alice", file, &diags), -1);
		ck_assert_ptr_nonnull (strstr (diags.list[0].text, "other users can access it"));
		ck_assert_ptr_null (secrets_read_clients (file, &diags));
		unlink (file);
	}
	diagnostics_clear (&diags);
	ck_assert_ptr_null (secrets_read_clients ("/nonexistent/file", &diags));
	ck_assert_ptr_nonnull (strstr (diags.list[0].text, "/nonexistent/file: No such file"));
	diagnostics_clear (&diags);
	ck_assert_ptr_null (secrets_read_clients ("/tmp", &diags));
	ck_assert (diagnostics_fatal (&diags));
}
END_TEST

START_TEST (secret_of_a_client_is_one_line)
{
	struct teredo_identity identity;
	static const struct {
		const char *text;
		int result;
	} cases[] = {
		{ LONG "\n", 0 },      { LONG, 0 }, { LONG "\r\n\n", 0 },
		{ LONG "\nmore", -1 }, { "", -1 },  { "\n" LONG "\n", -1 },
		{ LONG " x\n", -1 },
	};

	for (size_t i = 0; i < ARRAY_LEN (cases); i++) {
		write_file (cases[i].text, 0600);
		ck_assert_int_eq (secrets_read_identity (&identity, "alice", file, &diags),
		                  cases[i].result);
		unlink (file);
		ck_assert_uint_eq (diags.count, cases[i].result == 0 ? 0 : 1);
		if (cases[i].result != 0)
			continue;
		ck_assert_uint_eq (identity.id_len, 5);
		ck_assert_mem_eq (identity.id, "alice", 5);
		ck_assert_uint_eq (identity.secret_len, 16);
		ck_assert_mem_eq (identity.secret, LONG, 16);
	}
}
END_TEST

UNIT_MAIN ("secrets", clients_have_identifier_secret_and_optionally_renew,
           wrong_lines_are_errors_with_their_numbers, every_wrong_line_is_reported_without_secret,
           longest_words_are_accepted_and_longer_ones_refused, short_secret_causes_a_warning,
           file_that_others_can_access_is_refused, secret_of_a_client_is_one_line)
