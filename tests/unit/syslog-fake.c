/*
 * syslog-fake.c - a stand-in for syslog(3)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "syslog-fake.h"

#include <syslog.h>

/* All functions that we use are replaced: in a static program the C library's would clash. */
void openlog (const char *ident, int options, int facility)
{
	(void)ident;
	(void)options;
	(void)facility;
}

void syslog (int priority, const char *format, ...)
{
	va_list args;

	va_start (args, format);
	syslog_record (priority, format, args);
	va_end (args);
}

/* What <syslog.h> calls instead, and may declare, where it checks for overflows. */
void __syslog_chk (int priority, int flag, const char *format, ...)
	__attribute__ ((format (printf, 3, 4)));

void __syslog_chk (int priority, int flag, const char *format, ...)
{
	va_list args;

	(void)flag;
	va_start (args, format);
	syslog_record (priority, format, args);
	va_end (args);
}
