/*
 * pidfile.h - locked PID file of a daemon
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_PIDFILE_H
#define MIREDO_PIDFILE_H

#include <sys/types.h>
#include "process/pidfile-name.h"

struct pidfile {
	int fd;        /* open for reading and locked until pidfile_close; -1: none */
	int dir_fd;    /* the folder; -1: closed */
	int keeper_fd; /* end of a pipe: closing it makes the keeper remove the file; -1: none */
	pid_t keeper;
	char name[PIDFILE_NAME_MAX + 1];
};

#define PIDFILE_NONE \
	{ \
		.fd = -1, .dir_fd = -1, .keeper_fd = -1 \
	}

/*
 * Creates and locks the file; one left by a dead process is reused. 0; -1 with errno:
 * EWOULDBLOCK if another process has locked it, whose PID is stored in *owner (0: unknown).
 */
int pidfile_open (struct pidfile *, const char *path, pid_t *owner);

/* Writes the PID of this process, and starts the keeper: a process that has the privileges
 * to remove the file once this one has ended, in whatever way. 0, or -1 with errno. */
int pidfile_write (struct pidfile *);

/* Ends the keeper without removing the file: another process now does that (pidfile_remove). */
void pidfile_dismiss_keeper (struct pidfile *);

/* Closes the folder, through which a daemon could leave its chroot. */
void pidfile_close_folder (struct pidfile *);

/* Removes the file, by the keeper if there is one, or else if the folder is still open, and
 * releases the lock. */
void pidfile_close (struct pidfile *);

#endif
