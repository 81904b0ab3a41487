/*
 * sandbox.c - giving up privileges permanently
 *
 * Stages of a daemon (miredo, miredo-server):
 *   1. as root, open the tunnel, the sockets and the PID file, and start the helper
 *      (elsewhere);
 *   2. chroot, if requested;
 *   3. empty the capability bounding set, while that is still permitted;
 *   4. drop supplementary groups, then the group, then the user;
 *   5. set no_new_privs, then empty all capability sets;
 *   6. try to become root again, which must fail.
 * The helper: sandbox-helper.c.
 * Stages of the keeper (pidfile.c):
 *   1. close all descriptors except that of the folder and the standard ones;
 *   2. set no_new_privs;
 *   3. empty the bounding set, then keep CAP_DAC_OVERRIDE or no capability;
 *   4. refuse debuggers.
 * Stages with capabilities do nothing in builds without them (caps-none.c), nor does
 * no_new_privs on systems that lack it (lockdown-*.c).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "process/sandbox.h"

#include <config.h>

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>
#include "base/number.h"
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

const char *sandbox_default_user (const char *program)
{
	static const char configured[] = MIREDO_DEFAULT_USER;

	if (configured[0] != '\0')
		return configured;
	if (getpwnam (program) != NULL)
		return program;
	return getpwnam ("miredo") != NULL ? "miredo" : "nobody";
}

static const struct passwd *find_user (const char *name)
{
	const struct passwd *user = getpwnam (name);
	unsigned uid;

	return user == NULL && number_parse (&uid, name, 10, 0, UINT32_MAX) ? getpwuid (uid) : user;
}

int sandbox_daemon (const char *name, const char *folder)
{
	const bool root = geteuid () == 0;
	const struct passwd *user = NULL;

	if (root) {
		user = find_user (name);
		if (user == NULL || user->pw_uid == 0) {
			errno = user != NULL ? EDOM : ESRCH;
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

/* Without CAP_DAC_OVERRIDE, which a service manager may withhold, root can still remove files
 * from its own folders. */
static int keep_access_to_folder (void)
{
	if (geteuid () == 0 && caps_keep (CAPS_DAC_OVERRIDE) == 0)
		return 0;
	return caps_keep (CAPS_NONE);
}

int sandbox_keeper (int keep_fd)
{
	process_close_others (keep_fd);
	if (lockdown_privileges () != 0 || caps_bound (CAPS_NONE) != 0
	    || keep_access_to_folder () != 0)
		return -1;
	return lockdown_memory ();
}
