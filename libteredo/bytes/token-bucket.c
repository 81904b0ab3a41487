/*
 * token-bucket.c - token bucket: rate and burst
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "bytes/token-bucket.h"

#define TOKEN 1000 /* thousandths: so a rate is also in thousandths per millisecond */

void teredo_token_bucket_init (struct teredo_token_bucket *bucket, uint32_t rate, uint32_t burst,
                               teredo_time now)
{
	*bucket = (struct teredo_token_bucket){
		.rate = rate,
		.burst = burst,
		.level = (int64_t)burst * TOKEN,
		.filled = now,
	};
}

static void fill (struct teredo_token_bucket *bucket, teredo_time now)
{
	const int64_t full = (int64_t)bucket->burst * TOKEN;
	teredo_time passed = now - bucket->filled;

	if (passed <= 0)
		return;
	bucket->filled = now;
	if (bucket->rate == 0)
		return;
	/* A division, because passed * rate may overflow. */
	if (passed >= (full - bucket->level) / bucket->rate + 1)
		bucket->level = full;
	else
		bucket->level += passed * bucket->rate;
}

/* Takes amount thousandths of tokens, if at least left of them remain then. */
static bool take (struct teredo_token_bucket *bucket, teredo_time now, int64_t amount, int64_t left)
{
	fill (bucket, now);
	if (bucket->level < amount + left)
		return false;
	bucket->level -= amount;
	return true;
}

bool teredo_token_bucket_take (struct teredo_token_bucket *bucket, teredo_time now)
{
	return take (bucket, now, TOKEN, 0);
}

bool teredo_token_bucket_take_many (struct teredo_token_bucket *bucket, uint32_t tokens,
                                    teredo_time now)
{
	return take (bucket, now, (int64_t)tokens * TOKEN, 0);
}

bool teredo_token_bucket_take_spare (struct teredo_token_bucket *bucket, teredo_time now)
{
	return take (bucket, now, TOKEN, (int64_t)bucket->burst * TOKEN / 2);
}
