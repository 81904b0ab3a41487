/*
 * closefrom.c - closes all descriptors from one on, for C libraries without it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/compat.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

/* Closes what a folder of descriptors lists; how many that were, -1 without it.
 * What is closed may move the others in the folder, so it is not said that all
 * were seen. */
static int close_listed (const char *path, int first)
{
	DIR *folder = opendir (path);
	struct dirent *entry;
	int closed = 0;

	if (folder == NULL)
		return -1;
	while ((entry = readdir (folder)) != NULL) {
		int fd = (int)strtol (entry->d_name, NULL, 10); /* 0 for "." and ".." */

		if (fd >= first && fd != dirfd (folder) && close (fd) == 0)
			closed++;
	}
	closedir (folder);
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
