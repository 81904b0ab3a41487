/*
 * test-trailers.c - trailers of bubbles (RFC 6081 section 4)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "messages/trailers.h"

#include "unit.h"

#define NONCE "0104deadbeef"

static bool parse (struct teredo_trailers *trailers, const char *digits)
{
	const struct unit_bytes bytes = unit_hex (digits);

	return teredo_trailers_parse (trailers, unit_slice (&bytes));
}

static void check_written (const struct teredo_trailers *trailers, const char *digits)
{
	uint8_t buf[TEREDO_TRAILERS_LEN];
	struct teredo_writer w;

	teredo_writer_init (&w, buf, sizeof (buf));
	teredo_trailers_write (&w, trailers);
	unit_check_bytes (teredo_writer_done (&w), digits);
}

/* Parsed and written again, with nothing lost. */
static struct teredo_trailers check_round (const char *digits, unsigned present)
{
	struct teredo_trailers trailers;

	ck_assert (parse (&trailers, digits));
	ck_assert_uint_eq (trailers.present, present);
	check_written (&trailers, digits);
	return trailers;
}

START_TEST (each_trailer_is_parsed_and_written_byte_for_byte)
{
	struct teredo_trailers t;

	t = check_round (NONCE, TEREDO_TRAILER_NONCE);
	ck_assert_uint_eq (t.nonce, 0xdeadbeef);
	t = check_round ("03080000c0a801000fff", TEREDO_TRAILER_ALTERNATES);
	ck_assert_uint_eq (t.alternate_count, 1);
	t = check_round ("030e0000c0a801000fffc63364071388", TEREDO_TRAILER_ALTERNATES);
	ck_assert_uint_eq (t.alternate_count, 2);
	ck_assert_uint_eq (t.alternates[0].ip, 0xc0a80100);
	ck_assert_uint_eq (t.alternates[0].port, 4095);
	ck_assert_uint_eq (t.alternates[1].ip, 0xc6336407);
	ck_assert_uint_eq (t.alternates[1].port, 5000);
	check_round ("040400000000", TEREDO_TRAILER_SOLICITATION);
	check_round ("040401000000", TEREDO_TRAILER_ADVERTISEMENT);
	t = check_round ("050204b1", TEREDO_TRAILER_RANDOM_PORT);
	ck_assert_uint_eq (t.random_port, 1201);
	t = check_round ("901020010000cb0071780000efff3ffffdfe", TEREDO_TRAILER_SENDER);
	unit_check_ip6 (&t.sender, "2001:0:cb00:7178:0:efff:3fff:fdfe");
	t = check_round ("910adeadbeef004075300400", TEREDO_TRAILER_BIRTHDAY);
	ck_assert_uint_eq (t.birthday.proof, 0xdeadbeef);
	ck_assert_uint_eq (t.birthday.sockets, 64);
	ck_assert_uint_eq (t.birthday.lowest, 30000);
	ck_assert_uint_eq (t.birthday.span, 1024);
	check_round ("910a00000001000000000000", TEREDO_TRAILER_BIRTHDAY);
}
END_TEST

START_TEST (all_trailers_together_have_the_longest_length)
{
	struct teredo_trailers t = {
		.present = TEREDO_TRAILER_NONCE | TEREDO_TRAILER_ALTERNATES
		           | TEREDO_TRAILER_SOLICITATION | TEREDO_TRAILER_RANDOM_PORT
		           | TEREDO_TRAILER_SENDER | TEREDO_TRAILER_BIRTHDAY,
		.nonce = 1,
		.alternate_count = TEREDO_ALTERNATES_MAX,
	};
	uint8_t buf[TEREDO_TRAILERS_LEN + 1];
	struct teredo_writer w;

	teredo_writer_init (&w, buf, sizeof (buf));
	teredo_trailers_write (&w, &t);
	ck_assert (!w.bad);
	ck_assert_uint_eq (w.len, TEREDO_TRAILERS_LEN);
}
END_TEST

START_TEST (no_trailers_are_written_as_nothing)
{
	struct teredo_trailers t;

	ck_assert (parse (&t, ""));
	ck_assert_uint_eq (t.present, 0);
	check_written (&t, "");
}
END_TEST

/* RFC 6081 9 has 2, which must not be an error. */
START_TEST (random_port_of_the_iana_type_is_accepted)
{
	struct teredo_trailers t;

	ck_assert (parse (&t, "020204b1"));
	ck_assert_uint_eq (t.present, TEREDO_TRAILER_RANDOM_PORT);
	ck_assert_uint_eq (t.random_port, 1201);
}
END_TEST

