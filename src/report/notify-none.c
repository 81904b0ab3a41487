/*
 * notify-none.c - no service-manager notification
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "report/notify.h"

void notify_prepare (void)
{
}

void notify_ready (void)
{
}

void notify_starting (void)
{
}

void notify_reloading (void)
{
}

void notify_stopping (void)
{
}

void notify_status (const char *format, ...)
{
	(void)format;
}

int notify_watch (struct event_base *base)
{
	(void)base;
	return 0;
}

void notify_end (void)
{
}
