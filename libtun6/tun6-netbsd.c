/*
 * tun6-netbsd.c - what is NetBSD's own of tun(4)
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

int tun6_bsd_set_up (int fd)
{
	int mode = IFF_POINTOPOINT | IFF_MULTICAST, head = 1;

	return ioctl (fd, TUNSIFMODE, &mode) != 0 ? -1 : ioctl (fd, TUNSIFHEAD, &head);
}
