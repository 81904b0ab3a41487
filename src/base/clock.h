/*
 * clock.h - clock for libteredo
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_CLOCK_H
#define MIREDO_CLOCK_H

#include "bytes/ticks.h"

/* Milliseconds since boot, including time suspended where possible. Read it once per wake-up
 * of the event loop. */
teredo_time clock_now (void);

#endif
