/*
 * carrier.h - how much data a server forwards between its clients
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_CARRIER_H
#define LIBTEREDO_CARRIER_H

#include "values/env.h"
#include "values/source-limit.h"

/* In units of 512 bytes. Zero carries nothing. */
struct teredo_carrier {
	struct teredo_token_bucket all;
	struct teredo_source_limit each; /* of a sender's IPv4 address: a quarter */
};

/* rate: Mbit/s, up to TEREDO_FORWARD_RATE_MAX. 0, or -1 with errno: ENOMEM. */
int teredo_carrier_init (struct teredo_carrier *, uint32_t rate, const struct teredo_env *);
void teredo_carrier_destroy (struct teredo_carrier *);

/* Whether a packet of this size may be forwarded. */
bool teredo_carrier_take (struct teredo_carrier *, uint32_t ip, size_t bytes, teredo_time now);

#endif
