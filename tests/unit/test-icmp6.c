/*
 * test-icmp6.c - ICMPv6 errors to local senders
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "messages/icmp6.h"

#include <string.h>
#include "bytes/cksum.h"
#include "bytes/params.h"
#include "unit.h"

#define HOST "20010db8000000000000000000000001"
#define PEER "20010000cb0071780000efff3ffffdfe"

static struct teredo_ip6 parsed (struct unit_bytes *bytes, const char *digits)
{
	struct teredo_ip6 ip6;

	*bytes = unit_hex (digits);
	ck_assert (teredo_ip6_parse (&ip6, unit_slice (bytes)));
	return ip6;
}

START_TEST (unreachable_carries_code_and_offending_packet)
{
	const struct in6_addr src = unit_ip6 ("2001:db8::99");
	struct unit_bytes bytes;
	const struct teredo_ip6 about = parsed (&bytes, "6000000000021140" HOST PEER "abcd");
	struct teredo_ip6 error;
	struct teredo_writer w;
	uint8_t buf[1280];

	teredo_writer_init (&w, buf, sizeof (buf));
	teredo_icmp6_unreach (&w, TEREDO_UNREACH_ADDRESS, &src, &about);
	ck_assert (teredo_ip6_parse (&error, teredo_writer_done (&w)));
	unit_check_ip6 (&error.src, "2001:db8::99");
	unit_check_ip6 (&error.dst, "2001:db8::1");
	ck_assert_uint_eq (error.payload.len, 8 + 42);
	ck_assert_uint_eq (error.payload.data[0], 1);
	ck_assert_uint_eq (error.payload.data[1], 3);
	ck_assert_int_eq (memcmp (error.payload.data + 8, bytes.data, 42), 0);
	ck_assert_uint_eq (teredo_cksum_icmp6 (&error.src, &error.dst, error.payload), 0);
}
END_TEST

START_TEST (unreachable_is_truncated_to_1280_bytes)
{
	struct unit_bytes bytes = unit_hex ("6000000005a01140" HOST PEER);
	const struct in6_addr src = unit_ip6 ("2001:db8::99");
	struct teredo_ip6 about;
	struct teredo_writer w;
	uint8_t buf[1280];

	bytes.len = 40 + 0x5a0;
	ck_assert (teredo_ip6_parse (&about, unit_slice (&bytes)));
	teredo_writer_init (&w, buf, sizeof (buf));
	teredo_icmp6_unreach (&w, TEREDO_UNREACH_NO_ROUTE, &src, &about);
	ck_assert_uint_eq (teredo_writer_done (&w).len, 1280);
}
END_TEST

START_TEST (errors_and_multicast_get_no_error)
{
	struct unit_bytes bytes;
	struct teredo_ip6 ip6;

	ip6 = parsed (&bytes, "6000000000043a40" HOST PEER "80000000");
	ck_assert (teredo_icmp6_may_answer (&ip6));
	ip6 = parsed (&bytes, "6000000000043a40" HOST PEER "01000000");
	ck_assert (!teredo_icmp6_may_answer (&ip6));
	ip6 = parsed (&bytes, "6000000000043a40" HOST PEER "89000000"); /* redirect */
	ck_assert (!teredo_icmp6_may_answer (&ip6));
	ip6 = parsed (&bytes, "6000000000003b40"
	                      "ff020000000000000000000000000001" PEER);
	ck_assert (!teredo_icmp6_may_answer (&ip6));
	ip6 = parsed (&bytes, "6000000000003b40"
	                      "00000000000000000000000000000000" PEER);
	ck_assert (!teredo_icmp6_may_answer (&ip6));
	ip6 = parsed (&bytes, "6000000000003b40" HOST "ff020000000000000000000000000001");
	ck_assert (!teredo_icmp6_may_answer (&ip6));
}
END_TEST

UNIT_MAIN ("icmp6", unreachable_carries_code_and_offending_packet,
           unreachable_is_truncated_to_1280_bytes, errors_and_multicast_get_no_error)
