/*
 * test-request.c - requests to the helper: packing and checks
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "helper/request.h"

#include <string.h>
#include "bytes/params.h"
#include "unit.h"

/* UP, 1280 bytes, 2001:0:c000:201:0:f227:4de7:fe10: mapped to 178.24.1.239:3544 */
#define UP   "00000001 00000500 20010000 c0000201 0000f227 4de7fe10"
#define DOWN "00000002 00000000 00000000 00000000 00000000 00000000"

/* The error of request_unpack, NULL if the request is valid. */
static const char *unpack_error (const char *digits)
{
	const struct unit_bytes bytes = unit_hex (digits);
	struct request request;

	return request_unpack (&request, bytes.data, bytes.len, TEREDO_PREFIX);
}

START_TEST (valid_request_is_packed_and_unpacked)
{
	const struct in6_addr address = unit_ip6 ("2001:0:c000:201:0:f227:4de7:fe10");
	struct unit_bytes bytes = { .len = REQUEST_LEN };
	struct request request = { .verb = REQUEST_UP, .address = address, .mtu = 1280 };

	request_pack (bytes.data, &request);
	unit_check_bytes (unit_slice (&bytes), UP);
	memset (&request, 0xff, sizeof (request));
	ck_assert_ptr_null (request_unpack (&request, bytes.data, bytes.len, TEREDO_PREFIX));
	ck_assert_int_eq (request.verb, REQUEST_UP);
	ck_assert_uint_eq (request.mtu, 1280);
	unit_check_ip6 (&request.address, "2001:0:c000:201:0:f227:4de7:fe10");

	request = (struct request){ .verb = REQUEST_DOWN };
	request_pack (bytes.data, &request);
	unit_check_bytes (unit_slice (&bytes), DOWN);
	ck_assert_ptr_null (request_unpack (&request, bytes.data, bytes.len, TEREDO_PREFIX));
	ck_assert_int_eq (request.verb, REQUEST_DOWN);
}
END_TEST

START_TEST (request_of_wrong_length_is_refused)
{
	const struct unit_bytes bytes = unit_hex (UP "00");
	struct request request;

	for (size_t len = 0; len <= REQUEST_LEN + 1; len++)
		ck_assert_int_eq (request_unpack (&request, bytes.data, len, TEREDO_PREFIX) == NULL,
		                  len == REQUEST_LEN);
}
END_TEST

START_TEST (unknown_verb_is_refused)
{
	ck_assert_ptr_nonnull (
		unpack_error ("00000000 00000500 20010000 c0000201 0000f227 4de7fe10"));
	ck_assert_ptr_nonnull (
		unpack_error ("00000003 00000500 20010000 c0000201 0000f227 4de7fe10"));
	ck_assert_ptr_nonnull (
		unpack_error ("00000004 00000000 00000000 00000000 00000000 00000000"));
	ck_assert_ptr_nonnull (
		unpack_error ("01000001 00000500 20010000 c0000201 0000f227 4de7fe10"));
}
END_TEST

START_TEST (mtu_out_of_range_is_refused)
{
	ck_assert_ptr_nonnull (
		unpack_error ("00000001 000004ff 20010000 c0000201 0000f227 4de7fe10"));
	ck_assert_ptr_null (unpack_error ("00000001 0000ffbb 20010000 c0000201 0000f227 4de7fe10"));
	ck_assert_ptr_nonnull (
		unpack_error ("00000001 0000ffbc 20010000 c0000201 0000f227 4de7fe10"));
}
END_TEST

START_TEST (address_that_is_not_teredo_is_refused)
{
	/* another prefix; link-local; mapped to 10.0.0.1; mapped to port 0 */
	ck_assert_ptr_nonnull (
		unpack_error ("00000001 00000500 20010001 c0000201 0000f227 4de7fe10"));
	ck_assert_ptr_nonnull (
		unpack_error ("00000001 00000500 fe800000 00000000 0000ffff ffffffff"));
	ck_assert_ptr_nonnull (
		unpack_error ("00000001 00000500 20010000 c0000201 0000f227 f5fffffe"));
	ck_assert_ptr_nonnull (
		unpack_error ("00000001 00000500 20010000 c0000201 0000ffff 4de7fe10"));
}
END_TEST

START_TEST (down_with_address_or_mtu_is_refused)
{
	ck_assert_ptr_null (unpack_error (DOWN));
	ck_assert_ptr_nonnull (
		unpack_error ("00000002 00000500 00000000 00000000 00000000 00000000"));
	ck_assert_ptr_nonnull (
		unpack_error ("00000002 00000000 00000000 00000000 00000000 00000001"));
}
END_TEST

START_TEST (relay_request_with_address_or_mtu_is_refused)
{
	ck_assert_ptr_null (unpack_error ("00000003 00000000 00000000 00000000 00000000 00000000"));
	ck_assert_ptr_nonnull (
		unpack_error ("00000003 00000500 00000000 00000000 00000000 00000000"));
	ck_assert_ptr_nonnull (
		unpack_error ("00000003 00000000 20010000 00000000 00000000 00000000"));
}
END_TEST

UNIT_MAIN ("request", valid_request_is_packed_and_unpacked, request_of_wrong_length_is_refused,
           unknown_verb_is_refused, mtu_out_of_range_is_refused,
           address_that_is_not_teredo_is_refused, down_with_address_or_mtu_is_refused,
           relay_request_with_address_or_mtu_is_refused)
