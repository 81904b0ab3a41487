/*
 * process.c - inherited descriptors and environment
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "process/process.h"

#include <stddef.h>
#include <string.h>
#include <unistd.h>
#include "base/compat.h"

extern char **environ; /* not declared by any POSIX header */

void process_close_others (int keep)
{
	for (int fd = FIRST_OTHER_FD; fd < keep; fd++)
		close (fd);
	closefrom (keep < FIRST_OTHER_FD ? FIRST_OTHER_FD : keep + 1);
}

void process_clear_environment (void)
{
	static char *nothing[] = { NULL };

	for (char **variable = environ; *variable != NULL; variable++)
		memset (*variable, 0, strlen (*variable));
	environ = nothing; /* clearenv is not portable */
}
