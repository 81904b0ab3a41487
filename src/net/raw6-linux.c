/*
 * raw6-linux.c - raw socket for complete IPv6 packets, on Linux
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/raw6.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#define DESTINATION 24 /* offset in the IPv6 header, bytes */

int raw6_open (void)
{
	/* With this protocol number the packet includes its header, and nothing is received. */
	return socket (AF_INET6, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_RAW);
}

int raw6_send (int fd, struct teredo_slice packet)
{
	struct sockaddr_in6 to = { .sin6_family = AF_INET6 };

	memcpy (&to.sin6_addr, packet.data + DESTINATION, sizeof (to.sin6_addr));
	return sendto (fd, packet.data, packet.len, 0, (struct sockaddr *)&to, sizeof (to)) < 0 ? -1
	                                                                                        : 0;
}
