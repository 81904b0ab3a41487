/*
 * sleep.h - time that this host has slept (was suspended)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_SLEEP_H
#define MIREDO_SLEEP_H

#include "bytes/ticks.h"

/* Milliseconds slept since boot: clock_now minus a clock that stands still during sleep. 0 where
 * there are no such clocks. */
teredo_time sleep_total (void);

/* Opens a non-blocking descriptor that becomes readable when the host may have slept: at
 * resume, and when the clock is set. -1 if that fails or the system has none. */
int sleep_watch (void);

/* Makes the descriptor wait for the next time. 0, or -1 with errno. */
int sleep_watch_again (int fd);

#endif
