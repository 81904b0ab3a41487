/*
 * mac.c - keyed hashes (HMAC-SHA256, SipHash)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "bytes/mac.h"

#include <nettle/hmac.h>
#include <nettle/memops.h>
#include "bytes/wire.h"

void teredo_mac (uint8_t mac[TEREDO_MAC_LEN], const struct teredo_key *key, enum teredo_mac_use use,
                 const struct in6_addr *first, const struct in6_addr *second, uint64_t number)
{
	uint8_t text[1 + 16 + 16 + 8];
	struct hmac_sha256_ctx hmac;
	struct teredo_writer w;

	teredo_writer_init (&w, text, sizeof (text));
	teredo_write_u8 (&w, (uint8_t)use);
	teredo_write_bytes (&w, first, 16);
	teredo_write_bytes (&w, second, 16);
	teredo_write_u32 (&w, (uint32_t)(number >> 32));
	teredo_write_u32 (&w, (uint32_t)number);
	hmac_sha256_set_key (&hmac, sizeof (key->bytes), key->bytes);
	hmac_sha256_update (&hmac, sizeof (text), text);
	hmac_sha256_digest (&hmac, TEREDO_MAC_LEN, mac);
}

bool teredo_mac_equal (const uint8_t *a, const uint8_t *b, size_t len)
{
	return memeql_sec (a, b, len) != 0;
}

/* --- SipHash-2-4 (Aumasson and Bernstein, 2012) of 16 bytes --- */

static uint64_t little_endian (const uint8_t *b)
{
	uint64_t v = 0;

	for (int i = 7; i >= 0; i--)
		v = v << 8 | b[i];
	return v;
}

static uint64_t rotate (uint64_t v, int bits)
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

uint64_t teredo_hash_ip6 (const struct teredo_key *key, const struct in6_addr *address)
{
	const uint64_t k0 = little_endian (key->bytes), k1 = little_endian (key->bytes + 8);
	uint64_t v[4] = {
		k0 ^ 0x736f6d6570736575,
		k1 ^ 0x646f72616e646f6d,
		k0 ^ 0x6c7967656e657261,
		k1 ^ 0x7465646279746573,
	};

	sip_word (v, little_endian (address->s6_addr));
	sip_word (v, little_endian (address->s6_addr + 8));
	sip_word (v, (uint64_t)16 << 56); /* last word: the length, no bytes left */
	v[2] ^= 0xff;
	sip_rounds (v, 4);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}
