/*
 * log.c - messages to the administrator: standard error, then syslog
 *
 * Any thread may log. What a message needs is under one lock; the level is not, so a debug
 * message that is not wanted costs no lock.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/log.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/i18n.h"
#include "bytes/token-bucket.h"

#define DEBUG_RATE  100 /* debug messages a second */
#define DEBUG_BURST 500
#define PAUSE       TEREDO_SECONDS (1) /* after the limit was reached */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int facility = -1; /* of syslog; -1: not logging there */
static bool left_stderr;
static unsigned start_level;
static atomic_uint level;
static bool journal; /* reads standard error, and syslog */

/* Debug messages: a peer can cause any number of them. */
static teredo_time (*clock_read) (void) = clock_now;
static struct teredo_token_bucket bucket;
static teredo_time paused_until;
static unsigned long suppressed;

#define MINUTE TEREDO_SECONDS (60)

static struct log_limit *exceeded; /* a list */

void log_look_for_journal (void)
{
	const char *stream = getenv ("JOURNAL_STREAM");
	char here[64];
	struct stat st;

	/* The variable may be inherited although standard error was redirected. */
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
	pthread_mutex_lock (&lock);
	facility = new_facility;
	pthread_mutex_unlock (&lock);
}

void log_leave_stderr (void)
{
	pthread_mutex_lock (&lock);
	left_stderr = facility >= 0;
	pthread_mutex_unlock (&lock);
}

void log_set_clock (teredo_time (*now) (void))
{
	clock_read = now;
}

static void set_level (unsigned new_level)
{
	pthread_mutex_lock (&lock);
	level = new_level;
	teredo_token_bucket_init (&bucket, DEBUG_RATE, DEBUG_BURST, clock_read ());
	pthread_mutex_unlock (&lock);
}

void log_set_level (unsigned new_level)
{
	start_level = new_level < LOG_LEVEL_PACKETS ? new_level : LOG_LEVEL_PACKETS;
	set_level (start_level);
}

unsigned log_toggle_level (void)
{
	if (level != start_level)
		set_level (start_level);
	else
		set_level (start_level == LOG_LEVEL_PACKETS ? LOG_LEVEL_NONE : LOG_LEVEL_PACKETS);
	return level;
}

bool log_wants (int priority)
{
	return priority <= LOG_INFO + (int)level;
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

static void write_line (int priority, const char *text)
{
	const int known = priority == LOG_TRACE ? LOG_DEBUG : priority;

	if (facility >= 0)
		syslog (facility | known, "%s", text);
	if (left_stderr || (facility >= 0 && journal))
		return;
	if (journal)
		fprintf (stderr, "<%d>%s\n", known, text);
	else
		fprintf (stderr, "%s%s\n", label (known), text);
}

/* Whether a debug message may be written now. Once the limit is reached nothing
 * is written for a second, so that one line can sum up what was suppressed. */
static bool within_limit (teredo_time now)
{
	if (suppressed == 0 && teredo_token_bucket_take (&bucket, now))
		return true;
	if (suppressed++ == 0)
		paused_until = now + PAUSE;
	return false;
}

static void report_suppressed (teredo_time now)
{
	char text[64];

	if (suppressed == 0 || now < paused_until)
		return;
	snprintf (text, sizeof (text), "%lu messages suppressed", suppressed);
	suppressed = 0;
	write_line (LOG_DEBUG, text);
}

/* Sums up the kinds of message whose minute is over. */
static void report_exceeded (teredo_time now)
{
	struct log_limit **at = &exceeded, *limit;
	char text[256];

	while ((limit = *at) != NULL) {
		if (now - limit->began < MINUTE) {
			at = &limit->next;
			continue;
		}
		snprintf (text, sizeof (text), _ ("%lu messages suppressed: %s"),
		          limit->count - LOG_PER_MINUTE, _ (limit->what));
		limit->count = 0;
		*at = limit->next;
		write_line (LOG_NOTICE, text);
	}
}

/* Counts one message of the kind. */
static bool within_minute (struct log_limit *limit, teredo_time now)
{
	if (now - limit->began >= MINUTE)
		limit->count = 0;
	if (limit->count++ == 0)
		limit->began = now;
	if (limit->count == LOG_PER_MINUTE + 1) {
		limit->next = exceeded;
		exceeded = limit;
	}
	return limit->count <= LOG_PER_MINUTE;
}

static void log_line (teredo_time now, int priority, const char *format, va_list args)
	__attribute__ ((format (printf, 3, 0)));

static void log_line (teredo_time now, int priority, const char *format, va_list args)
{
	char text[1024]; /* in one write: several processes share standard error */

	report_exceeded (now);
	report_suppressed (now);
	if (priority >= LOG_DEBUG && !within_limit (now))
		return;
	vsnprintf (text, sizeof (text), format, args);
	write_line (priority, text);
}

void log_at (int priority, const char *format, ...)
{
	va_list args;

	if (!log_wants (priority))
		return;
	va_start (args, format);
	pthread_mutex_lock (&lock);
	log_line (clock_read (), priority, format, args);
	pthread_mutex_unlock (&lock);
	va_end (args);
}

void log_limited (struct log_limit *limit, int priority, const char *format, ...)
{
	const teredo_time now = clock_read ();
	va_list args;

	va_start (args, format);
	pthread_mutex_lock (&lock);
	report_exceeded (now);
	if (priority < LOG_DEBUG && !within_minute (limit, now))
		priority = LOG_TRACE;
	if (log_wants (priority))
		log_line (now, priority, format, args);
	pthread_mutex_unlock (&lock);
	va_end (args);
}
