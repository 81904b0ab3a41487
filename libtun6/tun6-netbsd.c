/*
 * tun6-netbsd.c - tun(4) of NetBSD
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tun6-bsd.h"

#include <net/if_tun.h>
#include <sys/ioctl.h>

int tun6_bsd_enable_head (int fd)
{
	int head = 1;

	return ioctl (fd, TUNSIFHEAD, &head);
}
