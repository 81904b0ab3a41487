/*
 * log.c - messages to the administrator: standard error, then syslog
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "log.h"

#include <stdio.h>

static int facility = -1; /* of syslog; -1: standard error */
static int threshold = LOG_INFO;

void log_prepare (const char *program)
{
	openlog (program, LOG_PID | LOG_NDELAY, LOG_DAEMON);
}

void log_to_syslog (int new_facility)
{
	facility = new_facility;
}

void log_threshold (int priority)
{
	threshold = priority;
}

bool log_wants (int priority)
{
	return priority <= threshold;
}

static const char *label (int priority)
{
	switch (priority) {
	case LOG_ERR:
		return "error: ";
	case LOG_WARNING:
		return "warning: ";
	case LOG_DEBUG:
		return "debug: ";
	default:
		return "";
	}
}

void log_at (int priority, const char *format, ...)
{
	char text[1024]; /* in one write: several processes share standard error */
	va_list args;

	if (!log_wants (priority))
		return;
	va_start (args, format);
	vsnprintf (text, sizeof (text), format, args);
	va_end (args);
	if (facility >= 0)
		syslog (facility | priority, "%s", text);
	else
		fprintf (stderr, "%s%s\n", label (priority), text);
}
