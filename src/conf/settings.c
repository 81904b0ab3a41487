/*
 * settings.c - settings of a daemon: the values of all directives
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "conf/settings.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <syslog.h>
#include "conf/directives.h"
#include "conf/list.h"
#include "conf/offload.h"
#include "base/i18n.h"
#include "values/ipv4.h"
#include "bytes/array.h"
#include "bytes/params.h"

#define SERVER_FILE PKGSYSCONFDIR "/miredo-server.conf"

/* The index of the first line with the same directive as line i; may be i. */
static size_t first_of_name (const struct conf *conf, size_t i)
{
	size_t first = 0;

	while (strcasecmp (conf->lines[first].name, conf->lines[i].name) != 0)
		first++;
	return first;
}

/* Whether the values of several lines are put together. */
static bool is_list (const struct directive *d)
{
	return d == &directives[DIRECTIVE_SERVER] || d == &directives[DIRECTIVE_SERVER2];
}

/* Parses and stores a value. */
static void parse_value (struct settings *s, const struct conf *conf, const struct conf_line *line,
                         const struct directive *directive, struct diagnostics *diags)
{
	char quote[DIAGNOSTIC_QUOTE_SIZE];
	struct verdict verdict;

	if (s->lines[directive - directives] == 0)
		s->lines[directive - directives] = line->number;
	if (strpbrk (line->value, "\"'") != NULL)
		verdict = (struct verdict){ _ ("remove the quotes"), DIAGNOSTIC_ERROR };
	else
		verdict = directive->parse (s, line->value);
	if (verdict.text != NULL)
		diagnostics_add (diags, verdict.kind, conf->file, line->number, "%s \"%s\": %s",
		                 directive->name, diagnostic_quote (quote, line->value),
		                 verdict.text);
}

static void warn_no_effect (const struct settings *s, const struct directive *d,
                            const struct conf *conf, unsigned number, struct diagnostics *diags)
{
	if (s->mode == MODE_RELAY)
		diagnostics_add (diags, DIAGNOSTIC_WARNING, conf->file, number,
		                 _ ("%s has no effect in a relay"), d->name);
	else if (d == &directives[DIRECTIVE_MTU])
		diagnostics_add (diags, DIAGNOSTIC_WARNING, conf->file, number,
		                 _ ("%s has no effect in a client: its MTU is 1280 bytes, or "
		                    "what its server advertises"),
		                 d->name);
	else
		diagnostics_add (diags, DIAGNOSTIC_WARNING, conf->file, number,
		                 _ ("%s has no effect in a client"), d->name);
}

static void parse_line (struct settings *s, const struct conf *conf, size_t i, unsigned program,
                        struct diagnostics *diags)
{
	const struct conf_line *line = &conf->lines[i];
	const struct directive *directive = directives_find (line->name, program);
	const size_t first = first_of_name (conf, i);
	char quote[DIAGNOSTIC_QUOTE_SIZE];

	if (line->malformed) {
		if (directive != NULL)
			s->lines[directive - directives] = line->number; /* not missing */
	} else if (directive == NULL) {
		diagnostics_add (diags, DIAGNOSTIC_IGNORED, conf->file, line->number,
		                 _ ("unknown directive \"%s\""),
		                 diagnostic_quote (quote, line->name));
	} else if (first != i && !is_list (directive)) {
		diagnostics_add (diags, DIAGNOSTIC_IGNORED, conf->file, line->number,
		                 _ ("duplicate %s (first set on line %u); the first value is used"),
		                 directive->name, conf->lines[first].number);
	} else if ((directive->modes & 1u << s->mode) != 0) {
		parse_value (s, conf, line, directive, diags);
	} else if (!s->type_wrong) {
		warn_no_effect (s, directive, conf, line->number, diags);
	}
}

/* Parses RelayType, which decides which other directives have an effect. */
static void parse_type (struct settings *s, const struct conf *conf, struct diagnostics *diags)
{
	const struct directive *d = &directives[DIRECTIVE_TYPE];
	size_t i = 0;

	while (i < conf->count && strcasecmp (conf->lines[i].name, d->name) != 0)
		i++;
	if (i == conf->count)
		return;
	s->type_wrong = conf->lines[i].malformed || d->parse (s, conf->lines[i].value).text != NULL;
	if (s->nat)
		diagnostics_add (diags, DIAGNOSTIC_WARNING, conf->file, conf->lines[i].number,
		                 _ ("%s \"%s\" is deprecated: use relay, on a host that the "
		                    "Internet can reach"),
		                 d->name, conf->lines[i].value);
}

void settings_set_defaults (struct settings *s, enum settings_mode mode)
{
	*s = (struct settings){
		.mode = mode,
		.refresh = TEREDO_REFRESH / 1000,
		.adaptive_refresh = true,
		.discovery = true,
		.port_mapping = true,
		.extensions = TEREDO_EXTENSIONS_ALL,
		.offloads = OFFLOAD_ALL,
		.workers = 1,
		.interface = "teredo",
		.prefix = TEREDO_PREFIX,
		.mtu = TEREDO_MTU_MIN,
		.facility = LOG_DAEMON,
	};
}

