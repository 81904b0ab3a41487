/*
 * test-encap.c - authentication and origin indication
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "messages/encap.h"

#include "unit.h"

#define NONCE  "0011223344556677"
#define AUTH   "00010000" NONCE "00"
#define ORIGIN "0000 feae fefdfcfb"
#define IP6    "60000000"

static bool parse (struct teredo_encap *encap, const char *digits)
{
	static struct unit_bytes bytes; /* the result points into it */

	bytes = unit_hex (digits);
	return teredo_encap_parse (encap, unit_slice (&bytes));
}

/* RFC 4380 5.1.1 */
START_TEST (plain_origin_and_authentication_are_parsed)
{
	struct teredo_encap e;

	ck_assert (parse (&e, IP6));
	ck_assert (!e.has_auth && !e.has_origin);
	unit_check_bytes (e.rest, IP6);

	ck_assert (parse (&e, ORIGIN IP6));
	ck_assert (!e.has_auth && e.has_origin);
	ck_assert_uint_eq (e.origin.port, 337);
	ck_assert_uint_eq (e.origin.ip, unit_ipv4 ("1.2.3.4"));
	unit_check_bytes (e.rest, IP6);

	ck_assert (parse (&e, AUTH IP6));
	ck_assert (e.has_auth && !e.has_origin);
	unit_check_bytes ((struct teredo_slice){ e.nonce, 8 }, NONCE);
	unit_check_bytes (e.rest, IP6);

	ck_assert (parse (&e, AUTH ORIGIN IP6));
	ck_assert (e.has_auth && e.has_origin);
	unit_check_bytes (e.rest, IP6);
}
END_TEST

START_TEST (authentication_with_identifier_and_value_is_parsed)
{
	struct teredo_encap e;

	ck_assert (parse (&e, "00010514 616c696365 b887bcfbd899fd4268eed97e2778cf166b64e00e" NONCE
	                      "01" IP6));
	unit_check_bytes (e.auth_id, "616c696365");
	unit_check_bytes (e.auth_value, "b887bcfbd899fd4268eed97e2778cf166b64e00e");
	unit_check_bytes ((struct teredo_slice){ e.nonce, 8 }, NONCE);
	ck_assert_uint_eq (e.confirmation, 1);
	unit_check_bytes (e.rest, IP6);
}
END_TEST

START_TEST (wrong_order_repetition_and_unknown_type_are_refused)
{
	struct teredo_encap e;

	ck_assert (!parse (&e, ORIGIN AUTH IP6));
	ck_assert (!parse (&e, ORIGIN ORIGIN IP6));
	ck_assert (!parse (&e, AUTH AUTH IP6));
	ck_assert (!parse (&e, AUTH ORIGIN ORIGIN IP6));
	ck_assert (!parse (&e, "0002" NONCE IP6));
	ck_assert (!parse (&e, "00ff" NONCE IP6));
}
END_TEST

/* Truncated at every byte; lengths past the end. */
START_TEST (truncated_authentication_or_origin_is_refused)
{
	struct unit_bytes bytes = unit_hex ("00010302 414243 5152" NONCE "00" ORIGIN);
	const size_t auth_len = 18, whole = bytes.len;
	struct teredo_encap e;

	for (bytes.len = 1; bytes.len < whole; bytes.len++)
		ck_assert_msg (teredo_encap_parse (&e, unit_slice (&bytes))
		                       == (bytes.len == auth_len),
		               "%zu bytes", bytes.len);
	ck_assert (!parse (&e, "0001ff00" NONCE "00"));
	ck_assert (!parse (&e, "000100ff" NONCE "00"));
	ck_assert (parse (&e, ""));
}
END_TEST

START_TEST (nonce_and_origin_are_written_in_order)
{
	const struct unit_bytes nonce = unit_hex (NONCE);
	const struct teredo_endpoint origin = unit_endpoint ("1.2.3.4:337");
	struct teredo_writer w;
	uint8_t buf[64];

	teredo_writer_init (&w, buf, sizeof (buf));
	teredo_encap_write_nonce (&w, nonce.data, 0);
	teredo_encap_write_origin (&w, &origin);
	unit_check_bytes (teredo_writer_done (&w), AUTH ORIGIN);
}
END_TEST

UNIT_MAIN ("encap", plain_origin_and_authentication_are_parsed,
           authentication_with_identifier_and_value_is_parsed,
           wrong_order_repetition_and_unknown_type_are_refused,
           truncated_authentication_or_origin_is_refused, nonce_and_origin_are_written_in_order)
