/*
 * spawn.h - starting a program of ours with one end of a channel
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_SPAWN_H
#define MIREDO_SPAWN_H

#include <sys/types.h>

/* Where the program finds its end of the channel, and a folder */
enum { SPAWN_CHANNEL_FD = 3, SPAWN_FOLDER_FD, SPAWN_END_FD };

struct spawned {
	pid_t pid;
	int fd; /* our end, non-blocking: SOCK_SEQPACKET; -1: none */
};

/* Starts a program, which inherits the open folder unless it is -1. 0, or -1 with errno. */
int spawn_start (struct spawned *, const char *path, const char *const argv[], int folder);

/* Closes our end for writing and waits until the program, which exits then, has closed its own.
 * Gives up after some milliseconds. Does nothing if fd is -1. */
void spawn_stop (struct spawned *, int milliseconds);

#endif
