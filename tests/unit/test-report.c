/*
 * test-report.c - messages about state changes and counters
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "report/report.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "conf/diagnostics.h"
#include "base/log.h"
#include "bytes/array.h"
#include "unit.h"

static FILE *log_file;
static char text[4096];

/* Sends messages to a file. */
static void catch_log (void)
{
	log_file = tmpfile ();
	ck_assert_ptr_nonnull (log_file);
	dup2 (fileno (log_file), STDERR_FILENO);
}

/* The messages logged so far. */
static const char *logged (void)
{
	ssize_t len = pread (fileno (log_file), text, sizeof (text) - 1, 0);

	ck_assert_int_ge (len, 0);
	text[len] = '\0';
	return text;
}

static struct teredo_status qualified (void)
{
	return (struct teredo_status){
		.state = TEREDO_QUALIFIED,
		.nat = TEREDO_NAT_NOT_SYMMETRIC,
		.have_address = true,
		.address = unit_ip6 ("2001:0:c000:201::1"),
		.mapped = unit_endpoint ("198.51.100.7:4096"),
		.server = unit_ipv4 ("192.0.2.1"),
		.server2 = unit_ipv4 ("192.0.2.2"),
		.mtu = 1280,
	};
}

static void check_logged (const char *wanted)
{
	ck_assert_msg (strstr (logged (), wanted) != NULL, "wanted \"%s\" in \"%s\"", wanted, text);
}

START_TEST (new_address_is_logged_with_mapping_and_nat_type)
{
	const struct teredo_status status = qualified ();

	catch_log ();
	report_qualification (&status, "teredo.example.org", TEREDO_SECONDS (10), false);
	check_logged ("Teredo address 2001:0:c000:201::1");
	check_logged ("198.51.100.7:4096");
	check_logged ("NAT not symmetric");
	check_logged ("192.0.2.1");
}
END_TEST

START_TEST (exit_is_logged_with_server_and_mapping)
{
	catch_log ();
	report_exit (unit_ipv4 ("198.51.100.10"), "2001:db8:99::/64");
	check_logged ("exit for clients of server 198.51.100.10: mapped to 2001:db8:99::/64\n");
	report_exit (unit_ipv4 ("198.51.100.10"), NULL);
	check_logged ("exit for clients of server 198.51.100.10: masqueraded\n");
}
END_TEST

START_TEST (each_type_of_nat_is_logged)
{
	static const char *const texts[] = {
		[TEREDO_NAT_UNKNOWN] = ", NAT type unknown, ",
		[TEREDO_NAT_NONE] = ", no NAT, ",
		[TEREDO_NAT_NOT_SYMMETRIC] = ", NAT not symmetric, ",
		[TEREDO_NAT_SYMMETRIC] = ", NAT symmetric: some peers cannot be reached, ",
	};
	struct teredo_status status = qualified ();

	catch_log ();
	for (size_t i = 0; i < ARRAY_LEN (texts); i++) {
		status.nat = (enum teredo_nat)i;
		report_qualification (&status, "teredo.example.org", 0, false);
		check_logged (texts[i]);
	}
}
END_TEST

START_TEST (attempt_to_guess_ports_is_logged)
{
	const struct in6_addr peer = unit_ip6 ("2001:0:c000:201::2");
	const struct teredo_event event = { .kind = TEREDO_EVENT_COUNT,
		                            .count = TEREDO_GUESSING,
		                            .of = &peer };
	struct teredo_status status = qualified ();

	catch_log ();
	report_event (NULL, &event);
	check_logged ("no direct path to 2001:0:c000:201::2: guessing its port");
	report_status (&status, "teredo.example.org", 0);
	ck_assert_ptr_null (strstr (logged (), "guess our port"));
	status.guesses = 700;
	status.guessable = 256;
	report_status (&status, "teredo.example.org", 0);
	check_logged ("guessing the port of a peer: 700 bubbles left\n");
	check_logged ("a peer may guess our port: 256 sockets open\n");
}
END_TEST

