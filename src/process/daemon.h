/*
 * daemon.h - becoming a daemon
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_DAEMON_H
#define MIREDO_DAEMON_H

#include <stdbool.h>

/* Brings the process to a known state: standard descriptors open, all others closed,
 * the environment empty but for PATH, umask 022, no signal blocked. SIGPIPE and
 * SIGUSR2 are ignored, all other signals have their default action. */
void daemon_clean (void);

/*
 * Continues in a child in the background, in the folder "/". The parent exits with
 * status 0 once the child calls daemon_ready, with status 1 if the child exits
 * before. 0 in the child, -1 with errno.
 */
int daemon_start (void);

/* Detaches from the terminal: redirects standard descriptors to /dev/null. */
void daemon_detach (void);

/* In the child: start-up has succeeded. Detaches, and lets the parent exit. */
void daemon_ready (void);

#endif
