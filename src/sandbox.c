/*
 * sandbox.c - giving up root for good
 *
 * The stages of sandbox_enter, each needing what the later ones take away:
 *  1. Look the user up: may open files and sockets.
 *  2. Capabilities that a program executed later could get: bounding set
 *     (needs CAP_SETPCAP; without it stage 5 does) and ambient set.
 *  3. Supplementary groups, group, user; real, effective and saved.
 *  4. All our own capabilities, in every set.
 *  5. no_new_privs: no set-user-ID program or file capability helps from here
 *     on; and not dumpable: no other process of that user may trace us.
 *  6. Look whether anything is left.
 * sandbox_keep_net_admin has stages 2, 4 and 5, and spares CAP_NET_ADMIN.
 * User 0 stays: so the programs of the hook have that capability as well.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sandbox.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <unistd.h>

#define NO_CAPABILITY ((cap_value_t)-1)

static bool have_capability (cap_value_t capability)
{
	cap_flag_value_t value = CAP_CLEAR;
	cap_t mine = cap_get_proc ();

	if (mine != NULL) {
		cap_get_flag (mine, capability, CAP_EFFECTIVE, &value);
		cap_free (mine);
	}
	return value == CAP_SET;
}

/* Stage 2: what an execve may give. */
static int drop_heritage (cap_value_t spared)
{
	if (cap_reset_ambient () != 0)
		return -1;
	if (!have_capability (CAP_SETPCAP))
		return 0;
	for (cap_value_t c = 0; c < cap_max_bits (); c++)
		if (c != spared && cap_drop_bound (c) != 0)
			return -1;
	return 0;
}

/* Stage 3: who we are. */
static int change_user (const struct passwd *user)
{
	if (setgroups (0, NULL) != 0 || setresgid (user->pw_gid, user->pw_gid, user->pw_gid) != 0)
		return -1;
	return setresuid (user->pw_uid, user->pw_uid, user->pw_uid);
}

/* Stage 4: what we have. */
static int drop_capabilities (cap_value_t spared)
{
	cap_t none = cap_init ();
	int result = -1;

	if (none == NULL)
		return -1;
	if (spared == NO_CAPABILITY
	    || (cap_set_flag (none, CAP_PERMITTED, 1, &spared, CAP_SET) == 0
	        && cap_set_flag (none, CAP_EFFECTIVE, 1, &spared, CAP_SET) == 0))
		result = cap_set_proc (none);
	cap_free (none);
	return result;
}

/* Stage 5: what we may get. */
static int lock_up (void)
{
	if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return -1;
	return prctl (PR_SET_DUMPABLE, 0, 0, 0, 0);
}

/* Stage 6: whether any way back is left. */
static bool is_locked (void)
{
	cap_t mine = cap_get_proc (), none = cap_init ();
	bool empty = mine != NULL && none != NULL && cap_compare (mine, none) == 0;

	cap_free (mine);
	cap_free (none);
	return empty && getuid () != 0 && geteuid () != 0 && setresuid (0, 0, 0) != 0
	       && setresgid (0, 0, 0) != 0 && setgroups (0, NULL) != 0;
}

static const char *failed_stage (const struct passwd *user)
{
	if (drop_heritage (NO_CAPABILITY) != 0)
		return "the bounding capabilities cannot be dropped";
	if (geteuid () == 0 && change_user (user) != 0)
		return "the user cannot be changed";
	if (drop_capabilities (NO_CAPABILITY) != 0)
		return "the capabilities cannot be dropped";
	if (lock_up () != 0)
		return "new privileges cannot be renounced";
	return NULL;
}

int sandbox_enter (const char *name, char *message, size_t size)
{
	const struct passwd *user;
	const char *stage;

	errno = 0;
	user = getpwnam (name);
	if (user == NULL) {
		if (errno == 0)
			snprintf (message, size, "there is no user \"%s\" (option -u)", name);
		else
			snprintf (message, size, "user \"%s\": %s", name, strerror (errno));
		return -1;
	}
	if (user->pw_uid == 0) {
		snprintf (message, size, "user \"%s\" is root: name another one (option -u)", name);
		return -1;
	}
	stage = failed_stage (user);
	if (stage != NULL) {
		snprintf (message, size, "%s: %s", stage, strerror (errno));
		return -1;
	}
	if (!is_locked ()) {
		snprintf (message, size, "privileges are left after dropping them");
		return -1;
	}
	return 0;
}

int sandbox_keep_net_admin (void)
{
	if (drop_heritage (CAP_NET_ADMIN) != 0)
		return -1;
	if (drop_capabilities (have_capability (CAP_NET_ADMIN) ? CAP_NET_ADMIN : NO_CAPABILITY) != 0)
		return -1;
	return lock_up ();
}
