/*
 * token-bucket.h - token bucket: rate and burst
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_TOKEN_BUCKET_H
#define LIBTEREDO_TOKEN_BUCKET_H

#include <stdbool.h>
#include "bytes/ticks.h"

struct teredo_token_bucket {
	uint32_t rate;      /* tokens added per second */
	uint32_t burst;     /* tokens when full */
	int64_t level;      /* contents, in thousandths of a token */
	teredo_time filled; /* when level was last updated */
};

/* Makes a full bucket. A rate of 0 never refills it. */
void teredo_token_bucket_init (struct teredo_token_bucket *, uint32_t rate, uint32_t burst,
                               teredo_time now);

/* Takes a token; false if there is none. */
bool teredo_token_bucket_take (struct teredo_token_bucket *, teredo_time now);

/* Takes this number of tokens, or none and returns false. */
bool teredo_token_bucket_take_many (struct teredo_token_bucket *, uint32_t tokens, teredo_time now);

/* Takes a token that leaves at least half of the burst; false if there is none. */
bool teredo_token_bucket_take_spare (struct teredo_token_bucket *, teredo_time now);

#endif
