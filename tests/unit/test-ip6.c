/*
 * test-ip6.c - IPv6 header parsing
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "values/ip6.h"

#include "unit.h"

#define SRC "20010000cb0071780000efff3ffffdfe"
#define DST "20010000c63364760000dfff3ffffdf5"

static bool parse (struct teredo_ip6 *ip6, const struct unit_bytes *bytes)
{
	return teredo_ip6_parse (ip6, unit_slice (bytes));
}

START_TEST (packet_is_split_into_header_payload_and_trailers)
{
	const struct unit_bytes bytes = unit_hex ("60000000 0004 3a 40" SRC DST "80000000 aabb");
	struct teredo_ip6 ip6;

	ck_assert (parse (&ip6, &bytes));
	unit_check_ip6 (&ip6.src, "2001:0:cb00:7178:0:efff:3fff:fdfe");
	unit_check_ip6 (&ip6.dst, "2001:0:c633:6476:0:dfff:3fff:fdf5");
	ck_assert_uint_eq (ip6.next_header, 58);
	ck_assert_uint_eq (ip6.hop_limit, 64);
	ck_assert_uint_eq (ip6.packet.len, 44);
	unit_check_bytes (ip6.payload, "80000000");
	unit_check_bytes (ip6.trailers, "aabb"); /* RFC 6081 4 */
	ck_assert_int_eq (teredo_ip6_icmp6_type (&ip6), 128);
	ck_assert (!teredo_ip6_is_bubble (&ip6));
}
END_TEST

START_TEST (truncated_packet_is_refused)
{
	struct unit_bytes bytes = unit_hex ("60000000 0004 3a 40" SRC DST "80000000");
	struct teredo_ip6 ip6;

	for (bytes.len = 0; bytes.len < 44; bytes.len++)
		ck_assert_msg (!parse (&ip6, &bytes), "%zu bytes", bytes.len);
	bytes.len = 44;
	ck_assert (parse (&ip6, &bytes));
}
END_TEST

START_TEST (version_other_than_6_is_refused)
{
	struct unit_bytes bytes = unit_hex ("60000000 0000 3b 40" SRC DST);
	struct teredo_ip6 ip6;

	for (unsigned version = 0; version < 16; version++) {
		bytes.data[0] = (uint8_t)(version << 4);
		ck_assert_int_eq (parse (&ip6, &bytes), version == 6);
	}
}
END_TEST

START_TEST (bubble_may_have_trailers_but_no_payload)
{
	struct unit_bytes bytes = unit_hex ("60000000 0000 3b 00" SRC DST "0104deadbeef");
	struct teredo_ip6 ip6;

	ck_assert (parse (&ip6, &bytes));
	ck_assert (teredo_ip6_is_bubble (&ip6)); /* trailers, any hop limit */
	bytes.data[5] = 1;
	ck_assert (parse (&ip6, &bytes));
	ck_assert (!teredo_ip6_is_bubble (&ip6));
	bytes.data[5] = 0;
	bytes.data[6] = 17;
	ck_assert (parse (&ip6, &bytes));
	ck_assert (!teredo_ip6_is_bubble (&ip6));
}
END_TEST

START_TEST (truncated_icmp6_header_has_no_type)
{
	struct unit_bytes bytes = unit_hex ("60000000 0003 3a 40" SRC DST "800000");
	struct teredo_ip6 ip6;

	ck_assert (parse (&ip6, &bytes));
	ck_assert_int_eq (teredo_ip6_icmp6_type (&ip6), -1);
}
END_TEST

UNIT_MAIN ("ip6", packet_is_split_into_header_payload_and_trailers, truncated_packet_is_refused,
           version_other_than_6_is_refused, bubble_may_have_trailers_but_no_payload,
           truncated_icmp6_header_has_no_type)
