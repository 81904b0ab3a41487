/*
 * settings-exit.c - settings of an exit, checked together
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "conf/settings.h"

#include "base/i18n.h"
#include "values/addr.h"

static void warn_without_exit (const struct settings *s, const char *file,
                               struct diagnostics *diags)
{
	for (size_t i = DIRECTIVE_EXIT_SERVER; i <= DIRECTIVE_EXIT_RATE; i++)
		if (s->lines[i] != 0)
			diagnostics_add (diags, DIAGNOSTIC_WARNING, file, s->lines[i],
			                 _ ("%s has no effect without Exit"), directives[i].name);
}

/* Sets the server to the one on this host. */
static void find_server (struct settings *s, const char *server_file, const char *file,
                         struct diagnostics *diags)
{
	const unsigned line = s->lines[DIRECTIVE_EXIT];
	struct diagnostics others = { .list = NULL };
	char quote[DIAGNOSTIC_QUOTE_SIZE];
	struct settings server;

	if (settings_read (&server, SETTINGS_MIREDO_SERVER, server_file, NULL, &others) != 0)
		diagnostics_add (diags, DIAGNOSTIC_ERROR, file, line,
		                 _ ("ExitServer is required: %s"), others.list[0].text);
	else if (server.bind_name[0] == '\0')
		diagnostics_add (diags, DIAGNOSTIC_ERROR, file, line,
		                 _ ("ExitServer is required: %s has no ServerBindAddress"),
		                 server_file);
	else if (exit_parse_server (&s->exit.server, server.bind_name).text != NULL)
		diagnostics_add (
			diags, DIAGNOSTIC_ERROR, file, line,
			_ ("ExitServer is required: ServerBindAddress in %s is \"%s\", not "
		           "a public IPv4 address"),
			server_file, diagnostic_quote (quote, server.bind_name));
	diagnostics_clear (&others);
}

static void check_prefix (const struct settings *s, const char *file, struct diagnostics *diags)
{
	if (s->exit.kind == EXIT_PREFIX && teredo_address_in_prefix (&s->exit.prefix, s->prefix))
		diagnostics_add (
			diags, DIAGNOSTIC_ERROR, file, s->lines[DIRECTIVE_EXIT], "%s",
			_ ("the prefix of Exit must not be in that of the Teredo addresses, "
		           "Prefix"));
}

static void check_interface (const struct settings *s, const char *file, struct diagnostics *diags)
{
	char quote[DIAGNOSTIC_QUOTE_SIZE];

	if (!exit_can_name (s->interface))
		diagnostics_add (diags, DIAGNOSTIC_ERROR, file, s->lines[DIRECTIVE_INTERFACE],
		                 _ ("InterfaceName \"%s\": with Exit, it must consist of letters, "
		                    "digits, \".\", \"_\" and \"-\""),
		                 diagnostic_quote (quote, s->interface));
}

static void check_rates (const struct settings *s, const char *file, struct diagnostics *diags)
{
	if (s->exit.rate != 0 && s->exit.client_rate > s->exit.rate)
		diagnostics_add (diags, DIAGNOSTIC_WARNING, file,
		                 s->lines[DIRECTIVE_EXIT_CLIENT_RATE],
		                 _ ("ExitClientRate has no effect: it is more than ExitRate"));
}

void settings_complete_exit (struct settings *s, const char *server_file, const char *file,
                             struct diagnostics *diags)
{
	if (s->lines[DIRECTIVE_EXIT] == 0)
		warn_without_exit (s, file, diags);
	if (s->exit.kind == EXIT_NONE)
		return;
	if (s->lines[DIRECTIVE_EXIT_SERVER] == 0)
		find_server (s, server_file, file, diags);
	check_prefix (s, file, diags);
	check_interface (s, file, diags);
	check_rates (s, file, diags);
}