/* RFC 6081 5.1.2 */
START_TEST (unknown_types_are_skipped_or_drop_the_packet_by_their_top_bits)
{
	static const char *const skipped[] = { "0000" NONCE,      "06021111" NONCE, "3f00" NONCE,
		                               "8000" NONCE,      "bf0111" NONCE,   "c000" NONCE,
		                               "ff03111111" NONCE };
	static const char *const dropped[] = { "4000", "7f0111", (NONCE "4100"), ("4100" NONCE) };
	struct teredo_trailers t;

	for (size_t i = 0; i < ARRAY_LEN (skipped); i++) {
		ck_assert_msg (parse (&t, skipped[i]), "%s", skipped[i]);
		ck_assert_msg (t.present == TEREDO_TRAILER_NONCE, "%s", skipped[i]);
	}
	for (size_t i = 0; i < ARRAY_LEN (dropped); i++)
		ck_assert_msg (!parse (&t, dropped[i]), "%s", dropped[i]);
}
END_TEST

START_TEST (parsing_stops_at_a_trailer_that_is_cut_short)
{
	static const char *const cut[] = { NONCE "05", NONCE "0503", NONCE "050304b1",
		                           NONCE "80054100", NONCE "41" };
	struct teredo_trailers t;

	for (size_t i = 0; i < ARRAY_LEN (cut); i++) {
		ck_assert_msg (parse (&t, cut[i]), "%s", cut[i]);
		ck_assert_msg (t.present == TEREDO_TRAILER_NONCE, "%s", cut[i]);
	}
}
END_TEST

START_TEST (trailers_with_invalid_values_are_ignored)
{
	static const char *const invalid[] = { "0103adbeef",
		                               "0105deadbeef00",
		                               "010400000000",
		                               "0403000000",
		                               "040402000000",
		                               "050104",
		                               "05020000",
		                               "050304b100",
		                               "0500",
		                               "900120",
		                               "9109deadbeef0040753004",
		                               "910a00000000004075300400", /* proof */
		                               "910adeadbeef014175300400", /* sockets */
		                               "910adeadbeef004003ff0400", /* ports */
		                               "910adeadbeef0040fc010400" };
	struct teredo_trailers t;

	for (size_t i = 0; i < ARRAY_LEN (invalid); i++) {
		ck_assert_msg (parse (&t, invalid[i]), "%s", invalid[i]);
		ck_assert_msg (t.present == 0, "%s", invalid[i]);
	}
}
END_TEST

START_TEST (first_trailer_of_a_type_counts)
{
	struct teredo_trailers t;

	ck_assert (parse (&t, NONCE "010411111111"
	                            "040400000000040401000000"
	                            "050204b10502ffff020211"));
	ck_assert_uint_eq (t.nonce, 0xdeadbeef);
	ck_assert_uint_eq (t.random_port, 1201);
	ck_assert_uint_eq (t.present, TEREDO_TRAILER_NONCE | TEREDO_TRAILER_SOLICITATION
	                                      | TEREDO_TRAILER_RANDOM_PORT);
}
END_TEST

/* RFC 6081 4.3 */
START_TEST (invalid_alternate_addresses_drop_the_packet)
{
	static const char *const invalid[] = {
		"0300",
		"03020000",
		"03070000c0a801000f",
		"03090000c0a801000fff00",
		"03200000c0a801000fffc0a801000fffc0a801000fffc0a801000fffc0a801000fff",
		"03080000c0a801000000", /* port 0 */
		"03080000000000000fff", /* this network, loopback, multicast, broadcast */
		"030800007f0000010fff",
		"03080000e00000fd0fff",
		"03080000ffffffff0fff",
		"030e0000c0a801000fffc0a801000000",
	};
	struct teredo_trailers t;

	for (size_t i = 0; i < ARRAY_LEN (invalid); i++)
		ck_assert_msg (!parse (&t, invalid[i]), "%s", invalid[i]);
}
END_TEST

UNIT_MAIN ("trailers", each_trailer_is_parsed_and_written_byte_for_byte,
           all_trailers_together_have_the_longest_length, no_trailers_are_written_as_nothing,
           random_port_of_the_iana_type_is_accepted,
           unknown_types_are_skipped_or_drop_the_packet_by_their_top_bits,
           parsing_stops_at_a_trailer_that_is_cut_short, trailers_with_invalid_values_are_ignored,
           first_trailer_of_a_type_counts, invalid_alternate_addresses_drop_the_packet)
