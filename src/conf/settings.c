/*
 * settings.c - settings of a daemon: the values of all directives
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "conf/settings.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <strings.h>
#include <syslog.h>
#include "conf/directives.h"
#include "base/i18n.h"
#include "values/ipv4.h"
#include "bytes/array.h"
#include "bytes/params.h"

/* The index of the first line with the same directive as line i; may be i. */
static size_t first_of_name (const struct conf *conf, size_t i)
{
	size_t first = 0;

	while (strcasecmp (conf->lines[first].name, conf->lines[i].name) != 0)
		first++;
	return first;
}

static void parse_line (struct settings *s, const struct conf *conf, size_t i, unsigned program,
                        struct diagnostics *diags)
{
	const struct conf_line *line = &conf->lines[i];
	const struct directive *directive = directives_find (line->name, program);
	const char *wrong;
	size_t first;

	if (directive == NULL) {
		diagnostics_add (diags, DIAGNOSTIC_ERROR, conf->file, line->number,
		                 _ ("unknown directive \"%s\""), line->name);
		return;
	}
	first = first_of_name (conf, i);
	if (first != i) {
		diagnostics_add (diags, DIAGNOSTIC_ERROR, conf->file, line->number,
		                 _ ("duplicate %s (first set on line %u)"), directive->name,
		                 conf->lines[first].number);
		return;
	}
	s->lines[directive - directives] = line->number;
	wrong = directive->parse (s, line->value);
	if (wrong != NULL)
		diagnostics_add (diags, DIAGNOSTIC_ERROR, conf->file, line->number, "%s \"%s\": %s",
		                 directive->name, line->value, wrong);
}

/* Reports a directive of another mode. InterfaceMTU is refused in a client: peers
 * that do not know its MTU could not reach it. */
static void judge_without_effect (const struct settings *s, const struct directive *d,
                                  const struct conf *conf, unsigned number,
                                  struct diagnostics *diags)
{
	if (s->mode != MODE_CLIENT)
		diagnostics_add (diags, DIAGNOSTIC_WARNING, conf->file, number,
		                 _ ("%s has no effect in a relay"), d->name);
	else if (d == &directives[DIRECTIVE_MTU])
		diagnostics_add (
			diags, DIAGNOSTIC_ERROR, conf->file, number,
			_ ("%s is for relays: a client's MTU is 1280 bytes, or what its server "
		           "advertises"),
			d->name);
	else
		diagnostics_add (diags, DIAGNOSTIC_WARNING, conf->file, number,
		                 _ ("%s has no effect in a client"), d->name);
}

/* Reports directives that have no effect in the mode of the file as a whole, and
 * deprecated values. */
static void judge_lines (const struct settings *s, const struct conf *conf, unsigned program,
                         struct diagnostics *diags)
{
	for (size_t i = 0; i < conf->count; i++) {
		const struct directive *d = directives_find (conf->lines[i].name, program);

		if (d == NULL)
			continue;
		if ((d->modes & 1u << s->mode) == 0)
			judge_without_effect (s, d, conf, conf->lines[i].number, diags);
		if (d == &directives[DIRECTIVE_TYPE] && s->nat)
			diagnostics_add (
				diags, DIAGNOSTIC_WARNING, conf->file, conf->lines[i].number,
				_ ("%s \"%s\" is deprecated: use relay, on a host that the "
			           "Internet can reach"),
				d->name, conf->lines[i].value);
	}
}

