/*
 * admitted.h - clients that have proved who and where they are, by their mapped endpoints
 *
 * An endpoint is admitted until a time. A table of fixed size: when the places that
 * an endpoint may take are full, the one that expires first makes room.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_ADMITTED_H
#define LIBTEREDO_ADMITTED_H

#include "bytes/ticks.h"
#include "values/env.h"
#include "values/ipv4.h"

#define TEREDO_ADMITTED_MAX  65536u               /* endpoints (ours) */
#define TEREDO_ADMITTED_TIME TEREDO_SECONDS (300) /* after each proof (ours) */

/* How roles ask for the admission of an endpoint, and report it. The caller supplies both
 * functions, as several roles may share a table. */
struct teredo_admission {
	bool (*has) (void *ctx, const struct teredo_endpoint *, teredo_time now);
	void (*add) (void *ctx, const struct teredo_endpoint *, teredo_time until, teredo_time now);
	void *ctx;
};

struct teredo_admitted;

/* NULL with errno: ENOMEM. */
struct teredo_admitted *teredo_admitted_new (const struct teredo_env *);
void teredo_admitted_free (struct teredo_admitted *);

/* Admits an endpoint until a time, if it is not admitted for longer. */
void teredo_admitted_add (struct teredo_admitted *, const struct teredo_endpoint *,
                          teredo_time until, teredo_time now);

bool teredo_admitted_has (const struct teredo_admitted *, const struct teredo_endpoint *,
                          teredo_time now);

/* Calls a function for each endpoint that is admitted, with the time left. */
void teredo_admitted_each (const struct teredo_admitted *, teredo_time now,
                           void (*) (void *ctx, const struct teredo_endpoint *, teredo_time left),
                           void *ctx);

/* How many are admitted. */
uint32_t teredo_admitted_count (const struct teredo_admitted *, teredo_time now);

#endif
