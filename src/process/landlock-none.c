/*
 * landlock-none.c - no files, no signals to others: systems without Landlock
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "process/lockdown.h"

bool lockdown_has_files (void)
{
	return false;
}

int lockdown_files (void)
{
	return 0;
}
