/*
 * test-mac.c - keyed hashes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "bytes/mac.h"

#include <string.h>
#include "unit.h"

static struct teredo_key counting_key (void)
{
	struct teredo_key key;

	for (unsigned i = 0; i < sizeof (key.bytes); i++)
		key.bytes[i] = (uint8_t)i;
	return key;
}

/* SipHash-2-4, 16 bytes of input. */
START_TEST (siphash_of_published_vector_matches)
{
	const struct teredo_key key = counting_key ();
	struct in6_addr input;

	for (unsigned i = 0; i < 16; i++)
		input.s6_addr[i] = (uint8_t)i;
	ck_assert_uint_eq (teredo_hash_ip6 (&key, &input), 0x3f2acc7f57c29bdb);
}
END_TEST

/* As computed by OpenSSL (openssl mac ... SIPHASH) with the last 16 bytes of the key. */
START_TEST (mac_is_siphash_of_128_bits)
{
	static const uint8_t right[TEREDO_MAC_LEN] = { 0xba, 0x1c, 0x39, 0x79, 0x68, 0xdd,
		                                       0x4e, 0xaa, 0x12, 0x98, 0xdb, 0x6b,
		                                       0xd6, 0xb2, 0xe2, 0x86 };
	const struct in6_addr a = unit_ip6 ("2001:db8::1"), b = unit_ip6 ("2001:db8::2");
	const struct teredo_key key = counting_key ();
	uint8_t mac[TEREDO_MAC_LEN];

	teredo_mac (mac, &key, TEREDO_MAC_BUBBLE, &a, &b, 0x0102030405060708);
	ck_assert_mem_eq (mac, right, sizeof (right));
}
END_TEST

START_TEST (mac_depends_on_key_purpose_addresses_and_number)
{
	const struct in6_addr a = unit_ip6 ("2001:db8::1"), b = unit_ip6 ("2001:db8::2");
	struct teredo_key key = counting_key ();
	uint8_t mac[TEREDO_MAC_LEN], other[TEREDO_MAC_LEN];

	teredo_mac (mac, &key, TEREDO_MAC_PROBE, &a, &b, 1);
	teredo_mac (other, &key, TEREDO_MAC_PROBE, &a, &b, 1);
	ck_assert (teredo_mac_equal (mac, other, sizeof (mac)));
	teredo_mac (other, &key, TEREDO_MAC_BUBBLE, &a, &b, 1);
	ck_assert (!teredo_mac_equal (mac, other, sizeof (mac)));
	teredo_mac (other, &key, TEREDO_MAC_PROBE, &b, &a, 1);
	ck_assert (!teredo_mac_equal (mac, other, sizeof (mac)));
	teredo_mac (other, &key, TEREDO_MAC_PROBE, &a, &b, (uint64_t)1 << 32 | 1);
	ck_assert (!teredo_mac_equal (mac, other, sizeof (mac)));
	key.bytes[31] ^= 1;
	teredo_mac (other, &key, TEREDO_MAC_PROBE, &a, &b, 1);
	ck_assert (!teredo_mac_equal (mac, other, sizeof (mac)));
}
END_TEST

START_TEST (comparison_covers_only_the_given_length)
{
	ck_assert (teredo_mac_equal ((const uint8_t *)"abcd", (const uint8_t *)"abcx", 3));
	ck_assert (!teredo_mac_equal ((const uint8_t *)"abcd", (const uint8_t *)"abcx", 4));
}
END_TEST

UNIT_MAIN ("mac", siphash_of_published_vector_matches, mac_is_siphash_of_128_bits,
           mac_depends_on_key_purpose_addresses_and_number, comparison_covers_only_the_given_length)
