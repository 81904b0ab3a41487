/*
 * pidfile-name.h - PID file under its name in a folder
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_PIDFILE_NAME_H
#define MIREDO_PIDFILE_NAME_H

#include <stdbool.h>
#include <sys/types.h>

#define PIDFILE_NAME_MAX 255 /* bytes */

/* Opens the file, never through a symbolic link; mode 0644 if the flags create it. A descriptor
 * that is closed on exec, or -1 with errno. */
int pidfile_open_name (int folder, const char *name, int flags);

/* Whether an open file still has this name. */
bool pidfile_has_name (int fd, int folder, const char *name);

/* The PID that an open file contains; 0: none. */
pid_t pidfile_owner (int fd);

/* Removes the file of a daemon that has ended, or that waits for it to be removed, in which case
 * this is a child of that daemon. Leaves the file of any other one that runs. */
void pidfile_remove (int folder, const char *name, pid_t daemon);

#endif
