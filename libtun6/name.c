/*
 * name.c - interface names
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "name.h"

#include <errno.h>
#include <string.h>
#include "tun6.h"

int tun6_name_check (const char *name)
{
	/* what the kernel refuses, and what it takes as a pattern ("tun%d") */
	if (strlen (name) <= TUN6_NAME_MAX && strpbrk (name, "/:% \t\n\v\f\r") == NULL
	    && strcmp (name, ".") != 0 && strcmp (name, "..") != 0)
		return 0;
	errno = EINVAL;
	return -1;
}
