/*
 * clock.c - the time, as libteredo wants it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/clock.h"

#include <config.h>
#include <stdlib.h>
#include <time.h>

/* Time passes for NATs and peers while this host sleeps: a clock that tells of
 * that is better, where there is one. */
#if HAVE_DECL_CLOCK_BOOTTIME
#define CLOCK CLOCK_BOOTTIME
#else
#define CLOCK CLOCK_MONOTONIC
#endif

teredo_time clock_now (void)
{
	struct timespec now;

	if (clock_gettime (CLOCK, &now) != 0)
		abort (); /* every kernel that has it in its headers has it */
	return (teredo_time)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
