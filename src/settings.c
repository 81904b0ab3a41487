/*
 * settings.c - the configuration, understood
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "settings.h"

#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <syslog.h>
#include "i18n.h"
#include "ipv4.h"
#include "params.h"

/* Modes in which a directive has an effect. */
#define IN_CLIENT (1u << MODE_CLIENT)
#define IN_RELAY  (1u << MODE_RELAY)
#define IN_SERVER (1u << MODE_SERVER)

/* Puts a value where it belongs; NULL, or what is wrong with it. */
typedef const char *take_value (struct settings *, const char *value);

static const char *take_type (struct settings *s, const char *value)
{
	static const struct {
		char name[12];
		enum settings_mode mode;
		bool nat;
	} types[] = {
		{ "client", MODE_CLIENT, false },     { "autoclient", MODE_CLIENT, false },
		{ "relay", MODE_RELAY, false },       { "cone", MODE_RELAY, false },
		{ "restricted", MODE_RELAY, true },
	};

	for (size_t i = 0; i < sizeof (types) / sizeof (types[0]); i++) {
		if (strcasecmp (value, types[i].name) == 0) {
			s->mode = types[i].mode;
			s->nat = types[i].nat;
			return NULL;
		}
	}
	return _("must be client, autoclient, relay, cone or restricted");
}

