/*
 * test-reload.c - reload: which changes of the configuration are applied
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "conf/settings.h"

#include <string.h>
#include <syslog.h>
#include "bytes/params.h"
#include "unit.h"

static struct settings settings;

/* Parses a valid text as the configuration of miredo or miredo-server. */
static void parse (const char *text, bool server)
{
	struct diagnostics diagnostics = { .list = NULL };
	struct conf conf;

	ck_assert_int_eq (conf_parse (&conf, "f", text, strlen (text), &diagnostics), 0);
	if (server)
		settings_server (&settings, &conf, &diagnostics);
	else
		settings_miredo (&settings, &conf, &diagnostics);
	settings_complete (&settings, NULL, "f", &diagnostics);
	ck_assert_msg (!diagnostics_fatal (&diagnostics), "%s", text);
	diagnostics_clear (&diagnostics);
	conf_clear (&conf);
}

/* Applies a text to the settings of another, and checks which directives were
 * applied and which need a restart. */
static void update (const char *running, const char *new, const char *applied, const char *pending)
{
	struct settings_changes changes;
	struct settings old;
	char text[256];

	parse (running, false);
	old = settings;
	parse (new, false);
	changes = settings_update (&old, &settings);
	directives_list (changes.applied, text, sizeof (text));
	ck_assert_str_eq (text, applied);
	directives_list (changes.pending, text, sizeof (text));
	ck_assert_str_eq (text, pending);
	settings = old;
}

START_TEST (reload_applies_what_it_can)
{
	update ("ServerAddress a\nServerAddress2 b\nDiscoveryInterfaces eth0",
	        "ServerAddress c\nLocalDiscovery no\nSyslogFacility user",
	        "ServerAddress, ServerAddress2, LocalDiscovery, DiscoveryInterfaces, SyslogFacility",
	        "");
	ck_assert_str_eq (settings.server, "c");
	ck_assert_str_eq (settings.server2, "");
	ck_assert (!settings.discovery);
	ck_assert_str_eq (settings.discovery_interfaces, "");
	ck_assert_int_eq (settings.facility, LOG_USER);
	ck_assert_uint_eq (settings.lines[DIRECTIVE_SERVER], 1);
	ck_assert_uint_eq (settings.lines[DIRECTIVE_SERVER2], 0);
	update ("ServerAddress a", "ServerAddress a\nServerAddress2 b\nDiscoveryInterfaces x y",
	        "ServerAddress2, DiscoveryInterfaces", "");
	ck_assert_str_eq (settings.server2, "b");
	ck_assert_str_eq (settings.discovery_interfaces, "x y");
}
END_TEST

START_TEST (reload_keeps_a_server_without_secondary_address)
{
	static const char none[] = "ServerBindAddress 192.0.2.1\nServerBindAddress2 none",
			  some[] = "ServerBindAddress 192.0.2.1\nServerBindAddress2 192.0.2.2";
	struct settings old;

	parse (none, true);
	old = settings;
	parse (some, true);
	ck_assert_uint_eq (settings_update (&old, &settings).pending,
	                   DIRECTIVE_BIT (DIRECTIVE_SERVER_ADDRESS2));
	ck_assert (settings_one_address (&old));
	ck_assert_uint_eq (old.bind_address2, 0);
}
END_TEST

START_TEST (reload_without_changes_changes_nothing)
{
	static const char text[] = "ServerAddress a\nBindPort 7\nInterfaceName x";

	update (text, text, "", "");
	ck_assert_str_eq (settings.server, "a");
	ck_assert_uint_eq (settings.bind_port, 7);
	ck_assert_str_eq (settings.interface, "x");
	ck_assert_uint_eq (settings.prefix, TEREDO_PREFIX);
	ck_assert_uint_eq (settings.mtu, TEREDO_MTU_MIN);
	ck_assert_int_eq (settings.facility, LOG_DAEMON);
	update ("RelayType autoclient\nServerAddress a", "ServerAddress a", "", "");
}
END_TEST

