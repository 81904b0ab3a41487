/*
 * notify.c - service-manager notification, as in sd_notify(3)
 *
 * Each notification is a datagram to the socket named by NOTIFY_SOCKET.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "report/notify.h"

#include <event2/event.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static struct sockaddr_un manager;
static socklen_t manager_len; /* 0: no notification */
static uint64_t watchdog;     /* interval, microseconds; 0: no watchdog */
static struct event *heartbeat;

/* --- environment --- */

/* A path, or a name in the abstract namespace if it begins with "@". */
static void set_manager (const char *name)
{
	const size_t len = strlen (name);

	if ((name[0] != '/' && name[0] != '@') || len < 2 || len >= sizeof (manager.sun_path))
		return;
	manager.sun_family = AF_UNIX;
	memcpy (manager.sun_path, name, len);
	if (name[0] == '@')
		manager.sun_path[0] = '\0';
	manager_len = (socklen_t)(offsetof (struct sockaddr_un, sun_path) + len);
}

/* A decimal number from the environment; 0 if there is none. */
static uint64_t number_of (const char *variable)
{
	const char *text = getenv (variable);
	char *end = NULL;
	uint64_t number;

	if (text == NULL || *text < '0' || *text > '9')
		return 0;
	number = strtoull (text, &end, 10);
	return *end == '\0' ? number : 0;
}

void notify_prepare (void)
{
	const char *name = getenv ("NOTIFY_SOCKET");
	const uint64_t pid = number_of ("WATCHDOG_PID"); /* 0: any process */

	if (name != NULL)
		set_manager (name);
	watchdog = pid == 0 || pid == (uint64_t)getpid () ? number_of ("WATCHDOG_USEC") : 0;
}

/* --- notifications --- */

/* Sends with the flags of send(2). A notification that cannot be sent is not worth a message. */
static void notify_with (const char *text, int flags)
{
	int fd;

	if (manager_len == 0)
		return;
	fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	sendto (fd, text, strlen (text), MSG_NOSIGNAL | flags, (const struct sockaddr *)&manager,
	        manager_len);
	close (fd);
}

/* Waits if the queue of the service manager is full. */
static void notify (const char *text)
{
	notify_with (text, 0);
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
	notify_with ("WATCHDOG=1", MSG_DONTWAIT); /* one more in a full queue does not matter */
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
	manager_len = 0;
}
