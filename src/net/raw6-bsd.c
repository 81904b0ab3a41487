/*
 * raw6-bsd.c - whole IPv6 packets out to the Internet: not on BSD
 *
 * Raw IPv6 sockets of the BSDs write the header themselves, and take no source
 * that is not the host's own.
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
