/*
 * spawn.c - starting a program of ours with one end of a channel
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "helper/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/i18n.h"

/* Appends to the actions: what is open as fd becomes number in the program. Neither may be a
 * number that an earlier action replaced. dup2 clears close-on-exec. 0, or an error. */
static int pass (posix_spawn_file_actions_t *actions, int fd, int number)
{
	return fd < 0 ? 0 : posix_spawn_file_actions_adddup2 (actions, fd, number);
}

/* 0, or an error. Unlike fork, this does not copy the memory of this process. */
static int spawn (pid_t *pid, int channel, int folder, const char *path, const char *const argv[])
{
	posix_spawn_file_actions_t actions;
	char language[64];
	char *const env[] = { language, NULL };
	int err;

	snprintf (language, sizeof (language), "LC_ALL=%s", i18n_language ());
	err = posix_spawn_file_actions_init (&actions);
	if (err != 0)
		return err;
	err = pass (&actions, channel, SPAWN_CHANNEL_FD);
	if (err == 0)
		err = pass (&actions, folder, SPAWN_FOLDER_FD);
	if (err == 0)
		err = posix_spawn (pid, path, &actions, NULL, (char *const *)(uintptr_t)argv, env);
	posix_spawn_file_actions_destroy (&actions);
	return err;
}

/* Copies a descriptor to a number that is not one of those in the program. */
static int above (int fd)
{
	return fcntl (fd, F_DUPFD_CLOEXEC, SPAWN_END_FD);
}

/* 0, or an error. */
static int spawn_with (struct spawned *s, int channel, int folder, const char *path,
                       const char *const argv[])
{
	const int channel_copy = above (channel), folder_copy = folder < 0 ? -1 : above (folder);
	const bool copied = channel_copy >= 0 && (folder < 0 || folder_copy >= 0);
	const int err = copied ? spawn (&s->pid, channel_copy, folder_copy, path, argv) : errno;

	if (channel_copy >= 0)
		close (channel_copy);
	if (folder_copy >= 0)
		close (folder_copy);
	return err;
}

int spawn_start (struct spawned *s, const char *path, const char *const argv[], int folder)
{
	int fds[2], err;

	*s = (struct spawned){ .fd = -1, .pid = -1 };
	if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) != 0)
		return -1;
	err = spawn_with (s, fds[1], folder, path, argv);
	close (fds[1]);
	if (err != 0) {
		close (fds[0]);
		errno = err;
		return -1;
	}
	s->fd = fds[0];
	return fcntl (s->fd, F_SETFL, O_NONBLOCK);
}

/* Waits until the program has closed its end of the channel, as the last thing it does. False
 * if that takes too long. */
static bool wait_for_end (int fd, int milliseconds)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
	uint8_t byte;

	while (poll (&poll_fd, 1, milliseconds) > 0)
		if (recv (fd, &byte, 1, 0) <= 0)
			return true;
	return false;
}

void spawn_stop (struct spawned *s, int milliseconds)
{
	if (s->fd < 0)
		return;
	shutdown (s->fd, SHUT_WR);
	if (wait_for_end (s->fd, milliseconds))
		waitpid (s->pid, NULL, 0);
	close (s->fd);
	s->fd = -1;
}
