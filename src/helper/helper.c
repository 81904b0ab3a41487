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
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/i18n.h"
#include "base/log.h"

#define PROGRAM     PKGLIBEXECDIR "/miredo-privproc"
#define PATIENCE_MS 5000 /* to wait for its exit */

/* In the child. */
static _Noreturn void execute (int channel, const struct arguments *a)
{
	/* dup2 clears close-on-exec, but not if both numbers are the same. */
	if (channel == ARGUMENTS_CHANNEL_FD)
		fcntl (channel, F_SETFD, 0);
	else
		dup2 (channel, ARGUMENTS_CHANNEL_FD);
	setenv ("LC_ALL", i18n_language (), 1);
	execv (PROGRAM, (char *const *)(uintptr_t)a->argv);
	log_error ("%s: %s", PROGRAM, strerror (errno));
	_exit (EXIT_FAILURE);
}

int helper_start (struct helper *helper, const struct helper_setup *setup)
{
	struct arguments arguments;
	int fds[2];

	*helper = (struct helper){ .fd = -1, .pid = -1 };
	arguments_write (&arguments, setup);
	if (access (PROGRAM, X_OK) != 0)
		return -1;
	if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) != 0)
		return -1;
	helper->pid = fork ();
	if (helper->pid == 0)
		execute (fds[1], &arguments);
	close (fds[1]);
	if (helper->pid < 0) {
		close (fds[0]);
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