static void parse_lines (struct settings *s, const struct conf *conf, unsigned program,
                         struct diagnostics *diags)
{
	for (size_t i = 0; i < conf->count; i++)
		parse_line (s, conf, i, program, diags);
}

void settings_miredo (struct settings *s, const struct conf *conf, struct diagnostics *diags)
{
	settings_set_defaults (s, MODE_CLIENT);
	parse_type (s, conf, diags);
	parse_lines (s, conf, IN_CLIENT | IN_RELAY, diags);
}

void settings_server (struct settings *s, const struct conf *conf, struct diagnostics *diags)
{
	settings_set_defaults (s, MODE_SERVER);
	parse_lines (s, conf, IN_SERVER, diags);
}

/* --- the server argument, and what depends on several values --- */

/* Reports the value of a directive; one that has no line was set by the argument, or
 * follows from the value on another line. */
static void report (const struct settings *s, size_t directive, const char *file, unsigned line,
                    enum diagnostic_kind kind, const char *text, struct diagnostics *diags)
{
	char value[DIRECTIVE_VALUE_MAX + 1], quote[DIAGNOSTIC_QUOTE_SIZE];

	directives[directive].print (s, value, sizeof (value));
	diagnostics_add (diags, kind, line != 0 ? file : NULL, line, "%s \"%s\": %s",
	                 directives[directive].name, diagnostic_quote (quote, value), text);
}

/* Teredo packets to or from such an address are dropped (RFC 4380 5.2.4). */
static void warn_not_global (const struct settings *s, size_t directive, uint32_t ip,
                             const char *file, unsigned line, struct diagnostics *diags)
{
	char text[256];

	if (ip == 0 || teredo_ipv4_is_global (ip))
		return;
	snprintf (text, sizeof (text), _ ("not a public IPv4 address (%s); Teredo will not work"),
	          _ (teredo_ipv4_special (ip)));
	report (s, directive, file, line, DIAGNOSTIC_WARNING, text, diags);
}

/* required: there is no server argument. A value that is wrong is not also missing. */
static void complete_client (struct settings *s, bool required, const char *file,
                             struct diagnostics *diags)
{
	char server[SETTINGS_NAME_MAX + 1], server2[SETTINGS_NAME_MAX + 1];

	if (s->server[0] == '\0') {
		if (required && s->lines[DIRECTIVE_SERVER] == 0)
			diagnostics_add (
				diags, DIAGNOSTIC_ERROR, file, 0,
				_ ("ServerAddress is required (no Teredo server configured)"));
		return;
	}
	for (size_t i = 0; list_word (s->server, i, server, sizeof (server)); i++) {
		uint32_t ip = 0;

		value_ipv4 (&ip, server); /* remains 0 if it is a name */
		warn_not_global (s, DIRECTIVE_SERVER, ip, file, s->lines[DIRECTIVE_SERVER], diags);
		if (list_word (s->server2, i, server2, sizeof (server2))
		    && strcasecmp (server, server2) == 0)
			report (s, DIRECTIVE_SERVER2, file, s->lines[DIRECTIVE_SERVER2],
			        DIAGNOSTIC_WARNING,
			        _ ("the same as ServerAddress; to detect symmetric NATs, set the "
			           "server's other address"),
			        diags);
	}
	if (list_count (s->server2) > list_count (s->server))
		report (s, DIRECTIVE_SERVER2, file, s->lines[DIRECTIVE_SERVER2], DIAGNOSTIC_WARNING,
		        _ ("more addresses than ServerAddress has servers; the last ones have no "
		           "effect"),
		        diags);
}

static void complete_server (struct settings *s, bool required, const char *file,
                             struct diagnostics *diags)
{
	const unsigned line = s->lines[DIRECTIVE_SERVER_ADDRESS];
	const unsigned line2 = s->lines[DIRECTIVE_SERVER_ADDRESS2];

	if (s->bind_name[0] == '\0') {
		if (required && line == 0)
			diagnostics_add (diags, DIAGNOSTIC_ERROR, file, 0,
			                 _ ("ServerBindAddress is required"));
		return;
	}
	if (s->bind_name2[0] == '\0')
		s->bind_address2 = s->bind_address != 0 ? s->bind_address + 1 : 0;
	if (strcasecmp (s->bind_name, s->bind_name2) == 0)
		report (s, DIRECTIVE_SERVER_ADDRESS2, file, line2, DIAGNOSTIC_ERROR,
		        _ ("must differ from ServerBindAddress"), diags);
	warn_not_global (s, DIRECTIVE_SERVER_ADDRESS, s->bind_address, file, line, diags);
	warn_not_global (s, DIRECTIVE_SERVER_ADDRESS2, s->bind_address2, file,
	                 line2 != 0 ? line2 : line, diags);
}