START_TEST (reload_lists_directives_that_need_a_restart)
{
	update ("ServerAddress a", "ServerAddress a\nBindPort 7\nInterfaceName x", "",
	        "BindPort, InterfaceName");
	ck_assert_uint_eq (settings.bind_port, 0);
	ck_assert_str_eq (settings.interface, "teredo");
	update ("RelayType relay\nPrefix 2001:0::",
	        "RelayType restricted\nPrefix 2002::\nInterfaceMTU 1400\nSyslogFacility user",
	        "SyslogFacility", "RelayType, Prefix, InterfaceMTU");
	ck_assert (!settings.nat);
	ck_assert_uint_eq (settings.prefix, TEREDO_PREFIX);
	ck_assert_uint_eq (settings.mtu, TEREDO_MTU_MIN);
}
END_TEST

START_TEST (reload_ignores_directives_without_effect)
{
	update ("ServerAddress a\nLocalDiscovery no",
	        "RelayType relay\nBindPort 7\nInterfaceName x\nBindAddress 192.0.2.1\n"
	        "Prefix 2002::\nInterfaceMTU 1400",
	        "", "RelayType, BindAddress, BindPort, InterfaceName");
	ck_assert_int_eq (settings.mode, MODE_CLIENT);
	ck_assert_str_eq (settings.server, "a");
	ck_assert (!settings.discovery);
	ck_assert_uint_eq (settings.prefix, TEREDO_PREFIX);
	update ("RelayType relay\nServerAddress a", "RelayType relay\nServerAddress b", "", "");
}
END_TEST

START_TEST (reload_of_server_applies_only_the_facility)
{
	struct settings_changes changes;
	struct settings old;

	parse ("ServerBindAddress 8.8.8.8\n", true);
	old = settings;
	parse ("ServerBindAddress 8.8.4.4\nSyslogFacility local3\nInterfaceMTU 1400\n", true);
	changes = settings_update (&old, &settings);
	ck_assert_uint_eq (changes.applied, DIRECTIVE_BIT (DIRECTIVE_FACILITY));
	ck_assert_uint_eq (changes.pending, DIRECTIVE_BIT (DIRECTIVE_SERVER_ADDRESS)
	                                            | DIRECTIVE_BIT (DIRECTIVE_SERVER_ADDRESS2)
	                                            | DIRECTIVE_BIT (DIRECTIVE_MTU));
	ck_assert_int_eq (old.facility, LOG_LOCAL3);
	ck_assert_uint_eq (old.bind_address, unit_ipv4 ("8.8.8.8"));
	ck_assert_uint_eq (old.bind_address2, unit_ipv4 ("8.8.8.9"));
}
END_TEST

START_TEST (reload_keeps_addresses_that_were_looked_up)
{
	static const char text[] = "ServerBindAddress server.example\n";
	struct settings_changes changes;
	struct settings old;

	parse (text, true);
	ck_assert_uint_eq (settings.bind_address, 0);
	old = settings;
	old.bind_address = unit_ipv4 ("8.8.8.8");
	old.bind_address2 = unit_ipv4 ("8.8.8.9");
	changes = settings_update (&old, &settings);
	ck_assert_uint_eq (changes.applied, 0);
	ck_assert_uint_eq (changes.pending, 0);
	ck_assert_uint_eq (old.bind_address, unit_ipv4 ("8.8.8.8"));
	ck_assert_uint_eq (old.bind_address2, unit_ipv4 ("8.8.8.9"));
	ck_assert_str_eq (old.bind_name, "server.example");
}
END_TEST

START_TEST (long_list_of_directives_is_cut)
{
	char text[16];

	directives_list (UINT32_MAX, text, sizeof (text));
	ck_assert_str_eq (text, "RelayType, Serv");
}
END_TEST

UNIT_MAIN ("reload", reload_applies_what_it_can, reload_keeps_a_server_without_secondary_address,
           reload_without_changes_changes_nothing, reload_lists_directives_that_need_a_restart,
           reload_ignores_directives_without_effect, reload_of_server_applies_only_the_facility,
           reload_keeps_addresses_that_were_looked_up, long_list_of_directives_is_cut)
