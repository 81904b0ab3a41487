/*
 * clock.c - clock for libteredo
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/clock.h"

#include <config.h>
#include <stdlib.h>
#include <time.h>

/* NATs and peers forget this host while it is suspended, so the clock should include that
 * time, where the system has such a clock. */
#if HAVE_DECL_CLOCK_BOOTTIME
#define CLOCK CLOCK_BOOTTIME
#else
#define CLOCK CLOCK_MONOTONIC
#endif

teredo_time clock_now (void)
{
	struct timespec now;

	if (clock_gettime (CLOCK, &now) != 0)
		abort (); /* cannot happen: the headers define this clock */
	return (teredo_time)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