START_TEST (peers_on_random_ports_are_counted_in_status)
{
	struct teredo_status status = qualified ();

	catch_log ();
	status.peers = 5;
	report_status (&status, "teredo.example.org", TEREDO_SECONDS (10));
	ck_assert_ptr_null (strstr (logged (), "random port"));
	status.random_ports = 2;
	report_status (&status, "teredo.example.org", TEREDO_SECONDS (10));
	check_logged ("5 peers known\n");
	check_logged ("2 of them reached from random ports\n");
}
END_TEST

START_TEST (silent_secondary_address_is_logged_with_advice)
{
	const struct teredo_status status = qualified ();

	catch_log ();
	report_silent_secondary (&status);
	ck_assert_str_eq (logged (),
	                  "warning: no answer from 192.0.2.2, the secondary address of server "
	                  "192.0.2.1: NAT type unknown; unless the server has one address only, "
	                  "check ServerAddress2, and that no firewall blocks UDP port 3544\n");
}
END_TEST

START_TEST (server_without_secondary_address_is_logged_with_consequences)
{
	const uint32_t primary = unit_ipv4 ("192.0.2.1"), secondary = unit_ipv4 ("192.0.2.2");

	catch_log ();
	report_server_started (primary, secondary);
	report_server (primary, secondary);
	report_server_started (primary, 0);
	report_server (primary, 0);
	ck_assert_str_eq (logged (),
	                  "server started on 192.0.2.1 and 192.0.2.2\n"
	                  "serving on 192.0.2.1 and 192.0.2.2\n"
	                  "server started on 192.0.2.1 alone (ServerBindAddress2 none): clients "
	                  "cannot learn their NAT type, and Windows may get no address\n"
	                  "serving on 192.0.2.1 alone\n");
}
END_TEST

START_TEST (silent_server_is_logged_with_advice_and_retry_time)
{
	struct teredo_status status = qualified ();

	status.state = TEREDO_OFFLINE;
	catch_log ();
	report_qualification (&status, "teredo.example.org", TEREDO_SECONDS (10), false);
	check_logged ("warning: ");
	check_logged ("teredo.example.org");
	check_logged ("192.0.2.1");
	check_logged ("firewall");
	check_logged ("next attempt in 10 s");
	/* The secondary address was not asked. */
	ck_assert_ptr_null (strstr (text, "192.0.2.2"));
}
END_TEST

START_TEST (silent_server_of_several_addresses_is_logged_with_their_number)
{
	struct teredo_status status = qualified ();

	status.state = TEREDO_OFFLINE;
	status.server_count = 3;
	catch_log ();
	report_qualification (&status, "teredo.example.org", TEREDO_SECONDS (10), false);
	check_logged ("teredo.example.org");
	check_logged ("3 addresses");
}
END_TEST

/* The first message says it all; later ones would fill the log. */
START_TEST (known_silence_of_server_is_logged_at_debug_level_only)
{
	static const enum teredo_qualification_state states[] = { TEREDO_RESOLVING, TEREDO_STARTING,
		                                                  TEREDO_OFFLINE };
	struct teredo_status status = qualified ();

	catch_log ();
	for (size_t i = 0; i < ARRAY_LEN (states); i++) {
		status.state = states[i];
		report_qualification (&status, "teredo.example.org", 0, true);
	}
	ck_assert_str_eq (logged (), "");
	log_set_level (LOG_LEVEL_STATES);
	report_qualification (&status, "teredo.example.org", 0, true);
	check_logged ("debug: no Teredo address: ");
}
END_TEST

START_TEST (failed_lookup_is_logged_with_server_name)
{
	const struct teredo_status status = { .state = TEREDO_OFFLINE };

	catch_log ();
	report_qualification (&status, "teredo.example.org", TEREDO_SECONDS (10), false);
	check_logged ("cannot look up server teredo.example.org; check the name");
}
END_TEST

