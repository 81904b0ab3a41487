/*
 * ifwatch-bsd.c - no notifications: the state of the interface is looked up instead
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/ifwatch.h"

int ifwatch_open (void)
{
	return -1;
}

enum ifwatch_change ifwatch_read (int fd, unsigned ifindex)
{
	(void)fd;
	(void)ifindex;
	return IFWATCH_NONE;
}
