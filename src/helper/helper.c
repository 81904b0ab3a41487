/*
 * helper.c - the root helper, seen from miredo
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "helper/helper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/i18n.h"
#include "base/log.h"

#define PROGRAM     PKGLIBEXECDIR "/miredo-privproc"
#define CHANNEL_FD  3    /* where the helper finds its end */
#define PATIENCE_MS 5000 /* for its end */

struct arguments {
	char ifindex[12], prefix[12], mtu[12], facility[12];
	const char *argv[8];
};

static void make_arguments (struct arguments *a, const struct helper_setup *setup)
{
	snprintf (a->ifindex, sizeof (a->ifindex), "%u", setup->ifindex);
	snprintf (a->prefix, sizeof (a->prefix), "%08x", setup->prefix);
	snprintf (a->mtu, sizeof (a->mtu), "%u", setup->mtu);
	snprintf (a->facility, sizeof (a->facility), "%d", setup->facility);
	a->argv[0] = "miredo-privproc";
	a->argv[1] = setup->kind == HELPER_CLIENT ? "client" : "relay";
	a->argv[2] = setup->iface;
	a->argv[3] = a->ifindex;
	a->argv[4] = a->prefix;
	a->argv[5] = a->mtu;
	a->argv[6] = setup->facility < 0 ? "stderr" : a->facility;
	a->argv[7] = NULL;
}

/* In the child. */
static _Noreturn void execute (int channel, const struct arguments *a)
{
	/* dup2 clears close-on-exec; if it is that number already, fcntl does. */
	if (channel == CHANNEL_FD)
		fcntl (channel, F_SETFD, 0);
	else
		dup2 (channel, CHANNEL_FD);
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
	make_arguments (&arguments, setup);
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

int helper_send (struct helper *helper, const struct request *order)
{
	uint8_t bytes[REQUEST_LEN];

	request_pack (bytes, order);
	if (send (helper->fd, bytes, sizeof (bytes), MSG_NOSIGNAL) != (ssize_t)sizeof (bytes))
		return -1;
	helper->pending++;
	return 0;
}

int helper_receive (struct helper *helper, enum reply *answer)
{
	ssize_t len;
	uint8_t byte;

	do
		len = recv (helper->fd, &byte, 1, 0);
	while (len < 0 && errno == EINTR);
	if (len < 0 && errno == EAGAIN)
		return 0;
	if (len != 1 || helper->pending == 0 || byte > REPLY_FAILED)
		return -1;
	helper->pending--;
	*answer = (enum reply)byte;
	return 1;
}

/* Waits until the helper has closed its end, which it does last of all; false if it takes
 * too long. */
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
	/* we cannot kill it: it is root, we are not any more */
	if (wait_for_end (helper->fd))
		waitpid (helper->pid, NULL, 0);
	close (helper->fd);
	helper->fd = -1;
}
