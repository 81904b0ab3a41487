/*
 * directives-exit.c - directives of an exit
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "conf/directives-exit.h"

#include "conf/settings.h"

struct verdict directive_parse_exit (struct settings *s, const char *value)
{
	return exit_parse (&s->exit, value);
}

void directive_print_exit (const struct settings *s, char *text, size_t size)
{
	exit_print (&s->exit, text, size);
}

struct verdict directive_parse_exit_server (struct settings *s, const char *value)
{
	return exit_parse_server (&s->exit.server, value);
}

void directive_print_exit_server (const struct settings *s, char *text, size_t size)
{
	exit_print_server (s->exit.server, text, size);
}

struct verdict directive_parse_exit_allow (struct settings *s, const char *value)
{
	return exit_parse_networks (&s->exit.allow, value);
}

void directive_print_exit_allow (const struct settings *s, char *text, size_t size)
{
	exit_print_networks (&s->exit.allow, text, size);
}

struct verdict directive_parse_exit_deny (struct settings *s, const char *value)
{
	return exit_parse_networks (&s->exit.deny, value);
}

void directive_print_exit_deny (const struct settings *s, char *text, size_t size)
{
	exit_print_networks (&s->exit.deny, text, size);
}

struct verdict directive_parse_exit_client_rate (struct settings *s, const char *value)
{
	return exit_parse_rate (&s->exit.client_rate, value);
}

void directive_print_exit_client_rate (const struct settings *s, char *text, size_t size)
{
	exit_print_rate (s->exit.client_rate, text, size);
}

struct verdict directive_parse_exit_rate (struct settings *s, const char *value)
{
	return exit_parse_rate (&s->exit.rate, value);
}

void directive_print_exit_rate (const struct settings *s, char *text, size_t size)
{
	exit_print_rate (s->exit.rate, text, size);
}
