/*
 * caps-none.c - where there are no capabilities, or no library for them
 *
 * Linux itself takes all of them from a process that turns from root into a
 * user, so the daemons end up with as little. The helper, which stays root,
 * keeps all that root may do.
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
