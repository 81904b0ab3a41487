/*
 * directives.c - table of the configuration directives
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "conf/directives.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include "base/i18n.h"
#include "bytes/array.h"
#include "bytes/params.h"
#include "conf/directives-client.h"
#include "conf/directives-exit.h"
#include "conf/directives-servers.h"
#include "conf/directives-secure.h"
#include "conf/facility.h"
#include "conf/offload.h"
#include "conf/settings.h"
#include "conf/value.h"

/* --- RelayType --- */

static const struct {
	char name[12];
	enum settings_mode mode;
	bool nat;
} types[] = {
	{ "client", MODE_CLIENT, false },   { "autoclient", MODE_CLIENT, false },
	{ "relay", MODE_RELAY, false },     { "cone", MODE_RELAY, false },
	{ "restricted", MODE_RELAY, true },
};

static struct verdict parse_type (struct settings *s, const char *value)
{
	for (size_t i = 0; i < ARRAY_LEN (types); i++) {
		if (strcasecmp (value, types[i].name) == 0) {
			s->mode = types[i].mode;
			s->nat = types[i].nat;
			return value_valid;
		}
	}
	return value_invalid (_ ("must be client, autoclient, relay, cone or restricted"));
}

static void print_type (const struct settings *s, char *text, size_t size)
{
	size_t i = 0;

	while (types[i].mode != s->mode || types[i].nat != s->nat)
		i++;
	snprintf (text, size, "%s", types[i].name);
}

/* --- addresses and numbers --- */

static struct verdict parse_bind_address (struct settings *s, const char *value)
{
	return value_host (s->bind_name, &s->bind_address, value);
}

static struct verdict parse_server_address (struct settings *s, const char *value)
{
	return value_server (s->bind_name, &s->bind_address, value);
}

static struct verdict parse_server_address2 (struct settings *s, const char *value)
{
	if (strcasecmp (value, SETTINGS_NONE) != 0)
		return value_server (s->bind_name2, &s->bind_address2, value);
	memcpy (s->bind_name2, SETTINGS_NONE, sizeof (SETTINGS_NONE));
	s->bind_address2 = 0;
	return value_valid;
}

static void print_bind_address (const struct settings *s, char *text, size_t size)
{
	snprintf (text, size, "%s", s->bind_name[0] != '\0' ? s->bind_name : "0.0.0.0");
}

/* The default follows from the primary address, if that is known. */
static void print_server_address2 (const struct settings *s, char *text, size_t size)
{
	struct in_addr address = { htonl (s->bind_address2) };
	uint32_t primary;

	snprintf (text, size, "%s", s->bind_name2);
	if (text[0] == '\0' && s->bind_address2 != 0 && value_ipv4 (&primary, s->bind_name))
		inet_ntop (AF_INET, &address, text, (socklen_t)size);
}

static struct verdict parse_bind_port (struct settings *s, const char *value)
{
	uint32_t port;

	if (!value_number (&port, value, UINT16_MAX))
		return value_invalid (
			_ ("must be a port number from 1 to 65535, or 0 for any port"));
	s->bind_port = (uint16_t)port;
	return value_notation (value, port);
}

static void print_bind_port (const struct settings *s, char *text, size_t size)
{
	snprintf (text, size, "%u", s->bind_port);
}

/* Whether the kernel refuses the name, or uses it for something else. */
static bool is_reserved (const char *name)
{
	static const char names[][8] = { ".", "..", "all", "default" };

	for (size_t i = 0; i < ARRAY_LEN (names); i++)
		if (strcmp (name, names[i]) == 0)
			return true;
	return false;
}

static struct verdict parse_interface (struct settings *s, const char *value)
{
	size_t len = strlen (value);

	if (len == 0 || len >= sizeof (s->interface) || strpbrk (value, "/:% \t") != NULL)
		return value_invalid (_ ("must be an interface name of 1 to 15 characters"));
	if (is_reserved (value))
		return value_invalid (_ ("no interface can have this name; choose another one"));
	memcpy (s->interface, value, len + 1);
	return value_valid;
}

static void print_interface (const struct settings *s, char *text, size_t size)
{
	snprintf (text, size, "%s", s->interface);
}

/* "2001:0::" or "2001:0::/32". */
static struct verdict parse_prefix (struct settings *s, const char *value)
{
	const char *wrong = _ ("must be a 32-bit IPv6 prefix such as 2001:0::");
	static const uint8_t zeros[12];
	char text[INET6_ADDRSTRLEN] = "";
	size_t len = strcspn (value, "/");
	struct in6_addr address;

	if (len >= sizeof (text) || (value[len] == '/' && strcmp (value + len, "/32") != 0))
		return value_invalid (wrong);
	memcpy (text, value, len);
	if (inet_pton (AF_INET6, text, &address) != 1 || IN6_IS_ADDR_MULTICAST (&address))
		return value_invalid (wrong);
	s->prefix = (uint32_t)address.s6_addr[0] << 24 | (uint32_t)address.s6_addr[1] << 16
	            | (uint32_t)address.s6_addr[2] << 8 | address.s6_addr[3];
	if (memcmp (address.s6_addr + 4, zeros, sizeof (zeros)) != 0)
		return value_doubtful (_ ("all but the first 32 bits are ignored"));
	return value_valid;
}

