/*
 * clock.h - the time, as libteredo wants it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_CLOCK_H
#define MIREDO_CLOCK_H

#include "bytes/ticks.h"

/* Milliseconds since boot, time asleep included: mappings do not live on while
 * the host sleeps. Read once a wake-up of the event loop. */
teredo_time clock_now (void);

#endif
