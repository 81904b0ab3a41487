/*
 * log.c - messages to the administrator: standard error, then syslog
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/log.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/i18n.h"

static int facility = -1; /* of syslog; -1: standard error */
static int threshold = LOG_INFO;
static bool journal; /* reads standard error */

void log_look_for_journal (void)
{
	const char *stream = getenv ("JOURNAL_STREAM");
	char here[64];
	struct stat st;

	/* The variable may be inherited while standard error leads elsewhere. */
	if (stream == NULL || fstat (STDERR_FILENO, &st) != 0)
		return;
	snprintf (here, sizeof (here), "%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
	journal = strcmp (stream, here) == 0;
}

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
		return _ ("error: ");
	case LOG_WARNING:
		return _ ("warning: ");
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
	else if (journal)
		fprintf (stderr, "<%d>%s\n", priority, text);
	else
		fprintf (stderr, "%s%s\n", label (priority), text);
}
