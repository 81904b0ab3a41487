/*
 * tun6-openbsd.c - what is OpenBSD's own of tun(4)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tun6-bsd.h"

/* It stands there without being asked for. */
int tun6_bsd_ask_for_head (int fd)
{
	(void)fd;
	return 0;
}
