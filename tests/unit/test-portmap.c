/*
 * test-portmap.c - messages of miredo-portmap, and PCP (RFC 6887)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "portmap/message.h"
#include "portmap/pcp.h"

#include <string.h>
#include "unit.h"

/* Port 5000, any address, 198.51.100.10. */
#define REQUEST "0000 1388 00000000 c633640a"
/* PCP: 60.0.113.2:5000 for port 5000, by 192.168.1.1. */
#define MAPPED "01 01 0000 1388 1388 3c007102 c0a80101"
#define TAKEN  "05 00 0000 1388 0000 00000000 c0a80101"

START_TEST (request_is_packed_and_unpacked)
{
	const struct portmap_request request = { .port = 5000, .server = 0xc633640a };
	struct unit_bytes bytes = { .len = PORTMAP_REQUEST_LEN };
	struct portmap_request again;

	portmap_request_pack (bytes.data, &request);
	unit_check_bytes (unit_slice (&bytes), REQUEST);
	ck_assert (portmap_request_unpack (&again, bytes.data, bytes.len));
	ck_assert_uint_eq (again.port, 5000);
	ck_assert_uint_eq (again.bind, 0);
	ck_assert_uint_eq (again.server, 0xc633640a);
}
END_TEST

static bool is_request (const char *digits)
{
	const struct unit_bytes bytes = unit_hex (digits);
	struct portmap_request request;

	return portmap_request_unpack (&request, bytes.data, bytes.len);
}

START_TEST (invalid_request_is_refused)
{
	ck_assert (is_request (REQUEST));
	ck_assert (!is_request (REQUEST "00"));
	ck_assert (!is_request ("0000 1388 00000000 c63364"));
	ck_assert (!is_request ("0001 1388 00000000 c633640a"));
	ck_assert (!is_request ("0000 0000 00000000 c633640a"));
	ck_assert (!is_request ("0000 1388 00000000 00000000"));
}
END_TEST

START_TEST (report_is_packed_and_unpacked)
{
	const struct portmap_report report = {
		.result = PORTMAP_MAPPED,
		.protocol = PORTMAP_PCP,
		.port = 5000,
		.router = 0xc0a80101,
		.external = { 0x3c007102, 5000 },
	};
	struct unit_bytes bytes = { .len = PORTMAP_REPORT_LEN };
	struct portmap_report again;

	portmap_report_pack (bytes.data, &report);
	unit_check_bytes (unit_slice (&bytes), MAPPED);
	ck_assert (portmap_report_unpack (&again, bytes.data, bytes.len));
	ck_assert_int_eq (again.result, PORTMAP_MAPPED);
	ck_assert_int_eq (again.protocol, PORTMAP_PCP);
	ck_assert (teredo_endpoint_equal (&again.external, &report.external));
}
END_TEST

static bool is_report (const char *digits)
{
	const struct unit_bytes bytes = unit_hex (digits);
	struct portmap_report report;

	return portmap_report_unpack (&report, bytes.data, bytes.len);
}

START_TEST (invalid_report_is_refused)
{
	ck_assert (is_report (MAPPED));
	ck_assert (is_report (TAKEN));
	ck_assert (is_report ("02 00 0000 1388 0000 00000000 00000000"));
	ck_assert (is_report ("04 03 01f5 1388 0000 00000000 c0a80101"));
	ck_assert (!is_report (MAPPED "00"));
	ck_assert (!is_report ("01 01 0000 1388 1388 3c007102 c0a801"));
	ck_assert (!is_report ("00 01 0000 1388 1388 3c007102 c0a80101")); /* result */
	ck_assert (!is_report ("06 00 0000 1388 0000 00000000 c0a80101"));
	ck_assert (!is_report ("01 04 0000 1388 1388 3c007102 c0a80101")); /* protocol */
	ck_assert (!is_report ("01 00 0000 1388 1388 3c007102 c0a80101"));
	ck_assert (!is_report ("03 01 0000 1388 0000 00000000 c0a80101"));
	ck_assert (!is_report ("01 01 0001 1388 1388 3c007102 c0a80101")); /* code */
	ck_assert (!is_report ("01 01 0000 0000 1388 3c007102 c0a80101")); /* port */
	ck_assert (!is_report ("01 01 0000 1388 0000 3c007102 c0a80101")); /* external */
	ck_assert (!is_report ("01 01 0000 1388 1388 00000000 c0a80101"));
	ck_assert (!is_report ("05 00 0000 1388 1388 3c007102 c0a80101"));
	ck_assert (!is_report ("03 00 0000 1388 0000 00000000 00000000")); /* router */
	ck_assert (!is_report ("02 00 0000 1388 0000 00000000 c0a80101"));
}
END_TEST

