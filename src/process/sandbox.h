/*
 * sandbox.h - giving up privileges, for good
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_SANDBOX_H
#define MIREDO_SANDBOX_H

/*
 * For miredo and miredo-server, once all is open that only root may open:
 * becomes the user of that name, without any capability, never to have more again, and with
 * folder as its root (NULL: as it is). Does nothing to the user where the
 * process is not root. 0; -1 with errno, ESRCH if there is no such user.
 */
int sandbox_daemon (const char *name, const char *folder);

/* For the root helper: keeps user 0 and CAP_NET_ADMIN for itself and for what
 * it runs, nothing else; and no descriptor but standard ones and keep_fd. 0, or
 * -1 with errno. */
int sandbox_helper (int keep_fd);

#endif
