/*
 * daemon.h - becoming a daemon
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_DAEMON_H
#define MIREDO_DAEMON_H

#include <stdbool.h>

/* Brings the process to a known state: standard descriptors open, all others
 * closed, environment empty, umask 022, signals at their defaults and none
 * blocked. */
void daemon_clean (void);

/*
 * Goes into the background, and to the folder "/". The process that was started
 * waits until the child says that it is ready, and ends with status 0; if the
 * child ends before, with status 1. 0 in the child, -1 with errno.
 */
int daemon_start (void);

/* Lets the terminal go: standard descriptors lead nowhere. */
void daemon_detach (void);

/* In the child: start-up has succeeded; lets the terminal go. */
void daemon_ready (void);

#endif
