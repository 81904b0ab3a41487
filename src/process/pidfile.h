/*
 * pidfile.h - the file that says which process a daemon is
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_PIDFILE_H
#define MIREDO_PIDFILE_H

#include <sys/types.h>

struct pidfile {
	int fd;     /* open and locked as long as the daemon lives; -1: none */
	int dir_fd; /* of its folder, to take it away when no longer root */
	char name[256];
};

/*
 * Locks a file for this process and its children. 0; -1 with errno: EWOULDBLOCK
 * if another process has it, whose number is in *owner (0: not known). A file
 * that a dead process left behind is no obstacle.
 */
int pidfile_open (struct pidfile *, const char *path, pid_t *owner);

/* Writes the number of this process; 0, or -1 with errno. */
int pidfile_write (const struct pidfile *);

/* Removes the file, or at least empties it where the folder cannot be written
 * to any more, and lets go of it. */
void pidfile_close (struct pidfile *);

#endif
