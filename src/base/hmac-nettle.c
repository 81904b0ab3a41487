/*
 * hmac-nettle.c - HMAC-SHA1 by nettle
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/hmac.h"

#include <nettle/hmac.h>

static void compute (uint8_t mac[TEREDO_HMAC_LEN], struct teredo_slice key,
                     const struct teredo_slice *parts, size_t count)
{
	struct hmac_sha1_ctx ctx;

	hmac_sha1_set_key (&ctx, key.len, key.data);
	for (size_t i = 0; i < count; i++)
		hmac_sha1_update (&ctx, parts[i].len, parts[i].data);
	hmac_sha1_digest (&ctx, TEREDO_HMAC_LEN, mac);
}

teredo_hmac *hmac_sha1 (void)
{
	return compute;
}
