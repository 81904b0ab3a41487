/*
 * helper.c - miredo's side of miredo-privproc, the helper that stays root
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "helper.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "addr.h"
#include "spawn.h"

#define PROGRAM PKGLIBEXECDIR "/miredo-privproc"

struct helper {
	pid_t pid;
	int fd;
};

static pid_t spawn_helper (const struct helper_config *config, int channel)
{
	const char *program = config->program != NULL ? config->program : PROGRAM;
	const char *hook = config->hook;
	char index[16], prefix[16];
	char *const envp[] = { NULL };

	if (hook == NULL)
		hook = config->relay ? MIREDO_CONFDIR "/relay-hook" : MIREDO_CONFDIR "/client-hook";
	snprintf (index, sizeof (index), "%u", config->ifindex);
	snprintf (prefix, sizeof (prefix), "%08x", (unsigned)config->prefix);

	/* execve takes pointers to what it will not change */
	const char *const argv[] = {
		program, config->relay ? "relay" : "client", config->ifname, index, prefix, hook, NULL,
	};
	return spawn ((char *const *)(uintptr_t)argv, envp, channel);
}

struct helper *helper_start (const struct helper_config *config)
{
	struct helper *helper = malloc (sizeof (*helper));
	int ends[2] = { -1, -1 }, err;

	if (helper == NULL)
		return NULL;
	if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0) {
		helper->fd = ends[0];
		helper->pid = spawn_helper (config, ends[1]);
		if (helper->pid > 0) {
			close (ends[1]);
			return helper;
		}
	}
	err = errno;
	if (ends[0] >= 0) {
		close (ends[0]);
		close (ends[1]);
	}
	free (helper);
	errno = err;
	return NULL;
}

int helper_fd (const struct helper *helper)
{
	return helper->fd;
}

static int ask (const struct helper *helper, const struct helper_request *request)
{
	uint8_t bytes[HELPER_REQUEST_LEN];

	helper_request_pack (bytes, request);
	if (send (helper->fd, bytes, sizeof (bytes), MSG_NOSIGNAL | MSG_DONTWAIT) >= 0)
		return 0;
	if (errno == ECONNRESET || errno == ENOTCONN)
		errno = EPIPE;
	return -1;
}

int helper_up (struct helper *helper, const struct in6_addr *address, unsigned mtu)
{
	return ask (helper, &(struct helper_request){ HELPER_UP, mtu, *address });
}

int helper_down (struct helper *helper)
{
	return ask (helper, &(struct helper_request){ .op = HELPER_DOWN });
}

int helper_recv (struct helper *helper, struct helper_reply *reply)
{
	uint8_t bytes[HELPER_REPLY_LEN + 1]; /* one more, to see that a reply is too long */
	ssize_t len = recv (helper->fd, bytes, sizeof (bytes), MSG_DONTWAIT);

	if (len > 0 && helper_reply_unpack (reply, (struct teredo_slice){ bytes, (size_t)len }))
		return 1;
	if (len < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
		return 0;
	if (len > 0)
		errno = EPROTO;
	else if (len == 0 || errno == ECONNRESET)
		errno = EPIPE;
	return -1;
}

static long long milliseconds (void)
{
	struct timespec now;

	clock_gettime (CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000ll + now.tv_nsec / 1000000;
}

/* Reads on until the other end closes, which it does by ending. False: not within limit. */
static bool drain (struct helper *helper, int limit)
{
	const long long deadline = milliseconds () + limit;
	struct pollfd channel = { .fd = helper->fd, .events = POLLIN };
	struct helper_reply reply;

	while (helper_recv (helper, &reply) >= 0) {
		long long left = deadline - milliseconds ();

		if (left <= 0)
			return false;
		poll (&channel, 1, (int)left);
	}
	return true;
}

int helper_stop (struct helper *helper, int limit)
{
	int status = 0, result = 0;

	if (helper == NULL)
		return 0;
	shutdown (helper->fd, SHUT_WR);
	if (drain (helper, limit)) {
		while (waitpid (helper->pid, &status, 0) < 0 && errno == EINTR)
			;
		if (!WIFEXITED (status) || WEXITSTATUS (status) != 0) {
			errno = ECANCELED;
			result = -1;
		}
	} else {
		errno = ETIMEDOUT;
		result = -1;
	}
	int err = errno;
	close (helper->fd);
	free (helper);
	errno = err;
	return result;
}