/* Replaces the server of a client or the addresses of a server. Secondary addresses in the file
 * belong to the server in the file, so they are dropped; but a server's "none" is kept. */
static void use_argument (struct settings *s, const char *server, struct diagnostics *diags)
{
	const bool client = s->mode == MODE_CLIENT;
	const size_t first = client ? DIRECTIVE_SERVER : DIRECTIVE_SERVER_ADDRESS;
	char quote[DIAGNOSTIC_QUOTE_SIZE];
	struct verdict verdict;

	*(client ? s->server : s->bind_name) = '\0';
	s->lines[first] = 0;
	if (client || !settings_one_address (s)) {
		*(client ? s->server2 : s->bind_name2) = '\0';
		s->lines[first + 1] = 0;
	}
	verdict = directives[first].parse (s, server);
	if (verdict.text != NULL)
		diagnostics_add (diags, verdict.kind, NULL, 0, _ ("argument \"%s\": %s"),
		                 diagnostic_quote (quote, server), verdict.text);
}

static void complete_relay (struct settings *s, const char *server, const char *file,
                            struct diagnostics *diags)
{
	char quote[DIAGNOSTIC_QUOTE_SIZE];

	if (server != NULL)
		diagnostics_add (diags, DIAGNOSTIC_WARNING, file, s->lines[DIRECTIVE_TYPE],
		                 _ ("the server argument \"%s\" has no effect in a relay"),
		                 diagnostic_quote (quote, server));
	settings_complete_exit (s, SERVER_FILE, file, diags);
}

void settings_complete (struct settings *s, const char *server, const char *file,
                        struct diagnostics *diags)
{
	if (s->type_wrong)
		return;
	settings_complete_secure (s, file, diags);
	if (s->mode == MODE_RELAY) {
		complete_relay (s, server, file, diags);
		return;
	}
	if (server != NULL)
		use_argument (s, server, diags);
	if (s->mode == MODE_CLIENT)
		complete_client (s, server == NULL, file, diags);
	else
		complete_server (s, server == NULL, file, diags);
}

/* --- files --- */

/* The line of the first directive that one program has and the other does not; 0: none. */
static unsigned line_for (const struct conf *conf, unsigned program, unsigned other)
{
	for (size_t i = 0; i < conf->count; i++) {
		const char *name = conf->lines[i].name;

		if (directives_find (name, program) != NULL
		    && directives_find (name, other) == NULL)
			return conf->lines[i].number;
	}
	return 0;
}

static bool has_name_of_server (const struct conf *conf)
{
	const char *slash = strrchr (conf->file, '/');

	return strstr (slash != NULL ? slash : conf->file, "server") != NULL;
}

/* Parses a file for the program that it suits: miredo-server if the file has one of its
 * directives, or its name. Says why, if the file has directives of miredo as well. */
static void parse_either (struct settings *s, const struct conf *conf, struct diagnostics *diags)
{
	const unsigned line = line_for (conf, IN_SERVER, IN_CLIENT | IN_RELAY);

	if (line == 0 && !has_name_of_server (conf)) {
		settings_miredo (s, conf, diags);
		return;
	}
	settings_server (s, conf, diags);
	if (line_for (conf, IN_CLIENT | IN_RELAY, IN_SERVER) == 0)
		return;
	if (line != 0)
		diagnostics_add (diags, DIAGNOSTIC_WARNING, conf->file, line, "%s",
		                 _ ("checked as a configuration of miredo-server because of this "
		                    "directive"));
	else
		diagnostics_add (diags, DIAGNOSTIC_WARNING, conf->file, 0, "%s",
		                 _ ("checked as a configuration of miredo-server because of its "
		                    "name"));
}

static void parse_conf (struct settings *s, enum settings_program program, const struct conf *conf,
                        struct diagnostics *diags)
{
	switch (program) {
	case SETTINGS_MIREDO:
		settings_miredo (s, conf, diags);
		break;
	case SETTINGS_MIREDO_SERVER:
		settings_server (s, conf, diags);
		break;
	case SETTINGS_EITHER:
		parse_either (s, conf, diags);
	}
}

int settings_read (struct settings *s, enum settings_program program, const char *file,
                   const char *server, struct diagnostics *diags)
{
	struct conf conf;
	bool unreadable;

	if (conf_read (&conf, file, diags) != 0) {
		diagnostics_add (diags, DIAGNOSTIC_ERROR, file, 0, "%s", strerror (errno));
		return -1;
	}
	unreadable = conf.unreadable;
	if (!unreadable) {
		parse_conf (s, program, &conf, diags);
		settings_complete (s, server, file, diags);
	}
	conf_clear (&conf);
	return unreadable ? -1 : 0;
}
