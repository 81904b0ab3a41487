/*
 * hook-run.h - one run of a hook: its process, its output, its time limit
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_HOOK_RUN_H
#define MIREDO_HOOK_RUN_H

#include "helper/hook.h"

#define HOOK_DESTROY "destroy" /* the STATE of the last run */

/* Monotonic time, milliseconds. */
long long hook_now (void);

/*
 * Runs the hook and waits until it exits. Kills it and its children when it exceeds its
 * limit: hook->patience, or, once miredo has closed the channel, HOOK_GRACE after that
 * (HOOK_END if state is HOOK_DESTROY). If that time is over, does not run it. True if it
 * exited with status 0; anything else is logged.
 */
bool hook_run (struct hook *, const char *state, char *const env[]);

#endif
