/*
 * directives-client.c - directives of a client
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "conf/directives-client.h"

#include <stdio.h>
#include <string.h>
#include "base/i18n.h"
#include "conf/settings.h"
#include "conf/value.h"

/* The functions of a directive that is yes or no: its field in struct settings. */
#define YES_OR_NO(name, field) \
	struct verdict directive_parse_##name (struct settings *s, const char *value) \
	{ \
		return value_yes_no (&s->field, value); \
	} \
\
	void directive_print_##name (const struct settings *s, char *text, size_t size) \
	{ \
		value_print_yes_no (s->field, text, size); \
	}

YES_OR_NO (adaptive_refresh, adaptive_refresh)
YES_OR_NO (discovery, discovery)
YES_OR_NO (port_mapping, port_mapping)
YES_OR_NO (symmetric, extensions.symmetric)
YES_OR_NO (upnp_symmetric, extensions.upnp_symmetric)
YES_OR_NO (port_preserving, extensions.port_preserving)
YES_OR_NO (sequential, extensions.sequential)
YES_OR_NO (hairpinning, extensions.hairpinning)
YES_OR_NO (load_reduction, extensions.server_load_reduction)
YES_OR_NO (birthday, extensions.birthday)

struct verdict directive_parse_refresh (struct settings *s, const char *value)
{
	uint32_t seconds;

	if (!value_number (&seconds, value, SETTINGS_REFRESH_MAX) || seconds < SETTINGS_REFRESH_MIN)
		return value_invalid (_ ("must be a number of seconds from 5 to 600"));
	s->refresh = seconds;
	return value_notation (value, seconds);
}

void directive_print_refresh (const struct settings *s, char *text, size_t size)
{
	snprintf (text, size, "%u", s->refresh);
}

/* Interface names with shell wildcards. */
struct verdict directive_parse_discovery_interfaces (struct settings *s, const char *value)
{
	const char *blanks = " \t";

	if (*value == '\0' || strlen (value) > SETTINGS_INTERFACES_MAX)
		return value_invalid (_ ("must be a list of interface names, separated by blanks"));
	for (const char *at = value; *at != '\0'; at += strspn (at, blanks)) {
		size_t len = strcspn (at, blanks);

		if (len >= sizeof (s->interface) || memchr (at, '/', len) != NULL)
			return value_invalid (
				_ ("must be a list of interface names, separated by blanks"));
		at += len;
	}
	memcpy (s->discovery_interfaces, value, strlen (value) + 1);
	return value_valid;
}

void directive_print_discovery_interfaces (const struct settings *s, char *text, size_t size)
{
	snprintf (text, size, "%s", s->discovery_interfaces);
}
