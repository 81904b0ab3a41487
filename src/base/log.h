/*
 * log.h - messages to the administrator: standard error, then syslog
 *
 * Any thread may log; everything else is for the main thread.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_LOG_H
#define MIREDO_LOG_H

#include <stdbool.h>
#include <syslog.h>
#include "bytes/ticks.h"

/* A debug message about a single packet; syslog gets it as LOG_DEBUG. */
#define LOG_TRACE (LOG_DEBUG + 1)

/* The debug level. Errors, warnings, notices and information are always logged. */
enum {
	LOG_LEVEL_NONE,    /* no debug messages */
	LOG_LEVEL_STATES,  /* LOG_DEBUG: state changes, requests to the helper */
	LOG_LEVEL_PACKETS, /* LOG_TRACE also: each packet dropped or counted */
};

/* Detects whether standard error goes to systemd's journal; if so, each line begins with its
 * priority (sd-daemon(3)). Call this before the environment is emptied. */
void log_look_for_journal (void);

/* Connects to syslog, before chroot hides it. Keeps the pointer to the name. */
void log_prepare (const char *program);

/* Sends messages to syslog from now on, and still to standard error: but only once to
 * systemd's journal, which reads both. */
void log_to_syslog (int facility);

/* Logs to standard error no longer, if there is syslog. */
void log_leave_stderr (void);

/* Sets the level that the daemon starts with (-d); what exceeds LOG_LEVEL_PACKETS
 * is that. LOG_LEVEL_NONE until this is called. */
void log_set_level (unsigned level);

/* Switches to LOG_LEVEL_PACKETS, and back to the starting level next time. If the
 * starting level is LOG_LEVEL_PACKETS, switches debug messages off and on again.
 * The new level. */
unsigned log_toggle_level (void);

/* Whether messages of this priority are logged. */
bool log_wants (int priority);

/* Replaces the clock that limits the rate of debug messages: for tests. */
void log_set_clock (teredo_time (*now) (void));

/*
 * Logs one line; format has no newline at its end. priority: LOG_ERR, LOG_WARNING, LOG_NOTICE,
 * LOG_INFO, LOG_DEBUG or LOG_TRACE. Debug messages are limited to 500 at once and 100 a second; the
 * number suppressed is logged afterwards.
 */
void log_at (int priority, const char *format, ...) __attribute__ ((format (printf, 2, 3)));

/* A kind of message that the network can cause any number of: a static variable, whose other
 * members are zero. */
struct log_limit {
	const char *what;       /* names the kind when some were suppressed, N_ (...) */
	unsigned long count;    /* in the current minute */
	teredo_time began;      /* that minute */
	struct log_limit *next; /* among those that suppressed messages */
};

#define LOG_PER_MINUTE 10 /* messages of a kind */

/*
 * The same, but only the first 10 messages of a kind in a minute have their priority; the
 * others are LOG_TRACE. Their number is logged with the first message of whatever kind after
 * that minute. A priority of LOG_DEBUG or LOG_TRACE is not counted.
 */
void log_limited (struct log_limit *, int priority, const char *format, ...)
	__attribute__ ((format (printf, 3, 4)));

#define log_error(...)   log_at (LOG_ERR, __VA_ARGS__)
#define log_warning(...) log_at (LOG_WARNING, __VA_ARGS__)
#define log_notice(...)  log_at (LOG_NOTICE, __VA_ARGS__)
#define log_info(...)    log_at (LOG_INFO, __VA_ARGS__)
#define log_debug(...)   log_at (LOG_DEBUG, __VA_ARGS__)
#define log_trace(...)   log_at (LOG_TRACE, __VA_ARGS__)

#endif
