/*
 * steer-bsd.c - which worker gets a packet, on BSD: there is one worker
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/steer.h"

#include <errno.h>

int steer_udp (int fd, unsigned workers)
{
	(void)fd;
	(void)workers;
	errno = EOPNOTSUPP;
	return -1;
}

int steer_tun (unsigned workers)
{
	(void)workers;
	errno = EOPNOTSUPP;
	return -1;
}
