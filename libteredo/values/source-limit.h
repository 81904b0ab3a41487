/*
 * source-limit.h - rate limits per IPv4 source address
 *
 * Each address has a token bucket, stored as a single time: when the bucket
 * will be full again. An address whose bucket is full takes no memory. When
 * too many addresses are busy to keep one bucket each, the remaining ones share
 * one bucket.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_SOURCE_LIMIT_H
#define LIBTEREDO_SOURCE_LIMIT_H

#include <stdbool.h>
#include "bytes/token-bucket.h"
#include "values/env.h"

#define TEREDO_SOURCE_LIMIT_RATE_MAX   16000u /* events per second */
#define TEREDO_SOURCE_LIMIT_WINDOW_MAX 3600u  /* seconds: burst / rate */

struct teredo_sources;

struct teredo_source_limit {
	struct teredo_sources *sources;
	struct teredo_token_bucket shared; /* of addresses without their own bucket */
	uint32_t interval;                 /* ticks in which one token is refilled */
	uint32_t window;                   /* ticks in which an empty bucket is refilled */
};

/*
 * Allows each address rate events per second and burst events at once, and
 * keeps buckets for about max_addresses addresses; the shared bucket has 16
 * times the rate and burst. Returns 0, or -1 with errno: EINVAL if rate or burst
 * is 0, rate exceeds TEREDO_SOURCE_LIMIT_RATE_MAX or a bucket would take longer
 * than TEREDO_SOURCE_LIMIT_WINDOW_MAX to refill; ENOMEM. A limit is safe to
 * destroy after a failure.
 */
int teredo_source_limit_init (struct teredo_source_limit *, uint32_t rate, uint32_t burst,
                              uint32_t max_addresses, const struct teredo_env *);
void teredo_source_limit_destroy (struct teredo_source_limit *);

/* Takes a token of an address (host byte order); false if it has none left. */
bool teredo_source_limit_take (struct teredo_source_limit *, uint32_t ip, teredo_time now);

/* Gives back a token that an address took, as far as its bucket is not full. The shared bucket
 * gets none back. */
void teredo_source_limit_give (struct teredo_source_limit *, uint32_t ip, teredo_time now);

#endif