static void print_prefix (const struct settings *s, char *text, size_t size)
{
	snprintf (text, size, "%x:%x::", s->prefix >> 16, s->prefix & 0xffff);
}

/* Miredo 1.2 accepted up to 65535 bytes. */
static struct verdict parse_mtu (struct settings *s, const char *value)
{
	uint32_t mtu;

	if (!value_number (&mtu, value, UINT16_MAX) || mtu < TEREDO_MTU_MIN)
		return value_invalid (_ ("must be a number of bytes from 1280 to 65467"));
	s->mtu = mtu > TEREDO_MTU_MAX ? TEREDO_MTU_MAX : mtu;
	if (mtu > TEREDO_MTU_MAX)
		return value_doubtful (_ ("more than fits into a UDP payload; using 65467"));
	return value_notation (value, mtu);
}

static void print_mtu (const struct settings *s, char *text, size_t size)
{
	snprintf (text, size, "%u", s->mtu);
}

/* --- SyslogFacility --- */

static struct verdict parse_facility (struct settings *s, const char *value)
{
	return facility_parse (&s->facility, value);
}

static void print_facility (const struct settings *s, char *text, size_t size)
{
	facility_print (s->facility, text, size);
}

/* --- Offload --- */

static struct verdict parse_offload (struct settings *s, const char *value)
{
	return offload_parse (&s->offloads, value);
}

static void print_offload (const struct settings *s, char *text, size_t size)
{
	offload_print (s->offloads, text, size);
}

/* --- Workers --- */

static struct verdict parse_workers (struct settings *s, const char *value)
{
	uint32_t workers;

	if (!value_number (&workers, value, SETTINGS_WORKERS_MAX) || workers == 0)
		return value_invalid (_ ("must be a number from 1 to 64"));
	s->workers = workers;
	return value_notation (value, workers);
}

static void print_workers (const struct settings *s, char *text, size_t size)
{
	snprintf (text, size, "%u", s->workers);
}

_Static_assert(DIRECTIVES <= 64, "a directive_set has a bit for each");

