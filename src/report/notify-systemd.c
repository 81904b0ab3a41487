/*
 * notify-systemd.c - service-manager notification with libsystemd
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "report/notify.h"

#include <event2/event.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-daemon.h>
#include <time.h>

static char *socket_name; /* NULL: none */
static uint64_t watchdog; /* interval, microseconds; 0: no watchdog */
static struct event *heartbeat;

void notify_prepare (void)
{
	const char *name = getenv ("NOTIFY_SOCKET");

	if (name != NULL)
		socket_name = strdup (name);
	if (sd_watchdog_enabled (0, &watchdog) <= 0)
		watchdog = 0;
}

/* libsystemd takes the socket from the environment only. sd_notify's first argument removes
 * it again, so that no program we start inherits it. */
static void notify (const char *text)
{
	if (socket_name == NULL || setenv ("NOTIFY_SOCKET", socket_name, 1) != 0)
		return;
	sd_notify (1, text);
}

void notify_ready (void)
{
	notify ("READY=1");
}

void notify_starting (void)
{
	notify ("EXTEND_TIMEOUT_USEC=10000000");
}

void notify_reloading (void)
{
	struct timespec now;
	char text[64];

	clock_gettime (CLOCK_MONOTONIC, &now);
	snprintf (text, sizeof (text), "RELOADING=1\nMONOTONIC_USEC=%" PRIu64,
	          (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000);
	notify (text);
}

void notify_stopping (void)
{
	notify ("STOPPING=1");
}

void notify_status (const char *format, ...)
{
	char text[256] = "STATUS=";
	const size_t at = strlen (text);
	va_list args;

	va_start (args, format);
	vsnprintf (text + at, sizeof (text) - at, format, args);
	va_end (args);
	notify (text);
}

static void on_heartbeat (evutil_socket_t fd, short what, void *ctx)
{
	(void)fd;
	(void)what;
	(void)ctx;
	notify ("WATCHDOG=1");
}

/* Twice as often as required, as sd_watchdog_enabled(3) advises. */
int notify_watch (struct event_base *base)
{
	const struct timeval period = {
		.tv_sec = (time_t)(watchdog / 2 / 1000000),
		.tv_usec = (suseconds_t)(watchdog / 2 % 1000000),
	};

	if (watchdog == 0)
		return 0;
	heartbeat = event_new (base, -1, EV_PERSIST, on_heartbeat, NULL);
	return heartbeat != NULL && event_add (heartbeat, &period) == 0 ? 0 : -1;
}

void notify_end (void)
{
	if (heartbeat != NULL)
		event_free (heartbeat);
	heartbeat = NULL;
	free (socket_name);
	socket_name = NULL;
}
