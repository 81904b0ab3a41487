/*
 * udp-linux.c - UDP socket options, on Linux
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/udp-options.h"

#include <netinet/in.h>
#include <sys/socket.h>

void udp_set_options (int fd)
{
	const int size = UDP_BUFFER, never = IP_PMTUDISC_DONT;

	/* With privileges any size is accepted, without them as much as the system allows. */
	if (setsockopt (fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof (size)) != 0)
		setsockopt (fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof (size));
	if (setsockopt (fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof (size)) != 0)
		setsockopt (fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof (size));
	setsockopt (fd, IPPROTO_IP, IP_MTU_DISCOVER, &never, sizeof (never));
}
