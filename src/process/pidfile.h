/*
 * pidfile.h - locked PID file of a daemon
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_PIDFILE_H
#define MIREDO_PIDFILE_H

#include <sys/types.h>

struct pidfile {
	int fd;     /* open and locked until pidfile_close; -1: none */
	int dir_fd; /* the folder, to remove the file when no longer root */
	char name[256];
};

/*
 * Locks the file for this process and its children; a file left by a dead process
 * is reused. 0; -1 with errno: EWOULDBLOCK if another process has locked it, whose
 * PID is stored in *owner (0: unknown).
 */
int pidfile_open (struct pidfile *, const char *path, pid_t *owner);

/* Writes the PID of this process. 0, or -1 with errno. */
int pidfile_write (const struct pidfile *);

/* Removes the file, or empties it if the folder is no longer writable, and releases
 * the lock. */
void pidfile_close (struct pidfile *);

#endif
