/*
 * source6.c - source address of this host for the IPv6 Internet
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/source6.h"

#include <sys/socket.h>
#include <unistd.h>

void source6_find (struct in6_addr *address)
{
	/* 2000::1; any global address would do. Connecting a UDP socket only looks up a route. */
	const struct sockaddr_in6 there = {
		.sin6_family = AF_INET6,
		.sin6_port = htons (9),
		.sin6_addr = { { { 0x20, [15] = 1 } } },
	};
	struct sockaddr_in6 here = { .sin6_family = AF_INET6 };
	socklen_t len = sizeof (here);
	int fd = socket (AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	*address = in6addr_any;
	if (fd < 0)
		return;
	if (connect (fd, (const struct sockaddr *)&there, sizeof (there)) == 0
	    && getsockname (fd, (struct sockaddr *)&here, &len) == 0)
		*address = here.sin6_addr;
	close (fd);
}
