/*
 * lockdown-linux.c - no new privileges, no core files, no debuggers: Linux
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "process/lockdown.h"

#include <sys/prctl.h>

int lockdown_privileges (void)
{
	return prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

int lockdown_memory (void)
{
	return prctl (PR_SET_DUMPABLE, 0);
}
