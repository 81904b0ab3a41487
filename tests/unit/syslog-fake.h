/*
 * syslog-fake.h - a stand-in for syslog(3)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_SYSLOG_FAKE_H
#define TESTS_SYSLOG_FAKE_H

#include <stdarg.h>

/* Receives the messages; each test program defines it. */
void syslog_record (int priority, const char *format, va_list args)
	__attribute__ ((format (printf, 2, 0)));

#endif
