/*
 * tun6-openbsd.c - what is OpenBSD's own of tun(4)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tun6-bsd.h"

#include <net/if_tun.h>
#include <sys/ioctl.h>

int tun6_bsd_open (const char *wish, char name[IFNAMSIZ])
{
	return tun6_bsd_open_numbered (wish, name);
}

/* The address family stands in front of packets without being asked for. */
int tun6_bsd_set_up (int fd)
{
	int mode = IFF_POINTOPOINT | IFF_MULTICAST;

	return ioctl (fd, TUNSIFMODE, &mode);
}
