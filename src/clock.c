/*
 * clock.c - the time, as libteredo wants it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "clock.h"

#include <stdlib.h>
#include <time.h>

teredo_time clock_now (void)
{
	struct timespec now;

	if (clock_gettime (CLOCK_BOOTTIME, &now) != 0)
		abort (); /* every kernel since 2.6.39 has it */
	return (teredo_time)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
