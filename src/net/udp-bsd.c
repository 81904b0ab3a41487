/*
 * udp-bsd.c - UDP socket options, on BSD
 *
 * BSD may fragment UDP datagrams by default.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/udp-options.h"

#include <sys/types.h>
#include <sys/socket.h>

#define SMALL (64 * 1024) /* bytes; allowed everywhere */

/* The system refuses a size above its limit; the next one tried is half of it. */
static void set_buffer (int fd, int option)
{
	for (int size = UDP_BUFFER; size >= SMALL; size /= 2)
		if (setsockopt (fd, SOL_SOCKET, option, &size, sizeof (size)) == 0)
			return;
}

void udp_set_options (int fd)
{
	set_buffer (fd, SO_RCVBUF);
	set_buffer (fd, SO_SNDBUF);
}
