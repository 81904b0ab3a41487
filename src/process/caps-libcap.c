/*
 * caps-libcap.c - capabilities of a process, with libcap
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "process/caps.h"

#include <stddef.h>
#include <sys/capability.h>
#include <unistd.h>

#define NO_CAP (-1)

const bool caps_exist = true;

static cap_value_t to_keep (enum caps caps)
{
	return caps == CAPS_DAC_OVERRIDE ? CAP_DAC_OVERRIDE : NO_CAP;
}

static bool may_bound (void)
{
	cap_t own = cap_get_proc ();
	cap_flag_value_t has = CAP_CLEAR;

	if (own == NULL)
		return false;
	cap_get_flag (own, CAP_SETPCAP, CAP_EFFECTIVE, &has);
	cap_free (own);
	return has == CAP_SET;
}

int caps_bound (enum caps caps)
{
	const cap_value_t keep = to_keep (caps);
	int bound;

	if (!may_bound ())
		return 0;
	/* cap_get_bound fails for the first number that the kernel does not know. */
	for (cap_value_t cap = 0; (bound = cap_get_bound (cap)) >= 0; cap++)
		if (cap != keep && bound == 1 && cap_drop_bound (cap) != 0)
			return -1;
	return 0;
}

static int keep_none (void)
{
	cap_t none = cap_init ();
	const int result = none != NULL ? cap_set_proc (none) : -1;

	if (none != NULL)
		cap_free (none);
	return result;
}

static int keep_one (cap_value_t keep)
{
	cap_t own = cap_init ();
	int result = -1;

	if (own == NULL)
		return -1;
	if (cap_set_flag (own, CAP_PERMITTED, 1, &keep, CAP_SET) == 0
	    && cap_set_flag (own, CAP_EFFECTIVE, 1, &keep, CAP_SET) == 0)
		result = cap_set_proc (own);
	cap_free (own);
	return result;
}

int caps_keep (enum caps caps)
{
	const cap_value_t keep = to_keep (caps);

	return keep == NO_CAP ? keep_none () : keep_one (keep);
}
