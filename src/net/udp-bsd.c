/*
 * udp-bsd.c - options of a UDP socket, on BSD
 *
 * There UDP is not marked "do not fragment" unless one asks for it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/udp-options.h"

#include <sys/types.h>
#include <sys/socket.h>

#define SMALL (64 * 1024) /* bytes: every system allows it */

/* A size beyond the system's bound is refused, not cut: half of it, then. */
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
