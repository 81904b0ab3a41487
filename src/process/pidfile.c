/*
 * pidfile.c - locked PID file of a daemon
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "process/pidfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static pid_t read_owner (int fd)
{
	char text[16] = "";

	if (pread (fd, text, sizeof (text) - 1, 0) <= 0)
		return 0;
	return (pid_t)strtol (text, NULL, 10);
}

/* Opens the folder and splits the path; 0, or -1 with errno. */
static int open_folder (struct pidfile *pidfile, const char *path)
{
	const char *slash = strrchr (path, '/');
	const char *name = slash != NULL ? slash + 1 : path;
	char folder[4096] = ".";

	if (strlen (name) >= sizeof (pidfile->name) || strlen (path) >= sizeof (folder)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy (pidfile->name, name, strlen (name) + 1);
	if (slash != NULL)
		snprintf (folder, sizeof (folder), "%.*s", slash == path ? 1 : (int)(slash - path),
		          path);
	pidfile->dir_fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return pidfile->dir_fd < 0 ? -1 : 0;
}

/* Whether the open file still has its name: an exiting instance removes the file
 * before it releases the lock. */
static bool has_name (const struct pidfile *pidfile)
{
	struct stat open_file, named;

	return fstat (pidfile->fd, &open_file) == 0
	       && fstatat (pidfile->dir_fd, pidfile->name, &named, AT_SYMLINK_NOFOLLOW) == 0
	       && open_file.st_dev == named.st_dev && open_file.st_ino == named.st_ino;
}

/* Opens and locks the file. 0; -1 with errno, and the file may be open. */
static int lock (struct pidfile *pidfile)
{
	for (;;) {
		pidfile->fd = openat (pidfile->dir_fd, pidfile->name,
		                      O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
		if (pidfile->fd < 0 || flock (pidfile->fd, LOCK_EX | LOCK_NB) != 0)
			return -1;
		if (has_name (pidfile))
			return 0;
		close (pidfile->fd);
	}
}

int pidfile_open (struct pidfile *pidfile, const char *path, pid_t *owner)
{
	int err;

	*pidfile = (struct pidfile){ .fd = -1, .dir_fd = -1 };
	*owner = 0;
	if (open_folder (pidfile, path) != 0)
		return -1;
	if (lock (pidfile) == 0)
		return 0;
	err = errno;
	if (pidfile->fd >= 0) {
		*owner = read_owner (pidfile->fd);
		close (pidfile->fd);
	}
	close (pidfile->dir_fd);
	*pidfile = (struct pidfile){ .fd = -1, .dir_fd = -1 };
	errno = err;
	return -1;
}

int pidfile_write (const struct pidfile *pidfile)
{
	char text[16];
	int len = snprintf (text, sizeof (text), "%ld\n", (long)getpid ());

	if (ftruncate (pidfile->fd, 0) != 0)
		return -1;
	return pwrite (pidfile->fd, text, (size_t)len, 0) == len ? 0 : -1;
}

void pidfile_close (struct pidfile *pidfile)
{
	if (pidfile->fd < 0)
		return;
	if (unlinkat (pidfile->dir_fd, pidfile->name, 0) != 0 && ftruncate (pidfile->fd, 0) != 0)
		errno = 0; /* stale but unlocked: does not prevent the next start */
	close (pidfile->fd);
	close (pidfile->dir_fd);
	pidfile->fd = pidfile->dir_fd = -1;
}
