/*
 * pidfile-name.c - PID file under its name in a folder
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "process/pidfile-name.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* A FIFO does not block. */
int pidfile_open_name (int folder, const char *name, int flags)
{
	return openat (folder, name, flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0644);
}

bool pidfile_has_name (int fd, int folder, const char *name)
{
	struct stat opened, named;

	return fstat (fd, &opened) == 0 && fstatat (folder, name, &named, AT_SYMLINK_NOFOLLOW) == 0
	       && opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

pid_t pidfile_owner (int fd)
{
	char text[16] = "";

	if (pread (fd, text, sizeof (text) - 1, 0) <= 0)
		return 0;
	return (pid_t)strtol (text, NULL, 10);
}

/* A daemon keeps the lock while it waits. */
static bool is_unused (int fd, pid_t daemon)
{
	return flock (fd, LOCK_EX | LOCK_NB) == 0
	       || (getppid () == daemon && pidfile_owner (fd) == daemon);
}

void pidfile_remove (int folder, const char *name, pid_t daemon)
{
	const int fd = pidfile_open_name (folder, name, O_RDONLY);

	if (fd < 0)
		return;
	if (is_unused (fd, daemon) && pidfile_has_name (fd, folder, name))
		unlinkat (folder, name, 0);
	close (fd);
}
