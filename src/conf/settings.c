/*
 * settings.c - the configuration, understood
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "conf/settings.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <syslog.h>
#include "conf/directives.h"
#include "base/i18n.h"
#include "values/ipv4.h"
#include "bytes/array.h"
#include "bytes/params.h"

#define DEFAULT_INTERFACE "teredo"

/* The first line with the same directive as line i; i itself if it is that. */
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
		                 _ ("%s was given already in line %u"), directive->name,
		                 conf->lines[first].number);
		return;
	}
	s->lines[directive - directives] = line->number;
	wrong = directive->parse (s, line->value);
	if (wrong != NULL)
		diagnostics_add (diags, DIAGNOSTIC_ERROR, conf->file, line->number, "%s \"%s\": %s",
		                 directive->name, line->value, wrong);
}

/* A directive that is none of this mode's. An MTU of one's own would cut a
 * client off from peers that know nothing of it, hence is refused. */
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

/* What each line means in the mode that the file as a whole has. */
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

static void parse_lines (struct settings *s, const struct conf *conf, unsigned program,
                         struct diagnostics *diags)
{
	s->prefix = TEREDO_PREFIX;
	s->mtu = TEREDO_MTU_MIN;
	s->facility = LOG_DAEMON;
	s->discovery = true;
	memcpy (s->interface, DEFAULT_INTERFACE, sizeof (DEFAULT_INTERFACE));
	for (size_t i = 0; i < conf->count; i++)
		parse_line (s, conf, i, program, diags);
	judge_lines (s, conf, program, diags);
	if (s->mode == MODE_CLIENT) {
		s->prefix = TEREDO_PREFIX;
		s->mtu = TEREDO_MTU_MIN;
	}
}

/* Teredo carries nothing to or from such an address (RFC 4380 5.2.4). */
static void warn_not_global (const char *name, uint32_t ip, const struct conf *conf,
                             struct diagnostics *diags)
{
	if (ip != 0 && !teredo_ipv4_is_global (ip))
		diagnostics_add (diags, DIAGNOSTIC_WARNING, conf->file, 0,
		                 _ ("%s is no address of the Internet (%s): Teredo will not work"),
		                 name, _ (teredo_ipv4_special (ip)));
}

void settings_miredo (struct settings *s, const struct conf *conf, struct diagnostics *diags)
{
	uint32_t server = 0;

	*s = (struct settings){ .mode = MODE_CLIENT };
	parse_lines (s, conf, IN_CLIENT | IN_RELAY, diags);
	directives_parse_ipv4 (&server, s->server); /* stays 0 if it is a name */
	if (s->mode == MODE_CLIENT)
		warn_not_global ("ServerAddress", server, conf, diags);
}

void settings_server (struct settings *s, const struct conf *conf, struct diagnostics *diags)
{
	*s = (struct settings){ .mode = MODE_SERVER };
	parse_lines (s, conf, IN_SERVER, diags);
	if (s->bind_address == 0)
		diagnostics_add (
			diags, DIAGNOSTIC_ERROR, conf->file, 0,
			_ ("ServerBindAddress must say which IPv4 address the server has"));
	if (s->bind_address != 0 && s->bind_address2 == 0)
		s->bind_address2 = s->bind_address + 1;
	if (s->bind_address != 0 && s->bind_address == s->bind_address2)
		diagnostics_add (diags, DIAGNOSTIC_ERROR, conf->file, 0,
		                 _ ("ServerBindAddress2 must differ from ServerBindAddress"));
	warn_not_global ("ServerBindAddress", s->bind_address, conf, diags);
	warn_not_global ("ServerBindAddress2", s->bind_address2, conf, diags);
}

bool settings_fixed_changes (const struct settings *a, const struct settings *b, char *text,
                             size_t size)
{
	const bool server = a->mode == MODE_SERVER;
	const struct {
		const char *name;
		bool changed;
	} fixed[] = {
		{ "RelayType", a->mode != b->mode || a->nat != b->nat },
		{ "InterfaceName", strcmp (a->interface, b->interface) != 0 },
		{ server ? "ServerBindAddress" : "BindAddress",
		  a->bind_address != b->bind_address },
		{ "ServerBindAddress2", a->bind_address2 != b->bind_address2 },
		{ "BindPort", a->bind_port != b->bind_port },
		{ "Prefix", a->prefix != b->prefix },
		{ "InterfaceMTU", a->mtu != b->mtu },
	};
	size_t len = 0;

	for (size_t i = 0; i < ARRAY_LEN (fixed); i++)
		if (fixed[i].changed && len < size)
			len += (size_t)snprintf (text + len, size - len, "%s%s",
			                         len > 0 ? ", " : "", fixed[i].name);
	return len > 0;
}

void settings_require (struct settings *s, const char *server, const char *file,
                       struct diagnostics *diags)
{
	const char *wrong = NULL;

	if (s->mode != MODE_CLIENT)
		return;
	if (server != NULL) {
		s->server2[0] = '\0'; /* that of another server */
		wrong = directives_parse_name (s->server, server);
	}
	if (wrong != NULL)
		diagnostics_add (diags, DIAGNOSTIC_ERROR, server, 0, "%s", wrong);
	else if (s->server[0] == '\0')
		diagnostics_add (diags, DIAGNOSTIC_ERROR, file, 0,
		                 _ ("ServerAddress must say which Teredo server to use"));
}
