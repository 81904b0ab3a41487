/*
 * helper.c - the helper miredo-privproc, as seen from miredo
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "helper/helper.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/i18n.h"
#include "base/log.h"

#define PROGRAM     PKGLIBEXECDIR "/miredo-privproc"
#define PATIENCE_MS 5000 /* to wait for its exit */

/* Starts the program with its end of the channel. 0, or an error. Unlike fork, this does not copy
 * the memory of this process. */
static int spawn (pid_t *pid, int channel, const struct arguments *a)
{
	posix_spawn_file_actions_t actions;
	char language[64];
	char *const env[] = { language, NULL };
	int err;

	snprintf (language, sizeof (language), "LC_ALL=%s", i18n_language ());
	err = posix_spawn_file_actions_init (&actions);
	if (err != 0)
		return err;
	/* dup2 clears close-on-exec, here even if both numbers are the same. */
	err = posix_spawn_file_actions_adddup2 (&actions, channel, ARGUMENTS_CHANNEL_FD);
	if (err == 0)
		err = posix_spawn (pid, PROGRAM, &actions, NULL, (char *const *)(uintptr_t)a->argv,
		                   env);
	posix_spawn_file_actions_destroy (&actions);
	return err;
}

int helper_start (struct helper *helper, const struct helper_setup *setup)
{
	struct arguments arguments;
	int fds[2], err;

	*helper = (struct helper){ .fd = -1, .pid = -1 };
	arguments_write (&arguments, setup);
	if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) != 0)
		return -1;
	err = spawn (&helper->pid, fds[1], &arguments);
	close (fds[1]);
	if (err != 0) {
		close (fds[0]);
		errno = err;
		return -1;
	}
	helper->fd = fds[0];
	return fcntl (helper->fd, F_SETFL, O_NONBLOCK);
}

static void log_request (unsigned number, const struct request *request)
{
	char text[INET6_ADDRSTRLEN];

	if (request->verb == REQUEST_UP)
		log_debug ("helper: request %u: up %s, MTU %u", number,
		           inet_ntop (AF_INET6, &request->address, text, sizeof (text)),
		           request->mtu);
	else
		log_debug ("helper: request %u: %s", number,
		           request->verb == REQUEST_RELAY ? "relay" : "down");
}

int helper_send (struct helper *helper, const struct request *request)
{
	uint8_t bytes[REQUEST_LEN];

	request_pack (bytes, request);
	if (send (helper->fd, bytes, sizeof (bytes), MSG_NOSIGNAL) != (ssize_t)sizeof (bytes))
		return -1;
	log_request (++helper->sent, request);
	return 0;
}

int helper_receive (struct helper *helper, enum reply *reply)
{
	ssize_t len;
	uint8_t byte;

	do
		len = recv (helper->fd, &byte, 1, 0);
	while (len < 0 && errno == EINTR);
	if (len < 0 && errno == EAGAIN)
		return 0;
	if (len != 1 || helper->received == helper->sent || byte > REPLY_FAILED)
		return -1;
	*reply = (enum reply)byte;
	log_debug ("helper: reply to request %u: %s", ++helper->received,
	           *reply == REPLY_DONE ? "done" : "failed");
	return 1;
}

/* Waits until the helper has closed its end of the channel, as the last thing it does. False
 * if that takes too long. */
static bool wait_for_end (int fd)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
	uint8_t byte;

	while (poll (&poll_fd, 1, PATIENCE_MS) > 0)
		if (recv (fd, &byte, 1, 0) <= 0)
			return true;
	return false;
}

void helper_stop (struct helper *helper)
{
	if (helper->fd < 0)
		return;
	shutdown (helper->fd, SHUT_WR);
	/* It cannot be killed: it is root, this process no longer is. */
	if (wait_for_end (helper->fd))
		waitpid (helper->pid, NULL, 0);
	close (helper->fd);
	helper->fd = -1;
}
