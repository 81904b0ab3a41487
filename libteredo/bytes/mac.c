/*
 * mac.c - keyed hashes (SipHash)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "bytes/mac.h"

/* SipHash-2-4 (Aumasson and Bernstein, 2012), of 64 or 128 bits. */

static inline uint64_t little_endian (const uint8_t *b)
{
	return (uint64_t)b[7] << 56 | (uint64_t)b[6] << 48 | (uint64_t)b[5] << 40
	       | (uint64_t)b[4] << 32 | (uint64_t)b[3] << 24 | (uint64_t)b[2] << 16
	       | (uint64_t)b[1] << 8 | b[0];
}

static inline uint64_t rotate (uint64_t v, int bits)
{
	return v << bits | v >> (64 - bits);
}

static void sip_rounds (uint64_t v[4], int rounds)
{
	while (rounds-- > 0) {
		v[0] += v[1];
		v[2] += v[3];
		v[1] = rotate (v[1], 13) ^ v[0];
		v[3] = rotate (v[3], 16) ^ v[2];
		v[0] = rotate (v[0], 32);
		v[2] += v[1];
		v[0] += v[3];
		v[1] = rotate (v[1], 17) ^ v[2];
		v[3] = rotate (v[3], 21) ^ v[0];
		v[2] = rotate (v[2], 32);
	}
}

static void sip_word (uint64_t v[4], uint64_t word)
{
	v[3] ^= word;
	sip_rounds (v, 2);
	v[0] ^= word;
}

/* The key has 16 bytes. */
static void sip_start (uint64_t v[4], const uint8_t *key)
{
	const uint64_t k0 = little_endian (key), k1 = little_endian (key + 8);

	v[0] = k0 ^ 0x736f6d6570736575;
	v[1] = k1 ^ 0x646f72616e646f6d;
	v[2] = k0 ^ 0x6c7967656e657261;
	v[3] = k1 ^ 0x7465646279746573;
}

static void sip_address (uint64_t v[4], const struct in6_addr *address)
{
	sip_word (v, little_endian (address->s6_addr));
	sip_word (v, little_endian (address->s6_addr + 8));
}

/* After the last whole word of the input, which has no other bytes. */
static void sip_length (uint64_t v[4], unsigned bytes)
{
	sip_word (v, (uint64_t)bytes << 56);
}

static uint64_t sip_end (uint64_t v[4])
{
	sip_rounds (v, 4);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

uint64_t teredo_hash_ip6 (const struct teredo_key *key, const struct in6_addr *address)
{
	uint64_t v[4];

	sip_start (v, key->bytes);
	sip_address (v, address);
	sip_length (v, 16);
	v[2] ^= 0xff;
	return sip_end (v);
}

static void put_little_endian (uint8_t *b, uint64_t v)
{
	for (int i = 0; i < 8; i++)
		b[i] = (uint8_t)(v >> (8 * i));
}

void teredo_mac (uint8_t mac[TEREDO_MAC_LEN], const struct teredo_key *key, enum teredo_mac_use use,
                 const struct in6_addr *first, const struct in6_addr *second, uint64_t number)
{
	uint64_t v[4];

	sip_start (v, key->bytes + 16);
	v[1] ^= 0xee;
	sip_word (v, use);
	sip_address (v, first);
	sip_address (v, second);
	sip_word (v, number);
	sip_length (v, 48);
	v[2] ^= 0xee;
	put_little_endian (mac, sip_end (v));
	v[1] ^= 0xdd;
	put_little_endian (mac + 8, sip_end (v));
}

bool teredo_mac_equal (const uint8_t *a, const uint8_t *b, size_t len)
{
	volatile uint8_t different = 0; /* volatile: compare to the end */

	for (size_t i = 0; i < len; i++)
		different |= (uint8_t)(a[i] ^ b[i]);
	return different == 0;
}
