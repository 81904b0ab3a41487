/*
 * ticks.h - points in time, as the protocol core sees them
 *
 * The core never reads a clock: each call is told the time.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_TICKS_H
#define LIBTEREDO_TICKS_H

#include <stdint.h>

/* Milliseconds since an origin of the caller's choosing; never goes back. */
typedef int64_t teredo_time;

#define TEREDO_NEVER      INT64_MAX /* a deadline that does not come */
#define TEREDO_SECONDS(n) ((teredo_time)(n)*1000)

static inline teredo_time teredo_time_min (teredo_time a, teredo_time b)
{
	return a < b ? a : b;
}

#endif
