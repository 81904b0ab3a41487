/*
 * facility.c - values of SyslogFacility
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "conf/facility.h"

#include <stdio.h>
#include <strings.h>
#include <syslog.h>
#include "base/i18n.h"
#include "bytes/array.h"

static const struct {
	char name[12];
	int facility;
} facilities[] = {
	{ "daemon", LOG_DAEMON },     { "kern", LOG_KERN },     { "user", LOG_USER },
	{ "local0", LOG_LOCAL0 },     { "local1", LOG_LOCAL1 }, { "local2", LOG_LOCAL2 },
	{ "local3", LOG_LOCAL3 },     { "local4", LOG_LOCAL4 }, { "local5", LOG_LOCAL5 },
	{ "local6", LOG_LOCAL6 },     { "local7", LOG_LOCAL7 }, { "auth", LOG_AUTH },
	{ "authpriv", LOG_AUTHPRIV }, { "cron", LOG_CRON },     { "ftp", LOG_FTP },
	{ "lpr", LOG_LPR },           { "mail", LOG_MAIL },     { "news", LOG_NEWS },
	{ "syslog", LOG_SYSLOG },     { "uucp", LOG_UUCP },
};

struct verdict facility_parse (int *facility, const char *value)
{
	for (size_t i = 0; i < ARRAY_LEN (facilities); i++) {
		if (strcasecmp (value, facilities[i].name) == 0) {
			*facility = facilities[i].facility;
			return value_valid;
		}
	}
	return value_invalid (
		_ ("must be a syslog facility such as daemon, user or local0 to local7"));
}

void facility_print (int facility, char *text, size_t size)
{
	size_t i = 0;

	while (facilities[i].facility != facility)
		i++;
	snprintf (text, size, "%s", facilities[i].name);
}
