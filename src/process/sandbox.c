/*
 * sandbox.c - giving up privileges, for good
 *
 * Stages of a daemon (miredo, miredo-server):
 *   1. as root it opens the tunnel, its sockets, the PID file, and starts its
 *      helper (elsewhere);
 *   2. where a new root folder is wanted, it goes there;
 *   3. the bounding set of capabilities is emptied, while it may still do that;
 *   4. supplementary groups go, then the group, then the user;
 *   5. no new privileges: nothing it could execute gains any; and all sets of
 *      capabilities are emptied;
 *   6. it tries to become root again, which must fail.
 * Stages of the helper:
 *   1. all descriptors but the channel and standard ones are closed;
 *   2. the environment is emptied;
 *   3. no new privileges;
 *   4. the bounding set is cut down to CAP_NET_ADMIN, which thereby is all that
 *      user 0 has in what it executes; and the process has no more itself.
 * Where there are no capabilities (caps-none.c) those stages do nothing, and
 * where the system has no such promise (lockdown-*.c) nor does that one.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "process/sandbox.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <unistd.h>
#include "process/caps.h"
#include "process/lockdown.h"
#include "process/process.h"

/* As root, setgid and setuid change all three IDs: real, effective and saved. */
static int become (const struct passwd *user)
{
	if (setgroups (0, NULL) != 0 || setgid (user->pw_gid) != 0)
		return -1;
	return setuid (user->pw_uid);
}

int sandbox_daemon (const char *name, const char *folder)
{
	const bool root = geteuid () == 0;
	const struct passwd *user = NULL;

	if (root) {
		errno = 0;
		user = getpwnam (name);
		if (user == NULL || user->pw_uid == 0) {
			errno = user != NULL ? EPERM : ESRCH;
			return -1;
		}
	}
	if (folder != NULL && (chroot (folder) != 0 || chdir ("/") != 0))
		return -1;
	if (caps_bound (CAPS_NONE) != 0 || (root && become (user) != 0))
		return -1;
	if (lockdown_privileges () != 0 || caps_keep (CAPS_NONE) != 0 || lockdown_memory () != 0)
		return -1;
	if (root && (setuid (0) == 0 || setgid (0) == 0)) {
		errno = EPERM;
		return -1;
	}
	return 0;
}

int sandbox_helper (int keep_fd)
{
	process_close_others (keep_fd);
	process_clear_environment ();
	if (lockdown_privileges () != 0 || caps_bound (CAPS_NET_ADMIN) != 0)
		return -1;
	return caps_keep (CAPS_NET_ADMIN);
}
