/*
 * hmac-libmd.c - HMAC-SHA1 (RFC 2104) by libmd's SHA-1
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/hmac.h"

#include <sha1.h>
#include <string.h>

_Static_assert(SHA1_DIGEST_LENGTH == TEREDO_HMAC_LEN, "a MAC is a digest");

/* The key as one block: longer ones are replaced by their digests. */
static void make_block (uint8_t block[SHA1_BLOCK_LENGTH], struct teredo_slice key)
{
	SHA1_CTX ctx;

	memset (block, 0, SHA1_BLOCK_LENGTH);
	if (key.len <= SHA1_BLOCK_LENGTH) {
		if (key.len > 0)
			memcpy (block, key.data, key.len);
		return;
	}
	SHA1Init (&ctx);
	SHA1Update (&ctx, key.data, key.len);
	SHA1Final (block, &ctx);
}

/* Starts a digest with the block, each byte xor pad. */
static void begin (SHA1_CTX *ctx, const uint8_t block[SHA1_BLOCK_LENGTH], uint8_t pad)
{
	uint8_t padded[SHA1_BLOCK_LENGTH];

	for (size_t i = 0; i < sizeof (padded); i++)
		padded[i] = block[i] ^ pad;
	SHA1Init (ctx);
	SHA1Update (ctx, padded, sizeof (padded));
}

static void compute (uint8_t mac[TEREDO_HMAC_LEN], struct teredo_slice key,
                     const struct teredo_slice *parts, size_t count)
{
	uint8_t block[SHA1_BLOCK_LENGTH], inner[SHA1_DIGEST_LENGTH];
	SHA1_CTX ctx;

	make_block (block, key);
	begin (&ctx, block, 0x36);
	for (size_t i = 0; i < count; i++)
		SHA1Update (&ctx, parts[i].data, parts[i].len);
	SHA1Final (inner, &ctx);
	begin (&ctx, block, 0x5c);
	SHA1Update (&ctx, inner, sizeof (inner));
	SHA1Final (mac, &ctx);
}

teredo_hmac *hmac_sha1 (void)
{
	return compute;
}