static const char *take_name (char *to, const char *value)
{
	size_t len = strlen (value);

	if (len == 0 || len > SETTINGS_NAME_MAX
	    || strspn (value, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._")
	               != len)
		return _("must be a host name or an IPv4 address");
	memcpy (to, value, len + 1);
	return NULL;
}

static const char *take_server (struct settings *s, const char *value)
{
	return take_name (s->server, value);
}

static const char *take_server2 (struct settings *s, const char *value)
{
	return take_name (s->server2, value);
}

static const char *take_ipv4 (uint32_t *to, const char *value)
{
	struct in_addr address;

	if (inet_pton (AF_INET, value, &address) != 1)
		return _("must be an IPv4 address such as 192.0.2.1");
	*to = ntohl (address.s_addr);
	return NULL;
}

static const char *take_bind_address (struct settings *s, const char *value)
{
	return take_ipv4 (&s->bind_address, value);
}

static const char *take_bind_address2 (struct settings *s, const char *value)
{
	return take_ipv4 (&s->bind_address2, value);
}

/* A decimal number of nothing but digits. */
static bool take_number (unsigned long *to, const char *value, unsigned long min, unsigned long max)
{
	char *end;

	if (*value < '0' || *value > '9')
		return false;
	errno = 0;
	*to = strtoul (value, &end, 10);
	return errno == 0 && *end == '\0' && *to >= min && *to <= max;
}

static const char *take_bind_port (struct settings *s, const char *value)
{
	unsigned long port;

	if (!take_number (&port, value, 0, UINT16_MAX))
		return _("must be a port number from 1 to 65535, or 0 for any");
	s->bind_port = (uint16_t)port;
	return NULL;
}

static const char *take_interface (struct settings *s, const char *value)
{
	size_t len = strlen (value);

	if (len == 0 || len >= sizeof (s->interface) || strpbrk (value, "/:% \t") != NULL)
		return _("must be an interface name of 1 to 15 characters");
	memcpy (s->interface, value, len + 1);
	return NULL;
}

/* "2001:0::", with or without a prefix length, which must be 32. */
static const char *take_prefix (struct settings *s, const char *value)
{
	const char *wrong = _("must be an IPv6 prefix of 32 bits such as 2001:0::");
	char text[INET6_ADDRSTRLEN] = "";
	size_t len = strcspn (value, "/");
	struct in6_addr address;

	if (len >= sizeof (text) || (value[len] == '/' && strcmp (value + len, "/32") != 0))
		return wrong;
	memcpy (text, value, len);
	if (inet_pton (AF_INET6, text, &address) != 1 || IN6_IS_ADDR_MULTICAST (&address))
		return wrong;
	for (size_t i = 4; i < sizeof (address.s6_addr); i++)
		if (address.s6_addr[i] != 0)
			return wrong;
	s->prefix = (uint32_t)address.s6_addr[0] << 24 | (uint32_t)address.s6_addr[1] << 16
	            | (uint32_t)address.s6_addr[2] << 8 | address.s6_addr[3];
	return NULL;
}

static const char *take_mtu (struct settings *s, const char *value)
{
	unsigned long mtu;

	if (!take_number (&mtu, value, TEREDO_MTU_MIN, TEREDO_MTU_MAX))
		return _("must be a number of bytes from 1280 to 65467");
	s->mtu = (unsigned)mtu;
	return NULL;
}

static const char *take_facility (struct settings *s, const char *value)
{
	static const struct {
		char name[8];
		int facility;
	} facilities[] = {
		{ "daemon", LOG_DAEMON }, { "kern", LOG_KERN },     { "user", LOG_USER },
		{ "local0", LOG_LOCAL0 }, { "local1", LOG_LOCAL1 }, { "local2", LOG_LOCAL2 },
		{ "local3", LOG_LOCAL3 }, { "local4", LOG_LOCAL4 }, { "local5", LOG_LOCAL5 },
		{ "local6", LOG_LOCAL6 }, { "local7", LOG_LOCAL7 },
	};

	for (size_t i = 0; i < sizeof (facilities) / sizeof (facilities[0]); i++) {
		if (strcasecmp (value, facilities[i].name) == 0) {
			s->facility = facilities[i].facility;
			return NULL;
		}
	}
	return _("must be daemon, kern, user or local0 to local7");
}

static const char *take_discovery (struct settings *s, const char *value)
{
	if (strcasecmp (value, "yes") != 0 && strcasecmp (value, "no") != 0)
		return _("must be yes or no");
	s->discovery = strcasecmp (value, "yes") == 0;
	return NULL;
}

/* Names of interfaces, in which the wildcards of a shell may stand. */
static const char *take_discovery_interfaces (struct settings *s, const char *value)
{
	const char *blanks = " \t";

	if (*value == '\0' || strlen (value) > SETTINGS_INTERFACES_MAX)
		return _("must be names of interfaces, with blanks between them");
	for (const char *at = value; *at != '\0'; at += strspn (at, blanks)) {
		size_t len = strcspn (at, blanks);

		if (len >= sizeof (s->interface) || memchr (at, '/', len) != NULL)
			return _("must be names of interfaces, with blanks between them");
		at += len;
	}
	strcpy (s->discovery_interfaces, value);
	return NULL;
}

static const struct directive {
	char name[20];
	unsigned modes; /* in which it has an effect */
	take_value *take;
} directives[] = {
	{ "RelayType", IN_CLIENT | IN_RELAY, take_type },
	{ "ServerAddress", IN_CLIENT, take_server },
	{ "ServerAddress2", IN_CLIENT, take_server2 },
	{ "LocalDiscovery", IN_CLIENT, take_discovery },
	{ "DiscoveryInterfaces", IN_CLIENT, take_discovery_interfaces },
	{ "BindAddress", IN_CLIENT | IN_RELAY, take_bind_address },
	{ "BindPort", IN_CLIENT | IN_RELAY, take_bind_port },
	{ "InterfaceName", IN_CLIENT | IN_RELAY, take_interface },
	{ "Prefix", IN_RELAY | IN_SERVER, take_prefix },
	{ "InterfaceMTU", IN_RELAY | IN_SERVER, take_mtu },
	{ "SyslogFacility", IN_CLIENT | IN_RELAY | IN_SERVER, take_facility },
	{ "ServerBindAddress", IN_SERVER, take_bind_address },
	{ "ServerBindAddress2", IN_SERVER, take_bind_address2 },
};

static const struct directive *find_directive (const char *name, unsigned modes)
{
	for (size_t i = 0; i < sizeof (directives) / sizeof (directives[0]); i++)
		if (strcasecmp (directives[i].name, name) == 0 && (directives[i].modes & modes) != 0)
			return &directives[i];
	return NULL;
}

/* The first line with the same directive as line i; i itself if it is that. */
static size_t first_of_name (const struct conf *conf, size_t i)
{
	size_t first = 0;

	while (strcasecmp (conf->lines[first].name, conf->lines[i].name) != 0)
		first++;
	return first;
}

static void take_line (struct settings *s, const struct conf *conf, size_t i, unsigned program,
                       struct faults *faults)
{
	const struct conf_line *line = &conf->lines[i];
	const struct directive *directive = find_directive (line->name, program);
	const char *wrong;
	size_t first;

	if (directive == NULL) {
		faults_add (faults, FAULT_ERROR, conf->file, line->number,
		            _("unknown directive \"%s\""), line->name);
		return;
	}
	first = first_of_name (conf, i);
	if (first != i) {
		faults_add (faults, FAULT_ERROR, conf->file, line->number,
		            _("%s was given already in line %u"), directive->name,
		            conf->lines[first].number);
		return;
	}
	wrong = directive->take (s, line->value);
	if (wrong != NULL)
		faults_add (faults, FAULT_ERROR, conf->file, line->number, "%s \"%s\": %s",
		            directive->name, line->value, wrong);
}

/* A directive that is none of this mode's. An MTU of one's own would cut a
 * client off from peers that know nothing of it, hence is refused. */
static void judge_without_effect (const struct settings *s, const struct directive *d,
                                  const struct conf *conf, unsigned number,
                                  struct faults *faults)
{
	if (s->mode != MODE_CLIENT)
		faults_add (faults, FAULT_WARNING, conf->file, number,
		            _("%s has no effect in a relay"), d->name);
	else if (d->take == take_mtu)
		faults_add (faults, FAULT_ERROR, conf->file, number,
		            _("%s is for relays: a client's MTU is 1280 bytes, or what its server "
		              "advertises"), d->name);
	else
		faults_add (faults, FAULT_WARNING, conf->file, number,
		            _("%s has no effect in a client"), d->name);
}

/* What each line means in the mode that the file as a whole has. */
static void judge_lines (const struct settings *s, const struct conf *conf, unsigned program,
                         struct faults *faults)
{
	for (size_t i = 0; i < conf->count; i++) {
		const struct directive *d = find_directive (conf->lines[i].name, program);

		if (d == NULL)
			continue;
		if ((d->modes & 1u << s->mode) == 0)
			judge_without_effect (s, d, conf, conf->lines[i].number, faults);
		if (d->take == take_type && s->nat)
			faults_add (faults, FAULT_WARNING, conf->file, conf->lines[i].number,
			            _("%s \"%s\" is deprecated: use relay, on a host that the "
			              "Internet can reach"), d->name, conf->lines[i].value);
	}
}

static void take_lines (struct settings *s, const struct conf *conf, unsigned program,
                        struct faults *faults)
{
	s->prefix = TEREDO_PREFIX;
	s->mtu = TEREDO_MTU_MIN;
	s->facility = LOG_DAEMON;
	s->discovery = true;
	strcpy (s->interface, "teredo");
	for (size_t i = 0; i < conf->count; i++)
		take_line (s, conf, i, program, faults);
	judge_lines (s, conf, program, faults);
	if (s->mode == MODE_CLIENT) {
		s->prefix = TEREDO_PREFIX;
		s->mtu = TEREDO_MTU_MIN;
	}
}

/* Teredo carries nothing to or from such an address (RFC 4380 5.2.4). */
static void warn_not_global (const char *name, uint32_t ip, const struct conf *conf,
                             struct faults *faults)
{
	if (ip != 0 && !teredo_ipv4_is_global (ip))
		faults_add (faults, FAULT_WARNING, conf->file, 0,
		            _("%s is no address of the Internet (%s): Teredo will not work"), name,
		            teredo_ipv4_special (ip));
}

void settings_miredo (struct settings *s, const struct conf *conf, struct faults *faults)
{
	uint32_t server = 0;

	*s = (struct settings){ .mode = MODE_CLIENT };
	take_lines (s, conf, IN_CLIENT | IN_RELAY, faults);
	take_ipv4 (&server, s->server); /* stays 0 if it is a name */
	if (s->mode == MODE_CLIENT)
		warn_not_global ("ServerAddress", server, conf, faults);
}

void settings_server (struct settings *s, const struct conf *conf, struct faults *faults)
{
	*s = (struct settings){ .mode = MODE_SERVER };
	take_lines (s, conf, IN_SERVER, faults);
	if (s->bind_address == 0)
		faults_add (faults, FAULT_ERROR, conf->file, 0,
		            _("ServerBindAddress must say which IPv4 address the server has"));
	if (s->bind_address2 == 0)
		s->bind_address2 = s->bind_address + 1;
	if (s->bind_address != 0 && s->bind_address == s->bind_address2)
		faults_add (faults, FAULT_ERROR, conf->file, 0,
		            _("ServerBindAddress2 must differ from ServerBindAddress"));
	warn_not_global ("ServerBindAddress", s->bind_address, conf, faults);
	warn_not_global ("ServerBindAddress2", s->bind_address2, conf, faults);
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
		{ server ? "ServerBindAddress" : "BindAddress", a->bind_address != b->bind_address },
		{ "ServerBindAddress2", a->bind_address2 != b->bind_address2 },
		{ "BindPort", a->bind_port != b->bind_port },
		{ "Prefix", a->prefix != b->prefix },
		{ "InterfaceMTU", a->mtu != b->mtu },
	};
	size_t len = 0;

	for (size_t i = 0; i < sizeof (fixed) / sizeof (fixed[0]); i++)
		if (fixed[i].changed && len < size)
			len += (size_t)snprintf (text + len, size - len, "%s%s",
			                         len > 0 ? ", " : "", fixed[i].name);
	return len > 0;
}

bool settings_set_server (struct settings *s, const char *name)
{
	s->server2[0] = '\0';
	return take_name (s->server, name) == NULL;
}
