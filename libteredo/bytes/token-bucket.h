/*
 * token-bucket.h - token buckets: so many events a second, and so many at once
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_TOKEN_BUCKET_H
#define LIBTEREDO_TOKEN_BUCKET_H

#include <stdbool.h>
#include "bytes/ticks.h"

struct teredo_token_bucket {
	uint32_t rate;      /* tokens a second */
	uint32_t burst;     /* tokens at most */
	int64_t level;      /* thousandths of a token */
	teredo_time filled; /* when level was right */
};

/* A full bucket. */
void teredo_token_bucket_init (struct teredo_token_bucket *, uint32_t rate, uint32_t burst,
                               teredo_time now);

/* Takes a token if there is one. */
bool teredo_token_bucket_take (struct teredo_token_bucket *, teredo_time now);

#endif
