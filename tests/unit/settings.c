/*
 * settings.c - settings parsed from a text, and what is expected of them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "settings.h"

#include <string.h>
#include "unit.h"

struct settings settings;
struct diagnostics diagnostics;

/* Parses a text as the configuration of miredo or miredo-server. A missing server of a
 * client is not reported. */
void parse_settings (const char *text, bool server)
{
	struct conf conf;

	diagnostics_clear (&diagnostics);
	ck_assert_int_eq (conf_parse (&conf, "f", text, strlen (text), &diagnostics), 0);
	if (server)
		settings_server (&settings, &conf, &diagnostics);
	else
		settings_miredo (&settings, &conf, &diagnostics);
	if (server || settings.server[0] != '\0')
		settings_complete (&settings, NULL, "f", &diagnostics);
	conf_clear (&conf);
}

void expect_valid (const char *text)
{
	parse_settings (text, false);
	ck_assert_msg (diagnostics.count == 0, "%s: %s", text,
	               diagnostics.count > 0 ? diagnostics.list[0].text : "");
}

/* The configuration of miredo gets one diagnostic with this message. */
void expect_diagnostic (const char *text, enum diagnostic_kind kind, const char *message)
{
	parse_settings (text, false);
	ck_assert_msg (diagnostics.count == 1, "%s: %zu diagnostics", text, diagnostics.count);
	ck_assert_int_eq (diagnostics.list[0].kind, kind);
	ck_assert_msg (strstr (diagnostics.list[0].text, message) != NULL, "%s: %s", text,
	               diagnostics.list[0].text);
}
