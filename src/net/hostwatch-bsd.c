/*
 * hostwatch-bsd.c - notifications about this host's network: route(4)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/hostwatch.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <net/route.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#define BUFFER_SIZE 4096

struct hostwatch {
	int fd;
};

struct hostwatch *hostwatch_new (void)
{
	struct hostwatch *watch = calloc (1, sizeof (*watch));

	if (watch == NULL)
		return NULL;
	watch->fd = socket (PF_ROUTE, SOCK_RAW, AF_UNSPEC);
	if (watch->fd >= 0 && fcntl (watch->fd, F_SETFL, O_NONBLOCK) == 0
	    && fcntl (watch->fd, F_SETFD, FD_CLOEXEC) == 0)
		return watch;
	hostwatch_free (watch);
	return NULL;
}

void hostwatch_free (struct hostwatch *watch)
{
	if (watch == NULL)
		return;
	if (watch->fd >= 0)
		close (watch->fd);
	free (watch);
}

int hostwatch_fd (const struct hostwatch *watch)
{
	return watch->fd;
}

/* A default route has a gateway. Other routes may have one too, but change seldom. */
static enum hostwatch_change judge (const struct rt_msghdr *message)
{
	switch (message->rtm_type) {
	case RTM_IFINFO:
	case RTM_NEWADDR:
	case RTM_DELADDR:
		return HOSTWATCH_STATE;
	case RTM_ADD:
	case RTM_DELETE:
	case RTM_CHANGE:
		return (message->rtm_flags & (RTF_GATEWAY | RTF_HOST)) == RTF_GATEWAY
		               ? HOSTWATCH_ROUTES
		               : HOSTWATCH_NONE;
	default:
		return HOSTWATCH_NONE;
	}
}

enum hostwatch_change hostwatch_read (struct hostwatch *watch)
{
	enum hostwatch_change change, greatest = HOSTWATCH_NONE;
	alignas (struct rt_msghdr) uint8_t bytes[BUFFER_SIZE];
	struct rt_msghdr message;
	ssize_t len;

	while ((len = read (watch->fd, bytes, sizeof (bytes))) > 0
	       || (len < 0 && (errno == ENOBUFS || errno == EINTR))) {
		memset (&message, 0, sizeof (message));
		if (len > 0) /* all kinds have the type in the same place */
			memcpy (&message, bytes,
			        (size_t)len < sizeof (message) ? (size_t)len : sizeof (message));
		change = len > 0            ? judge (&message)
		         : errno == ENOBUFS ? HOSTWATCH_ROUTES
		                            : HOSTWATCH_NONE;
		if (change > greatest)
			greatest = change;
	}
	return greatest;
}
