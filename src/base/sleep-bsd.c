/*
 * sleep-bsd.c - time that this host has slept: unknown
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/sleep.h"

teredo_time sleep_total (void)
{
	return 0;
}

int sleep_watch (void)
{
	return -1;
}

int sleep_watch_again (int fd)
{
	(void)fd;
	return -1;
}
