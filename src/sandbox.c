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
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sandbox.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <unistd.h>

#define FIRST_OTHER_FD 3

/* Takes every capability but one (-1: none is left) out of the bounding set. */
static int cut_bounding_set (cap_value_t keep)
{
	for (cap_value_t cap = 0; CAP_IS_SUPPORTED (cap); cap++)
		if (cap != keep && cap_get_bound (cap) == 1 && cap_drop_bound (cap) != 0)
			return -1;
	return 0;
}

/* Makes one capability (-1: none) all that the process has. */
static int cut_capabilities (cap_value_t keep)
{
	cap_t caps = cap_init ();
	int result = -1;

	if (caps == NULL)
		return -1;
	if (keep < 0
	    || (cap_set_flag (caps, CAP_PERMITTED, 1, &keep, CAP_SET) == 0
	        && cap_set_flag (caps, CAP_EFFECTIVE, 1, &keep, CAP_SET) == 0))
		result = cap_set_proc (caps);
	cap_free (caps);
	return result;
}

static bool may_cut_bounding_set (void)
{
	cap_t caps = cap_get_proc ();
	cap_flag_value_t has = CAP_CLEAR;

	if (caps == NULL)
		return false;
	cap_get_flag (caps, CAP_SETPCAP, CAP_EFFECTIVE, &has);
	cap_free (caps);
	return has == CAP_SET;
}

static int become (const struct passwd *user)
{
	if (setgroups (0, NULL) != 0 || setresgid (user->pw_gid, user->pw_gid, user->pw_gid) != 0)
		return -1;
	return setresuid (user->pw_uid, user->pw_uid, user->pw_uid);
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
	if (may_cut_bounding_set () && cut_bounding_set (-1) != 0)
		return -1;
	if (root && become (user) != 0)
		return -1;
	if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || cut_capabilities (-1) != 0
	    || prctl (PR_SET_DUMPABLE, 0) != 0)
		return -1;
	if (root && (setuid (0) == 0 || setgid (0) == 0)) {
		errno = EPERM;
		return -1;
	}
	return 0;
}

static void close_others (int keep)
{
	const long max = sysconf (_SC_OPEN_MAX);

	if (keep > FIRST_OTHER_FD)
		close_range (FIRST_OTHER_FD, (unsigned)keep - 1, 0);
	if (close_range ((unsigned)keep + 1, ~0u, 0) != 0)
		for (int fd = keep + 1; fd < max; fd++)
			close (fd);
}

int sandbox_helper (int keep_fd)
{
	close_others (keep_fd);
	clearenv ();
	if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return -1;
	if (may_cut_bounding_set () && cut_bounding_set (CAP_NET_ADMIN) != 0)
		return -1;
	return cut_capabilities (CAP_NET_ADMIN);
}
