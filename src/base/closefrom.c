/*
 * closefrom.c - closefrom(3) for C libraries without it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/compat.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

/* Closes the descriptors listed in a directory. Returns their number, or -1 if there is no
 * such directory. Closing may reorder the directory, so that some are missed. */
static int close_listed (const char *path, int first)
{
	DIR *directory = opendir (path);
	struct dirent *entry;
	int closed = 0;

	if (directory == NULL)
		return -1;
	while ((entry = readdir (directory)) != NULL) {
		int fd = (int)strtol (entry->d_name, NULL, 10); /* 0 for "." and ".." */

		if (fd >= first && fd != dirfd (directory) && close (fd) == 0)
			closed++;
	}
	closedir (directory);
	return closed;
}

void closefrom (int first)
{
	const long max = sysconf (_SC_OPEN_MAX);
	int closed;

	do
		closed = close_listed ("/proc/self/fd", first);
	while (closed > 0);
	if (closed < 0)
		for (int fd = first; fd < max; fd++)
			close (fd);
}
