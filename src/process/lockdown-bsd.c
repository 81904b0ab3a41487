/*
 * lockdown-bsd.c - no new privileges, no core files, no debuggers: BSD
 *
 * NetBSD and OpenBSD have no counterpart of no_new_privs, and FreeBSD's is newer than
 * the releases in use; but the daemons execute nothing once they are confined. All
 * three refuse core files and debuggers for a process that has changed its user.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "process/lockdown.h"

#include <sys/types.h>
#include <sys/time.h>
#include <sys/resource.h>

int lockdown_privileges (void)
{
	return 0;
}

int lockdown_memory (void)
{
	const struct rlimit none = { 0, 0 };

	return setrlimit (RLIMIT_CORE, &none);
}
