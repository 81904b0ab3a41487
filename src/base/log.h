/*
 * log.h - messages to the administrator: standard error, then syslog
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_LOG_H
#define MIREDO_LOG_H

#include <stdarg.h>
#include <stdbool.h>
#include <syslog.h>

/* Finds out whether standard error is read by systemd's journal, which then is told
 * of priorities its own way (sd-daemon(3)). Before the environment is emptied. */
void log_look_for_journal (void);

/* Connects to syslog, while it can be found (chroot). The name must stay. */
void log_prepare (const char *program);

/* Until this is called, messages go to standard error. */
void log_to_syslog (int facility);

/* Which messages are written: those of this priority and graver ones; LOG_INFO
 * at first. */
void log_threshold (int priority);
bool log_wants (int priority);

/* priority: LOG_ERR, LOG_WARNING, LOG_NOTICE, LOG_INFO, LOG_DEBUG. One line, no
 * newline at its end. */
void log_at (int priority, const char *format, ...) __attribute__ ((format (printf, 2, 3)));

#define log_error(...)   log_at (LOG_ERR, __VA_ARGS__)
#define log_warning(...) log_at (LOG_WARNING, __VA_ARGS__)
#define log_notice(...)  log_at (LOG_NOTICE, __VA_ARGS__)
#define log_info(...)    log_at (LOG_INFO, __VA_ARGS__)
#define log_debug(...)   log_at (LOG_DEBUG, __VA_ARGS__)

#endif