static void set_defaults (struct settings *s, enum settings_mode mode)
{
	*s = (struct settings){
		.mode = mode,
		.discovery = true,
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
	judge_lines (s, conf, program, diags);
	if (s->mode == MODE_CLIENT) {
		s->prefix = TEREDO_PREFIX;
		s->mtu = TEREDO_MTU_MIN;
	}
}

/* Teredo packets to or from such an address are dropped (RFC 4380 5.2.4). */
static void warn_not_global (const char *name, uint32_t ip, const struct conf *conf,
                             struct diagnostics *diags)
{
	if (ip != 0 && !teredo_ipv4_is_global (ip))
		diagnostics_add (diags, DIAGNOSTIC_WARNING, conf->file, 0,
		                 _ ("%s is not a public IPv4 address (%s); Teredo will not work"),
		                 name, _ (teredo_ipv4_special (ip)));
}

void settings_miredo (struct settings *s, const struct conf *conf, struct diagnostics *diags)
{
	uint32_t server = 0;

	set_defaults (s, MODE_CLIENT);
	parse_lines (s, conf, IN_CLIENT | IN_RELAY, diags);
	directives_parse_ipv4 (&server, s->server); /* remains 0 if it is a name */
	if (s->mode == MODE_CLIENT)
		warn_not_global ("ServerAddress", server, conf, diags);
}

void settings_server (struct settings *s, const struct conf *conf, struct diagnostics *diags)
{
	set_defaults (s, MODE_SERVER);
	parse_lines (s, conf, IN_SERVER, diags);
	if (s->bind_address == 0)
		diagnostics_add (diags, DIAGNOSTIC_ERROR, conf->file, 0,
		                 _ ("ServerBindAddress is required"));
	if (s->bind_address != 0 && s->bind_address2 == 0)
		s->bind_address2 = s->bind_address + 1;
	if (s->bind_address != 0 && s->bind_address == s->bind_address2)
		diagnostics_add (diags, DIAGNOSTIC_ERROR, conf->file, 0,
		                 _ ("ServerBindAddress2 must differ from ServerBindAddress"));
	warn_not_global ("ServerBindAddress", s->bind_address, conf, diags);
	warn_not_global ("ServerBindAddress2", s->bind_address2, conf, diags);
}

void settings_require (struct settings *s, const char *server, const char *file,
                       struct diagnostics *diags)
{
	const char *wrong = NULL;

	if (s->mode != MODE_CLIENT)
		return;
	if (server != NULL) {
		s->server2[0] = '\0'; /* it belongs to the server in the file */
		wrong = directives_parse_name (s->server, server);
	}
	if (wrong != NULL)
		diagnostics_add (diags, DIAGNOSTIC_ERROR, server, 0, "%s", wrong);
	else if (s->server[0] == '\0')
		diagnostics_add (diags, DIAGNOSTIC_ERROR, file, 0,
		                 _ ("ServerAddress is required (no Teredo server configured)"));
}

/* Whether the file is for miredo-server: by a directive that miredo does not have, or
 * by its name. */
static bool is_for_server (const struct conf *conf)
{
	const char *slash = strrchr (conf->file, '/');

	for (size_t i = 0; i < conf->count; i++) {
		const char *name = conf->lines[i].name;

		if (directives_find (name, IN_SERVER) != NULL
		    && directives_find (name, IN_CLIENT | IN_RELAY) == NULL)
			return true;
	}
	return strstr (slash != NULL ? slash : conf->file, "server") != NULL;
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
		if (program == SETTINGS_MIREDO_SERVER
		    || (program == SETTINGS_EITHER && is_for_server (&conf)))
			settings_server (s, &conf, diags);
		else
			settings_miredo (s, &conf, diags);
		settings_require (s, server, file, diags);
	}
	conf_clear (&conf);
	return unreadable ? -1 : 0;
}

/* --- reload --- */

/* Copies the value of a directive by way of its text. */
static void copy (struct settings *to, const struct settings *from, size_t directive)
{
	const struct directive *d = &directives[directive];
	char value[DIRECTIVE_VALUE_MAX + 1];
	const char *wrong = NULL;

	d->print (from, value, sizeof (value));
	if (value[0] != '\0')
		wrong = d->parse (to, value);
	assert (wrong == NULL);
	(void)wrong;
	to->lines[directive] = from->lines[directive];
}

static bool differs (const struct settings *a, const struct settings *b, size_t directive)
{
	char value_a[DIRECTIVE_VALUE_MAX + 1], value_b[DIRECTIVE_VALUE_MAX + 1];

	directives[directive].print (a, value_a, sizeof (value_a));
	directives[directive].print (b, value_b, sizeof (value_b));
	return strcmp (value_a, value_b) != 0;
}

struct settings_changes settings_update (struct settings *running, const struct settings *new)
{
	struct settings_changes changes = { 0, 0 };
	struct settings result;

	set_defaults (&result, running->mode);
	for (size_t i = 0; i < DIRECTIVES; i++) {
		const unsigned modes = directives[i].modes;
		const bool comparable = (modes & 1u << new->mode) != 0;
		const bool apply = comparable && directives[i].change == ON_RELOAD;

		if ((modes & 1u << running->mode) == 0)
			continue;
		if (comparable && differs (running, new, i))
			*(apply ? &changes.applied : &changes.pending) |= DIRECTIVE_BIT (i);
		copy (&result, apply ? new : running, i);
	}
	*running = result;
	return changes;
}
