/*
 * test-cksum.c - Internet checksum and ICMPv6 checksum
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "bytes/cksum.h"

#include "unit.h"

/* RFC 1071 3 */
START_TEST (sum_of_rfc_1071_example_matches)
{
	const struct unit_bytes bytes = unit_hex ("0001 f203 f4f5 f6f7");

	ck_assert_uint_eq (teredo_cksum_add (0, unit_slice (&bytes)), 0xddf2);
}
END_TEST

START_TEST (sum_pads_odd_length_and_continues_over_parts)
{
	const struct unit_bytes odd = unit_hex ("ffff 0001 80"), even = unit_hex ("ffff 0001 8000");
	const struct unit_bytes first = unit_hex ("ffff"), rest = unit_hex ("0001 80");

	ck_assert_uint_eq (teredo_cksum_add (0, unit_slice (&odd)), 0x8001);
	ck_assert_uint_eq (teredo_cksum_add (0, unit_slice (&even)), 0x8001);
	ck_assert_uint_eq (teredo_cksum_add (teredo_cksum_add (0, unit_slice (&first)),
	                                     unit_slice (&rest)),
	                   0x8001);
	ck_assert_uint_eq (teredo_cksum_add (5, (struct teredo_slice){ NULL, 0 }), 5);
}
END_TEST

/* Two bytes at a time, each carry at once. */
static uint16_t plain_sum (uint16_t sum, const uint8_t *bytes, size_t len)
{
	uint32_t total = sum;

	for (size_t i = 0; i < len; i++) {
		total += i % 2 == 0 ? (uint32_t)bytes[i] << 8 : bytes[i];
		total = (total & 0xffff) + (total >> 16);
	}
	return (uint16_t)total;
}

START_TEST (sum_of_any_length_equals_plain_sum)
{
	uint8_t bytes[70001];

	for (unsigned fill = 0; fill < 2; fill++) {
		for (size_t i = 0; i < sizeof (bytes); i++)
			bytes[i] = fill == 0 ? 0xff : (uint8_t)(i * i * 7 >> 3);
		for (size_t len = 0; len < sizeof (bytes) - 1; len += len < 100 ? 1 : 4999)
			ck_assert_uint_eq (
				teredo_cksum_add (0xfffe, (struct teredo_slice){ bytes + 1, len }),
				plain_sum (0xfffe, bytes + 1, len));
	}
}
END_TEST

START_TEST (icmp6_checksum_of_solicitation_matches_and_verifies)
{
	const struct in6_addr src = unit_ip6 ("fe80::ffff:ffff:ffff"), dst = unit_ip6 ("ff02::2");
	const struct unit_bytes unset = unit_hex ("8500 0000 00000000");
	const struct unit_bytes set = unit_hex ("8500 7d37 00000000");

	ck_assert_uint_eq (teredo_cksum_icmp6 (&src, &dst, unit_slice (&unset)), 0x7d37);
	ck_assert_uint_eq (teredo_cksum_icmp6 (&src, &dst, unit_slice (&set)), 0);
}
END_TEST

UNIT_MAIN ("cksum", sum_of_rfc_1071_example_matches, sum_pads_odd_length_and_continues_over_parts,
           sum_of_any_length_equals_plain_sum, icmp6_checksum_of_solicitation_matches_and_verifies)
