/*
 * log.c - messages to the administrator: standard error, then syslog
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "log.h"

#include <stdio.h>

static bool use_syslog;
static int threshold = LOG_INFO;

void log_to_syslog (const char *program, int facility)
{
	if (use_syslog)
		closelog ();
	openlog (program, LOG_PID | LOG_NDELAY, facility);
	use_syslog = true;
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
	if (use_syslog)
		syslog (priority, "%s", text);
	else
		fprintf (stderr, "%s%s\n", label (priority), text);
}
