/*
 * router-socket.c - a UDP socket to the router, for PCP and NAT-PMP
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "portmap/router-socket.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <unistd.h>
#include "portmap/pcp.h"

#define PATIENCE_MS 250

int router_socket_open (const struct gateway *gateway)
{
	const struct sockaddr_in own = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl (gateway->own),
	};
	const struct sockaddr_in router = {
		.sin_family = AF_INET,
		.sin_port = htons (PCP_PORT),
		.sin_addr.s_addr = htonl (gateway->router),
	};
	const int fd = socket (AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	if (bind (fd, (const struct sockaddr *)&own, sizeof (own)) == 0
	    && connect (fd, (const struct sockaddr *)&router, sizeof (router)) == 0)
		return fd;
	close (fd);
	return -1;
}

bool router_socket_is_refused (void)
{
	return errno != EAGAIN && errno != EINTR;
}

ssize_t router_socket_ask (int fd, const void *request, size_t len, void *answer, size_t cap)
{
	struct pollfd readable = { .fd = fd, .events = POLLIN };

	if (send (fd, request, len, 0) != (ssize_t)len || poll (&readable, 1, PATIENCE_MS) <= 0)
		return -1;
	return recv (fd, answer, cap, 0);
}
