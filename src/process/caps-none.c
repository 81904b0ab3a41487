/*
 * caps-none.c - capabilities of a process: not available in this build
 *
 * Linux clears all capabilities of a process that changes from root to another
 * user, so the daemons end up with none all the same.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "process/caps.h"

const bool caps_exist = false;

int caps_bound (enum caps caps)
{
	(void)caps;
	return 0;
}

int caps_keep (enum caps caps)
{
	(void)caps;
	return 0;
}
