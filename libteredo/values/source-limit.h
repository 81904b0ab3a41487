/*
 * source-limit.h - how much each IPv4 address may cause
 *
 * A token bucket for each address, kept as one time: that at which all its
 * tokens are back. An address that did little lately costs no memory. Where too
 * many are busy to keep them apart, the others share one bucket.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_SOURCE_LIMIT_H
#define LIBTEREDO_SOURCE_LIMIT_H

#include <stdbool.h>
#include "bytes/token-bucket.h"
#include "values/env.h"

struct teredo_sources;

struct teredo_source_limit {
	struct teredo_sources *sources;
	struct teredo_token_bucket others; /* of those that there is no room for */
	uint32_t interval;                 /* ticks until a token is back */
	uint32_t window;                   /* ticks until all are back */
};

/* So many events a second (16000 at most) and at once (so that all are back in
 * an hour), for each of so many addresses; the others together have 16 times as
 * much. 0, or -1 with errno ENOMEM. */
int teredo_source_limit_init (struct teredo_source_limit *, uint32_t rate, uint32_t burst,
                              uint32_t max_addresses, const struct teredo_env *);
void teredo_source_limit_destroy (struct teredo_source_limit *);

/* Whether an address (host byte order) may cause one more now. */
bool teredo_source_limit_take (struct teredo_source_limit *, uint32_t ip, teredo_time now);

#endif
