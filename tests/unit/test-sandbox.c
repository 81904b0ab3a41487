/*
 * test-sandbox.c - dropping privileges
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "process/sandbox.h"

#include <config.h>
#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <sys/wait.h>
#include <unistd.h>
#include "process/caps.h"
#include "process/lockdown.h"
#include "script.h"
#include "unit.h"

#define DAC_OVERRIDE "0000000000000002" /* capability 1 */
#define NONE         "0000000000000000"

/* Whether /proc/self/status has this line. */
static bool status_has (const char *name, const char *value)
{
	const char *status = script_read ("/proc/self/status");
	char line[80];

	snprintf (line, sizeof (line), "\n%s:\t%s", name, value);
	if (strstr (status, line) != NULL)
		return true;
	printf ("not in the status: %s\n", line + 1);
	fflush (stdout);
	return false;
}

/* Without libcap, a process that is still root has all capabilities. */
static bool capabilities_are (const char *own, const char *bounding)
{
	if (!status_has ("NoNewPrivs", "1"))
		return false;
	if (!caps_exist && getuid () == 0)
		return true;
	return status_has ("CapAmb", NONE) && status_has ("CapPrm", own)
	       && status_has ("CapEff", own)
	       && (!caps_exist || (status_has ("CapInh", NONE) && status_has ("CapBnd", bounding)));
}

/* Runs a check in a child, which loses its privileges. */
static bool in_child (bool (*check) (void))
{
	int status;
	pid_t child = fork ();

	if (child == 0)
		_exit (check () ? EXIT_SUCCESS : EXIT_FAILURE);
	ck_assert_int_gt (child, 0);
	ck_assert_int_eq (waitpid (child, &status, 0), child);
	return WIFEXITED (status) && WEXITSTATUS (status) == EXIT_SUCCESS;
}

static bool check_daemon (void)
{
	return sandbox_daemon ("nobody", NULL) == 0 && getuid () != 0 && geteuid () != 0
	       && getgid () != 0 && getegid () != 0 && getgroups (0, NULL) == 0
	       && capabilities_are (NONE, NONE) && setuid (0) != 0 && setgid (0) != 0;
}

START_TEST (daemon_keeps_no_privilege)
{
	ck_assert (in_child (check_daemon));
}
END_TEST

/* Where the kernel has no such restriction, files can still be opened. */
static bool check_files (void)
{
	FILE *file;

	if (lockdown_privileges () != 0 || lockdown_files () != 0)
		return false;
	file = fopen ("/proc/self/status", "r");
	return lockdown_has_files () ? file == NULL && errno == EACCES : file != NULL;
}

START_TEST (files_cannot_be_opened_after_lockdown)
{
	ck_assert (in_child (check_files));
}
END_TEST

static char root_directory[] = "test-sandbox.XXXXXX";

static bool check_root_directory (void)
{
	return sandbox_daemon ("nobody", root_directory) == 0 && access ("/proc", F_OK) != 0
	       && access ("/", F_OK) == 0 && getuid () != 0 && chroot ("/") != 0;
}

static bool check_bad_root_directory (void)
{
	return sandbox_daemon ("nobody", "/no/such/folder") != 0 && errno == ENOENT;
}

START_TEST (daemon_is_confined_to_root_directory)
{
	ck_assert_ptr_nonnull (mkdtemp (root_directory));
	ck_assert (in_child (check_root_directory));
	rmdir (root_directory);
	ck_assert (in_child (check_bad_root_directory));
}
END_TEST

static bool is_undumpable (void)
{
#ifdef __linux__
	return prctl (PR_GET_DUMPABLE) == 0;
#else
	return true;
#endif
}

static bool check_helper (void)
{
	int keep = dup (STDOUT_FILENO), other = dup (STDOUT_FILENO);
	const char byte = 0;

	return sandbox_helper (other) == 0 && getuid () == 0 && write (keep, &byte, 0) == 0
	       && write (other, &byte, 0) < 0 && errno == EBADF && getenv ("PATH") == NULL
	       && is_undumpable ();
}

START_TEST (helper_keeps_user_and_lower_descriptors)
{
	ck_assert (in_child (check_helper));
}
END_TEST

static bool check_bad_users (void)
{
	bool unknown = sandbox_daemon ("no-such-user-here", NULL) != 0 && errno == ESRCH;

	return unknown && sandbox_daemon ("root", NULL) != 0 && errno == EDOM
	       && sandbox_daemon ("0", NULL) != 0 && errno == EDOM
	       && sandbox_daemon ("4294967294", NULL) != 0 && errno == ESRCH && getuid () == 0;
}

static bool check_number (void)
{
	const struct passwd nobody = *getpwnam ("nobody");
	char number[16];

	snprintf (number, sizeof (number), "%u", (unsigned)nobody.pw_uid);
	return sandbox_daemon (number, NULL) == 0 && getuid () == nobody.pw_uid
	       && getgid () == nobody.pw_gid;
}

START_TEST (user_may_be_given_by_number)
{
	ck_assert (in_child (check_number));
}
END_TEST

START_TEST (default_user_is_own_then_miredo_then_nobody)
{
	const char *other = getpwnam ("miredo") != NULL ? "miredo" : "nobody";

	if (strcmp (MIREDO_DEFAULT_USER, "") != 0)
		return; /* fixed when built */
	ck_assert_str_eq (sandbox_default_user ("daemon"), "daemon");
	ck_assert_str_eq (sandbox_default_user ("no-such-user-here"), other);
}
END_TEST

static bool check_keeper (void)
{
	int keep = dup (STDOUT_FILENO), other = dup (STDOUT_FILENO);
	const char byte = 0;

	return sandbox_keeper (keep) == 0 && getuid () == 0 && capabilities_are (DAC_OVERRIDE, NONE)
	       && write (keep, &byte, 0) == 0 && write (other, &byte, 0) < 0 && errno == EBADF;
}

static bool check_keeper_without_capability (void)
{
	if (!caps_exist)
		return true;
	return caps_keep (CAPS_NONE) == 0 && sandbox_keeper (STDOUT_FILENO) == 0
	       && status_has ("CapEff", NONE);
}

START_TEST (keeper_keeps_cap_dac_override_and_one_descriptor)
{
	ck_assert (in_child (check_keeper));
	ck_assert (in_child (check_keeper_without_capability));
}
END_TEST

START_TEST (unknown_user_and_root_are_refused)
{
	ck_assert (in_child (check_bad_users));
}
END_TEST

int main (void)
{
	const TTest *const tests[] = {
		daemon_keeps_no_privilege,
		daemon_is_confined_to_root_directory,
		helper_keeps_user_and_lower_descriptors,
		keeper_keeps_cap_dac_override_and_one_descriptor,
		unknown_user_and_root_are_refused,
		user_may_be_given_by_number,
		default_user_is_own_then_miredo_then_nobody,
		files_cannot_be_opened_after_lockdown,
	};

	if (!caps_exist)
		puts ("built without libcap: capabilities are not checked");
	if (geteuid () != 0) {
		puts ("skipped: only root can drop privileges");
		return 77;
	}
	return unit_run ("sandbox", tests, ARRAY_LEN (tests));
}
