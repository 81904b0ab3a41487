/*
 * directives-secure.c - directives of secure qualification
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "conf/directives-secure.h"

#include <stdio.h>
#include <string.h>
#include "base/i18n.h"
#include "base/number.h"
#include "conf/secrets.h"
#include "conf/settings.h"
#include "roles/server.h"

struct verdict directive_parse_identifier (struct settings *s, const char *value)
{
	if (!secrets_is_word (value))
		return value_invalid (_ ("must be an identifier of 1 to 255 bytes without blanks"));
	snprintf (s->secure.identifier, sizeof (s->secure.identifier), "%s", value);
	return value_valid;
}

void directive_print_identifier (const struct settings *s, char *text, size_t size)
{
	snprintf (text, size, "%s", s->secure.identifier);
}

/* Absolute, as the daemons change to the root folder. */
static struct verdict parse_file (char file[SECURE_FILE_MAX + 1], const char *value)
{
	const size_t len = strlen (value);

	if (value[0] != '/' || len > SECURE_FILE_MAX)
		return value_invalid (_ ("must be the name of a file, beginning with \"/\""));
	memcpy (file, value, len + 1);
	return value_valid;
}

struct verdict directive_parse_secret_file (struct settings *s, const char *value)
{
	return parse_file (s->secure.secret_file, value);
}

void directive_print_secret_file (const struct settings *s, char *text, size_t size)
{
	snprintf (text, size, "%s", s->secure.secret_file);
}

struct verdict directive_parse_clients_file (struct settings *s, const char *value)
{
	return parse_file (s->secure.clients_file, value);
}

void directive_print_clients_file (const struct settings *s, char *text, size_t size)
{
	snprintf (text, size, "%s", s->secure.clients_file);
}

struct verdict directive_parse_secure_only (struct settings *s, const char *value)
{
	return value_yes_no (&s->secure.only, value);
}

void directive_print_secure_only (const struct settings *s, char *text, size_t size)
{
	snprintf (text, size, "%s", s->secure.only ? "yes" : "no");
}

struct verdict directive_parse_exit_key_file (struct settings *s, const char *value)
{
	return parse_file (s->secure.exit_key_file, value);
}

void directive_print_exit_key_file (const struct settings *s, char *text, size_t size)
{
	snprintf (text, size, "%s", s->secure.exit_key_file);
}

struct verdict directive_parse_forward_rate (struct settings *s, const char *value)
{
	if (!number_parse (&s->secure.forward_rate, value, 10, 0, TEREDO_FORWARD_RATE_MAX))
		return value_invalid (
			_ ("must be a number of Mbit/s from 1 to 250, or 0 to forward no data"));
	return value_valid;
}

void directive_print_forward_rate (const struct settings *s, char *text, size_t size)
{
	snprintf (text, size, "%u", s->secure.forward_rate);
}
