/*
 * test-report-nat.c - messages about the NAT and the refresh interval
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "report/report-nat.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "unit.h"

static FILE *log_file;
static char text[4096];
static struct report_nat last;

static void catch_log (void)
{
	log_file = tmpfile ();
	ck_assert_ptr_nonnull (log_file);
	dup2 (fileno (log_file), STDERR_FILENO);
	last = (struct report_nat){ .refresh = 0 };
}

/* What was logged since the last call. */
static const char *logged (void)
{
	ssize_t len = pread (fileno (log_file), text, sizeof (text) - 1, 0);

	ck_assert_int_ge (len, 0);
	text[len] = '\0';
	ck_assert_int_eq (ftruncate (fileno (log_file), 0), 0);
	lseek (fileno (log_file), 0, SEEK_SET);
	return text;
}

static struct teredo_status tested (struct teredo_nat_type type)
{
	return (struct teredo_status){
		.state = TEREDO_QUALIFIED,
		.have_address = true,
		.nat_tested = true,
		.nat_type = type,
		.refresh = TEREDO_SECONDS (30),
	};
}

START_TEST (each_type_of_nat_has_its_name_and_its_terms)
{
	static const struct {
		enum teredo_nat mapping;
		enum teredo_nat_filtering filtering;
		const char *text;
	} types[] = {
		{ TEREDO_NAT_NONE, TEREDO_FILTERING_UNKNOWN, "none (global connectivity)" },
		{ TEREDO_NAT_UNKNOWN, TEREDO_FILTERING_UNKNOWN, "unknown" },
		{ TEREDO_NAT_NOT_SYMMETRIC, TEREDO_FILTERING_NONE,
		  "cone, endpoint-independent mapping and filtering" },
		{ TEREDO_NAT_NOT_SYMMETRIC, TEREDO_FILTERING_ADDRESS,
		  "restricted, endpoint-independent mapping, address-dependent filtering" },
		{ TEREDO_NAT_NOT_SYMMETRIC, TEREDO_FILTERING_PORT,
		  "restricted (port), endpoint-independent mapping, address- and port-dependent "
		  "filtering" },
		{ TEREDO_NAT_NOT_SYMMETRIC, TEREDO_FILTERING_UNKNOWN,
		  "cone or restricted, endpoint-independent mapping" },
		{ TEREDO_NAT_SYMMETRIC, TEREDO_FILTERING_UNKNOWN,
		  "symmetric, address- or port-dependent mapping" },
		{ TEREDO_NAT_SYMMETRIC, TEREDO_FILTERING_NONE,
		  "symmetric, address- or port-dependent mapping, endpoint-independent filtering" },
	};

	catch_log ();
	for (size_t i = 0; i < ARRAY_LEN (types); i++) {
		const struct teredo_status status = tested ((struct teredo_nat_type){
			.mapping = types[i].mapping, .filtering = types[i].filtering });
		char wanted[256];

		report_nat (&status);
		snprintf (wanted, sizeof (wanted), "NAT type: %s\nrefresh interval 30 s\n",
		          types[i].text);
		ck_assert_str_eq (logged (), wanted);
	}
}
END_TEST

START_TEST (special_behaviour_is_logged_in_one_line)
{
	struct teredo_status status = tested ((struct teredo_nat_type){
		.mapping = TEREDO_NAT_SYMMETRIC,
		.port_preserving = TEREDO_TRAIT_NO,
		.stride = 2,
	});

	catch_log ();
	report_nat (&status);
	ck_assert_ptr_nonnull (strstr (logged (), "\nNAT special behaviour: not port-preserving, "
	                                          "sequential ports (stride 2)\n"));
	status.nat_type.stride = 0;
	status.nat_type.port_preserving = TEREDO_TRAIT_YES;
	status.nat_type.hairpinning = TEREDO_TRAIT_YES;
	report_nat (&status);
	ck_assert_ptr_nonnull (strstr (logged (), ": port-preserving, hairpinning\n"));
	status.nat_type.hairpinning = TEREDO_TRAIT_NO;
	report_nat (&status);
	ck_assert_ptr_nonnull (strstr (logged (), ": port-preserving, no hairpinning\n"));
}
END_TEST

START_TEST (refresh_interval_is_logged_with_its_reason)
{
	static const struct {
		struct teredo_refresh_result kept;
		const char *text;
	} results[] = {
		{ { TEREDO_SECONDS (57), TEREDO_SECONDS (87), true },
		  "30 s: the NAT keeps an idle mapping for 57 s, but not for 87 s\n" },
		{ { TEREDO_SECONDS (117), 0, true },
		  "30 s: the NAT keeps an idle mapping for 117 s or longer\n" },
		{ { 0, TEREDO_SECONDS (15), true },
		  "30 s: the NAT does not keep an idle mapping for 15 s\n" },
	};
	struct teredo_status status = tested (
		(struct teredo_nat_type){ .mapping = TEREDO_NAT_UNKNOWN });

	catch_log ();
	for (size_t i = 0; i < ARRAY_LEN (results); i++) {
		status.kept = results[i].kept;
		report_nat (&status);
		ck_assert_ptr_nonnull (strstr (logged (), results[i].text));
	}
}
END_TEST

START_TEST (type_is_logged_once_when_the_tests_are_over)
{
	struct teredo_status status = tested ((struct teredo_nat_type){
		.mapping = TEREDO_NAT_NOT_SYMMETRIC, .filtering = TEREDO_FILTERING_PORT });

	catch_log ();
	status.nat_tested = false;
	report_nat_changes (&last, &status);
	ck_assert_str_eq (logged (), "");
	status.nat_tested = true;
	report_nat_changes (&last, &status);
	ck_assert_ptr_nonnull (strstr (logged (), "NAT type: restricted (port)"));
	report_nat_changes (&last, &status);
	ck_assert_str_eq (logged (), "");
	status.nat_type.filtering = TEREDO_FILTERING_NONE;
	report_nat_changes (&last, &status);
	ck_assert_ptr_nonnull (strstr (logged (), "NAT type: cone"));
}
END_TEST

START_TEST (longer_interval_is_logged_when_final_and_shorter_one_at_once)
{
	struct teredo_status status = tested (
		(struct teredo_nat_type){ .mapping = TEREDO_NAT_UNKNOWN });

	catch_log ();
	status.kept.over = true; /* the tests are turned off */
	report_nat_changes (&last, &status);
	ck_assert_str_eq (logged (), "");
	status.kept = (struct teredo_refresh_result){ TEREDO_SECONDS (57), 0, false };
	status.refresh = TEREDO_SECONDS (50);
	report_nat_changes (&last, &status);
	ck_assert_str_eq (logged (), "");
	status.kept.lost = TEREDO_SECONDS (87);
	status.kept.over = true;
	report_nat_changes (&last, &status);
	ck_assert_ptr_nonnull (strstr (logged (), "refresh interval 50 s: "));
	status.kept = (struct teredo_refresh_result){ 0, 0, false };
	status.refresh = TEREDO_SECONDS (30);
	report_nat_changes (&last, &status);
	ck_assert_str_eq (logged (), "refresh interval 30 s\n");
	report_nat_changes (&last, &status);
	ck_assert_str_eq (logged (), "");
}
END_TEST

UNIT_MAIN ("report-nat", each_type_of_nat_has_its_name_and_its_terms,
           special_behaviour_is_logged_in_one_line, refresh_interval_is_logged_with_its_reason,
           type_is_logged_once_when_the_tests_are_over,
           longer_interval_is_logged_when_final_and_shorter_one_at_once)