/* --- PCP --- */

#define NONCE "000102030405060708090a0b"
#define HEAD  "02 81 00 00 00000078 000004d2 000000000000000000000000"
#define MAP   NONCE "11 000000 1388 1389 00000000000000000000ffff 3c007102"

static const struct pcp_map map = {
	.nonce = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 },
	.client = 0xc0a8010a,
	.port = 5000,
	.external = { 0, 5000 },
	.lifetime = 600,
};

/* RFC 6887 7.1, 11.1 */
START_TEST (pcp_request_has_60_bytes)
{
	struct unit_bytes bytes = { .len = PCP_LEN };

	pcp_write_map (bytes.data, &map);
	unit_check_bytes (unit_slice (&bytes),
	                  "02 01 0000 00000258 00000000000000000000ffff c0a8010a" NONCE
	                  "11 000000 1388 1388 00000000000000000000ffff 00000000");
}
END_TEST

static bool read_pcp (struct pcp_answer *answer, const char *digits)
{
	const struct unit_bytes bytes = unit_hex (digits);

	return pcp_read_answer (answer, &map, bytes.data, bytes.len);
}

START_TEST (pcp_answer_has_external_endpoint_and_lifetime)
{
	const struct teredo_endpoint external = { 0x3c007102, 5001 };
	struct pcp_answer answer;

	ck_assert (read_pcp (&answer, HEAD MAP));
	ck_assert_uint_eq (answer.code, 0);
	ck_assert_uint_eq (answer.lifetime, 120);
	ck_assert (teredo_endpoint_equal (&answer.external, &external));
}
END_TEST

START_TEST (pcp_error_has_code)
{
	struct pcp_answer answer;

	ck_assert (
		read_pcp (&answer, "02 81 00 02 0000001e 000004d2 000000000000000000000000" MAP));
	ck_assert_uint_eq (answer.code, 2);
	/* a router that has NAT-PMP only (RFC 6886 3.5) */
	ck_assert (read_pcp (&answer, "00 81 0001 000004d2"));
	ck_assert_uint_eq (answer.code, PCP_UNSUPPORTED_VERSION);
}
END_TEST

START_TEST (pcp_answer_to_another_request_is_ignored)
{
	struct pcp_answer answer;

	ck_assert (
		!read_pcp (&answer, "02 01 00 00 00000078 000004d2 000000000000000000000000" MAP));
	ck_assert (
		!read_pcp (&answer, "02 80 00 00 00000078 000004d2 000000000000000000000000" MAP));
	ck_assert (!read_pcp (&answer, HEAD));
	ck_assert (!read_pcp (&answer,
	                      HEAD "000102030405060708090a0c" /* nonce */
	                           "11 000000 1388 1389 00000000000000000000ffff 3c007102"));
	ck_assert (!read_pcp (&answer, HEAD NONCE /* TCP */
	                      "06 000000 1388 1389 00000000000000000000ffff 3c007102"));
	ck_assert (!read_pcp (&answer, HEAD NONCE /* port */
	                      "11 000000 1389 1389 00000000000000000000ffff 3c007102"));
	ck_assert (!read_pcp (&answer, HEAD NONCE /* IPv6 */
	                      "11 000000 1388 1389 20010db8000000000000ffff 3c007102"));
	ck_assert (!read_pcp (&answer, HEAD NONCE /* no port */
	                      "11 000000 1388 0000 00000000000000000000ffff 3c007102"));
	ck_assert (!read_pcp (&answer, /* lifetime 0 */
	                      "02 81 00 00 00000000 000004d2 000000000000000000000000" MAP));
	ck_assert (!read_pcp (&answer, "02"));
}
END_TEST

UNIT_MAIN ("portmap", request_is_packed_and_unpacked, invalid_request_is_refused,
           report_is_packed_and_unpacked, invalid_report_is_refused, pcp_request_has_60_bytes,
           pcp_answer_has_external_endpoint_and_lifetime, pcp_error_has_code,
           pcp_answer_to_another_request_is_ignored)
