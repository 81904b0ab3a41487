/*
 * tun6-netbsd.c - what is NetBSD's own of tun(4)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tun6-bsd.h"

#include <net/if_tun.h>
#include <sys/ioctl.h>

int tun6_bsd_ask_for_head (int fd)
{
	int head = 1;

	return ioctl (fd, TUNSIFHEAD, &head);
}
