/*
 * load.h - what the parts of the load generator share
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef BENCH_LOAD_H
#define BENCH_LOAD_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>
#include "link.h"

#define LOAD_WINDOW    128 /* requests without an answer; a default socket buffer takes more */
#define LOAD_PROCESSES 8

/* The daemon that is measured. */
struct load_daemon {
	size_t count;
	int pids[LOAD_PROCESSES];
	clockid_t clocks[LOAD_PROCESSES];
};

/* Seconds since some point in the past */
double load_now (void);

/* CPU time that the daemon has used, in seconds */
double load_cpu (const struct load_daemon *);

/* Resident memory of the daemon's processes, in bytes */
double load_resident (const struct load_daemon *);

/* Measure for some seconds, and print figures: "NAME VALUE". */
void load_solicit (struct link *, const struct load_daemon *, uint32_t sources, double seconds);
void load_bubbles (struct link *, const struct load_daemon *, uint32_t sources, double seconds);
void load_relay (struct link *, const struct load_daemon *, uint32_t peers, double seconds);

#endif
