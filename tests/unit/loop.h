/*
 * loop.h - event loop of a role, for tests: the test is the helper
 *
 * The socket is bound to 127.0.0.1, from which the kernel sends nothing to other hosts; the
 * tunnel is in memory.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_LOOP_H
#define TESTS_LOOP_H

#include "net/tunnel.h"

extern struct tunnel loop_tunnel;
extern int loop_channel; /* the helper's end of its channel */

/* Starts the loop of a role, which belongs to it from now on. server: as configured, or NULL. */
void loop_start (struct teredo_role *, const char *server);
void loop_end (void);

#endif
