/*
 * startup.h - what miredo and miredo-server do alike at their beginning and end
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_STARTUP_H
#define MIREDO_STARTUP_H

#include "options.h"
#include "pidfile.h"
#include "settings.h"

/*
 * Brings the process to a known state, takes the PID file, goes into the
 * background unless that is not wanted. 0; -1 after having said why.
 */
int startup_begin (const struct options *, struct pidfile *);

/* Gives up privileges (sandbox.h); 0, or -1 after having said why. */
int startup_drop (const struct options *);

/* Says why a socket could not be bound to an address and port, and what to do
 * about it (err: errno). */
void startup_explain_bind (uint32_t ip, uint16_t port, int err);

#endif
