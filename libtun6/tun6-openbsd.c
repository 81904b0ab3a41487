/*
 * tun6-openbsd.c - tun(4) of OpenBSD
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tun6-bsd.h"

/* Always enabled. */
int tun6_bsd_enable_head (int fd)
{
	(void)fd;
	return 0;
}
