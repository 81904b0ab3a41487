/*
 * raw6-bsd.c - raw socket for complete IPv6 packets: not available on BSD
 *
 * The kernel of BSD writes the IPv6 header itself, and refuses a source address that is not the
 * host's own.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/raw6.h"

#include <errno.h>

int raw6_open (void)
{
	errno = EOPNOTSUPP;
	return -1;
}

int raw6_send (int fd, struct teredo_slice packet)
{
	(void)fd;
	(void)packet;
	errno = EOPNOTSUPP;
	return -1;
}
