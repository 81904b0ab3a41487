/*
 * lockdown-bsd.c - no way back to privileges, and no look inside, on BSD
 *
 * NetBSD and OpenBSD have no such promise about what a process executes, and
 * the daemons execute nothing once they are confined; FreeBSD's is younger than
 * the releases in use. Of no process that changed its user is a core file
 * written or a debugger let in: that is the rule of all three.
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
