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
           icmp6_checksum_of_solicitation_matches_and_verifies)