START_TEST (dropped_packet_is_logged_at_debug_level_2_only)
{
	const struct in6_addr of = unit_ip6 ("2001:db8::1");
	const struct teredo_event event = {
		.kind = TEREDO_EVENT_COUNT,
		.count = TEREDO_DROP_MALFORMED,
		.of = &of,
	};

	catch_log ();
	report_event (NULL, &event);
	ck_assert_str_eq (logged (), "");
	log_set_level (LOG_LEVEL_STATES);
	report_event (NULL, &event);
	ck_assert_str_eq (logged (), "");
	log_set_level (LOG_LEVEL_PACKETS);
	report_event (NULL, &event);
	ck_assert_str_eq (logged (), "debug: DROP_MALFORMED: 2001:db8::1\n");
}
END_TEST

START_TEST (state_change_is_logged_at_debug_level_1)
{
	const struct teredo_event event = {
		.kind = TEREDO_EVENT_QUALIFICATION,
		.from = TEREDO_RESOLVING,
		.to = TEREDO_STARTING,
	};

	catch_log ();
	report_event (NULL, &event);
	ck_assert_str_eq (logged (), "");
	log_set_level (LOG_LEVEL_STATES);
	report_event (NULL, &event);
	check_logged ("debug: qualification: ");
}
END_TEST

START_TEST (counters_other_than_0_are_logged)
{
	struct teredo_counts counts = { .of = { 0 } };

	counts.of[TEREDO_RX_DATA] = 7;
	counts.of[TEREDO_EVICTED] = UINT64_MAX;
	catch_log ();
	report_counts (&counts);
	ck_assert_str_eq (logged (), "7 packets delivered to IPv6\n"
	                             "18446744073709551615 peers removed to make room\n");
}
END_TEST

/* A missing answer is what the reader looks for. */
START_TEST (counter_of_answers_is_logged_as_0_if_something_was_sent)
{
	struct teredo_counts counts = { .of = { 0 } };

	counts.of[TEREDO_TX_RS] = 3;
	counts.of[TEREDO_TX_PROBE] = 4;
	counts.of[TEREDO_TX_BUBBLE_INDIRECT] = 5;
	catch_log ();
	report_counts (&counts);
	ck_assert_str_eq (logged (), "0 bubbles received\n"
	                             "5 indirect bubbles sent\n"
	                             "4 probes sent\n"
	                             "0 probe replies received\n"
	                             "3 router solicitations sent\n"
	                             "0 router advertisements accepted\n");
}
END_TEST

START_TEST (diagnostics_are_logged_with_their_severity)
{
	struct diagnostics diagnostics = { .list = NULL };

	catch_log ();
	diagnostics_add (&diagnostics, DIAGNOSTIC_WARNING, "f", 3, "%s", "100%s odd");
	ck_assert (!diagnostics_fatal (&diagnostics));
	diagnostics_add (&diagnostics, DIAGNOSTIC_ERROR, "f", 0, "wrong");
	ck_assert (diagnostics_fatal (&diagnostics));
	diagnostics_log (&diagnostics);
	ck_assert_str_eq (logged (), "warning: f:3: 100%s odd\nerror: f: wrong\n");
	ck_assert_uint_eq (diagnostics.count, 0);
}
END_TEST

UNIT_MAIN ("report", new_address_is_logged_with_mapping_and_nat_type, each_type_of_nat_is_logged,
           exit_is_logged_with_server_and_mapping, attempt_to_guess_ports_is_logged,
           peers_on_random_ports_are_counted_in_status,
           silent_secondary_address_is_logged_with_advice,
           server_without_secondary_address_is_logged_with_consequences,
           silent_server_of_several_addresses_is_logged_with_their_number,
           known_silence_of_server_is_logged_at_debug_level_only,
           counter_of_answers_is_logged_as_0_if_something_was_sent,
           silent_server_is_logged_with_advice_and_retry_time,
           failed_lookup_is_logged_with_server_name, dropped_packet_is_logged_at_debug_level_2_only,
           state_change_is_logged_at_debug_level_1, counters_other_than_0_are_logged,
           diagnostics_are_logged_with_their_severity)