const struct directive directives[DIRECTIVES] = {
	[DIRECTIVE_TYPE] = { "RelayType", IN_CLIENT | IN_RELAY, ON_RESTART, parse_type,
	                     print_type },
	[DIRECTIVE_SERVER] = { "ServerAddress", IN_CLIENT, ON_RELOAD, directive_parse_server,
	                       directive_print_server },
	[DIRECTIVE_SERVER2] = { "ServerAddress2", IN_CLIENT, ON_RELOAD, directive_parse_server2,
	                        directive_print_server2 },
	[DIRECTIVE_IDENTIFIER] = { "ClientIdentifier", IN_CLIENT, ON_RESTART,
	                           directive_parse_identifier, directive_print_identifier },
	[DIRECTIVE_SECRET_FILE] = { "SharedSecretFile", IN_CLIENT, ON_RESTART,
	                            directive_parse_secret_file, directive_print_secret_file },
	[DIRECTIVE_REFRESH] = { "RefreshInterval", IN_CLIENT, ON_RESTART, directive_parse_refresh,
	                        directive_print_refresh },
	[DIRECTIVE_ADAPTIVE_REFRESH] = { "AdaptiveRefresh", IN_CLIENT, ON_RESTART,
	                                 directive_parse_adaptive_refresh,
	                                 directive_print_adaptive_refresh },
	[DIRECTIVE_DISCOVERY] = { "LocalDiscovery", IN_CLIENT, ON_RELOAD, directive_parse_discovery,
	                          directive_print_discovery },
	[DIRECTIVE_DISCOVERY_INTERFACES] = { "DiscoveryInterfaces", IN_CLIENT, ON_RELOAD,
	                                     directive_parse_discovery_interfaces,
	                                     directive_print_discovery_interfaces },
	[DIRECTIVE_SERVER_ADDRESS] = { "ServerBindAddress", IN_SERVER, ON_RESTART,
	                               parse_server_address, print_bind_address },
	[DIRECTIVE_SERVER_ADDRESS2] = { "ServerBindAddress2", IN_SERVER, ON_RESTART,
	                                parse_server_address2, print_server_address2 },
	[DIRECTIVE_CLIENTS_FILE] = { "ClientsFile", IN_SERVER, ON_RELOAD,
	                             directive_parse_clients_file, directive_print_clients_file },
	[DIRECTIVE_SECURE_ONLY] = { "SecureOnly", IN_SERVER, ON_RELOAD, directive_parse_secure_only,
	                            directive_print_secure_only },
	[DIRECTIVE_FORWARD_RATE] = { "ForwardRate", IN_SERVER, ON_RESTART,
	                             directive_parse_forward_rate, directive_print_forward_rate },
	[DIRECTIVE_BIND_ADDRESS] = { "BindAddress", IN_CLIENT | IN_RELAY, ON_RESTART,
	                             parse_bind_address, print_bind_address },
	[DIRECTIVE_BIND_PORT] = { "BindPort", IN_CLIENT | IN_RELAY, ON_RESTART, parse_bind_port,
	                          print_bind_port },
	[DIRECTIVE_PORT_MAPPING] = { "PortMapping", IN_CLIENT, ON_RESTART,
	                             directive_parse_port_mapping, directive_print_port_mapping },
	[DIRECTIVE_SYMMETRIC] = { "SymmetricNAT", IN_CLIENT, ON_RESTART, directive_parse_symmetric,
	                          directive_print_symmetric },
	[DIRECTIVE_UPNP_SYMMETRIC] = { "UPnPSymmetricNAT", IN_CLIENT, ON_RESTART,
	                               directive_parse_upnp_symmetric,
	                               directive_print_upnp_symmetric },
	[DIRECTIVE_PORT_PRESERVING] = { "PortPreservingNAT", IN_CLIENT, ON_RESTART,
	                                directive_parse_port_preserving,
	                                directive_print_port_preserving },
	[DIRECTIVE_SEQUENTIAL] = { "SequentialNAT", IN_CLIENT, ON_RESTART,
	                           directive_parse_sequential, directive_print_sequential },
	[DIRECTIVE_HAIRPINNING] = { "Hairpinning", IN_CLIENT, ON_RESTART,
	                            directive_parse_hairpinning, directive_print_hairpinning },
	[DIRECTIVE_LOAD_REDUCTION] = { "ServerLoadReduction", IN_CLIENT, ON_RESTART,
	                               directive_parse_load_reduction,
	                               directive_print_load_reduction },
	[DIRECTIVE_BIRTHDAY] = { "BirthdayProbing", IN_CLIENT, ON_RESTART, directive_parse_birthday,
	                         directive_print_birthday },
	[DIRECTIVE_INTERFACE] = { "InterfaceName", IN_CLIENT | IN_RELAY, ON_RESTART,
	                          parse_interface, print_interface },
	[DIRECTIVE_PREFIX] = { "Prefix", IN_RELAY | IN_SERVER, ON_RESTART, parse_prefix,
	                       print_prefix },
	[DIRECTIVE_MTU] = { "InterfaceMTU", IN_RELAY | IN_SERVER, ON_RESTART, parse_mtu,
	                    print_mtu },
	[DIRECTIVE_EXIT] = { "Exit", IN_RELAY, ON_RESTART, directive_parse_exit,
	                     directive_print_exit },
	[DIRECTIVE_EXIT_SERVER] = { "ExitServer", IN_RELAY, ON_RESTART, directive_parse_exit_server,
	                            directive_print_exit_server },
	[DIRECTIVE_EXIT_ALLOW] = { "ExitAllow", IN_RELAY, ON_RESTART, directive_parse_exit_allow,
	                           directive_print_exit_allow },
	[DIRECTIVE_EXIT_DENY] = { "ExitDeny", IN_RELAY, ON_RESTART, directive_parse_exit_deny,
	                          directive_print_exit_deny },
	[DIRECTIVE_EXIT_KEY_FILE] = { "ExitKeyFile", IN_RELAY | IN_SERVER, ON_RESTART,
	                              directive_parse_exit_key_file,
	                              directive_print_exit_key_file },
	[DIRECTIVE_EXIT_CLIENT_RATE] = { "ExitClientRate", IN_RELAY, ON_RESTART,
	                                 directive_parse_exit_client_rate,
	                                 directive_print_exit_client_rate },
	[DIRECTIVE_EXIT_RATE] = { "ExitRate", IN_RELAY, ON_RESTART, directive_parse_exit_rate,
	                          directive_print_exit_rate },
	[DIRECTIVE_OFFLOAD] = { "Offload", IN_CLIENT | IN_RELAY, ON_RESTART, parse_offload,
	                        print_offload },
	[DIRECTIVE_WORKERS] = { "Workers", IN_RELAY | IN_SERVER, ON_RESTART, parse_workers,
	                        print_workers },
	[DIRECTIVE_FACILITY] = { "SyslogFacility", IN_CLIENT | IN_RELAY | IN_SERVER, ON_RELOAD,
	                         parse_facility, print_facility },
};

const struct directive *directives_find (const char *name, unsigned modes)
{
	for (size_t i = 0; i < DIRECTIVES; i++)
		if (strcasecmp (directives[i].name, name) == 0
		    && (directives[i].modes & modes) != 0)
			return &directives[i];
	return NULL;
}

void directives_list (directive_set set, char *text, size_t size)
{
	size_t len = 0;

	text[0] = '\0';
	for (size_t i = 0; i < DIRECTIVES && len < size; i++)
		if ((set & DIRECTIVE_BIT (i)) != 0)
			len += (size_t)snprintf (text + len, size - len, "%s%s",
			                         len > 0 ? ", " : "", directives[i].name);
}
