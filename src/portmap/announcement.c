/*
 * announcement.c - a router that has restarted, or has another address, says so
 *
 * Both PCP (RFC 6887 14.1) and NAT-PMP (RFC 6886 3.2.1) do it by multicast to all hosts. What
 * they say does not matter, as the router is asked again.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "portmap/announcement.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include "portmap/pcp.h"

#define CLIENT_PORT 5350
#define TURNS       64

int announcement_open (void)
{
	const struct sockaddr_in any = {
		.sin_family = AF_INET,
		.sin_port = htons (CLIENT_PORT),
	};
	const int on = 1;
	const int fd = socket (AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof (on));
	if (bind (fd, (const struct sockaddr *)&any, sizeof (any)) == 0)
		return fd;
	close (fd);
	return -1;
}

bool announcement_receive (int fd, uint32_t router)
{
	bool found = false;

	for (int turn = 0; turn < TURNS; turn++) {
		struct sockaddr_in from = { .sin_port = 0 };
		socklen_t len = sizeof (from);
		char byte;

		if (recvfrom (fd, &byte, sizeof (byte), 0, (struct sockaddr *)&from, &len) < 0)
			break;
		found = found
		        || (from.sin_port == htons (PCP_PORT)
		            && from.sin_addr.s_addr == htonl (router));
	}
	return found;
}
