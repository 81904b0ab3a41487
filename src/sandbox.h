/*
 * sandbox.h - giving up root for good
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_SANDBOX_H
#define MIREDO_SANDBOX_H

#include <stddef.h>

/*
 * Becomes an unprivileged user, without any capability and without a way back.
 * Call it with one thread, after everything that needs root is open. Without
 * root to begin with, only the capabilities go. 0, or -1 with one line for
 * people in message (size bytes): the user is unknown or is root, or the kernel
 * refused; the caller must end then.
 */
int sandbox_enter (const char *user, char *message, size_t size);

/* For the helper: keeps uid 0 and CAP_NET_ADMIN, gives up all else. 0, or -1 with errno. */
int sandbox_keep_net_admin (void);

#endif
