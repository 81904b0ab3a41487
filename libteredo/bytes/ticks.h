/*
 * ticks.h - time in the protocol core
 *
 * The core never reads a clock: each call takes the time as an argument.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_TICKS_H
#define LIBTEREDO_TICKS_H

#include <stdint.h>

/* Milliseconds since an arbitrary origin; never goes back. */
typedef int64_t teredo_time;

#define TEREDO_NEVER      INT64_MAX /* a deadline that never comes */
#define TEREDO_SECONDS(n) ((teredo_time)(n)*1000)

/* The earlier of two times. */
static inline teredo_time teredo_time_min (teredo_time a, teredo_time b)
{
	return a < b ? a : b;
}

#endif
