/*
 * sandbox.h - giving up privileges permanently
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_SANDBOX_H
#define MIREDO_SANDBOX_H

/* The user that a program switches to unless told otherwise: one of its name if there is one,
 * miredo or nobody; or the one that configure was given. */
const char *sandbox_default_user (const char *program);

/*
 * For miredo and miredo-server, once everything that needs root is open: chroots to
 * folder (NULL: does not), switches to the user of that name or number and gives up all
 * capabilities. Keeps the user if the process is not root. 0; -1 with errno: ESRCH if
 * there is no such user, EDOM if it is root.
 */
int sandbox_daemon (const char *name, const char *folder);

/* For the keeper of the PID file (pidfile.c): keeps user 0 and only CAP_DAC_OVERRIDE, as the
 * folder may be another user's, the standard descriptors and keep_fd. 0, or -1 with errno. */
int sandbox_keeper (int keep_fd);

/* For the helper, which keeps its privileges for the hooks that it runs: closes
 * descriptor first and all above, empties the environment and refuses debuggers. 0, or -1
 * with errno. */
int sandbox_helper (int first);

#endif
