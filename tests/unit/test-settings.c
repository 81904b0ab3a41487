/*
 * test-settings.c - what the directives of configuration files mean
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "conf/settings.h"

#include <string.h>
#include <syslog.h>
#include "bytes/params.h"
#include "unit.h"

static struct settings settings;
static struct diagnostics faults;

/* Understands a text as the configuration of miredo or of its server. */
static void take (const char *text, bool server)
{
	struct conf conf;

	diagnostics_clear (&faults);
	ck_assert_int_eq (conf_parse (&conf, "f", text, strlen (text), &faults), 0);
	if (server)
		settings_server (&settings, &conf, &faults);
	else
		settings_miredo (&settings, &conf, &faults);
	conf_clear (&conf);
}

static void take_good (const char *text)
{
	take (text, false);
	ck_assert_msg (faults.count == 0, "%s: %s", text,
	               faults.count > 0 ? faults.list[0].text : "");
}

/* A text of miredo with one fault: whether an error, and what the message says. */
static void take_bad (const char *text, enum diagnostic_kind kind, const char *message)
{
	take (text, false);
	ck_assert_msg (faults.count == 1, "%s: %zu faults", text, faults.count);
	ck_assert_int_eq (faults.list[0].kind, kind);
	ck_assert_msg (strstr (faults.list[0].text, message) != NULL, "%s: %s", text,
	               faults.list[0].text);
}

START_TEST (empty_text_gives_client_defaults)
{
	take_good ("");
	ck_assert_int_eq (settings.mode, MODE_CLIENT);
	ck_assert_str_eq (settings.server, "");
	ck_assert_str_eq (settings.server2, "");
	ck_assert_str_eq (settings.interface, "teredo");
	ck_assert_uint_eq (settings.bind_address, 0);
	ck_assert_uint_eq (settings.bind_port, 0);
	ck_assert_uint_eq (settings.prefix, 0x20010000);
	ck_assert_uint_eq (settings.mtu, 1280);
	ck_assert_int_eq (settings.facility, LOG_DAEMON);
}
END_TEST

START_TEST (directives_of_older_versions_are_accepted)
{
	take_good ("InterfaceName teredo\nServerAddress teredo.example.org\n");
	ck_assert_str_eq (settings.server, "teredo.example.org");
	take_good ("RelayType relay\nInterfaceName teredo\nBindAddress 192.0.2.7\nBindPort 3545\n"
	           "Prefix 2001:0::\nInterfaceMTU 1280\n");
	ck_assert_int_eq (settings.mode, MODE_RELAY);
	ck_assert (!settings.nat);
	ck_assert_uint_eq (settings.bind_address, unit_ipv4 ("192.0.2.7"));
	ck_assert_uint_eq (settings.bind_port, 3545);
}
END_TEST

START_TEST (names_and_keywords_are_case_insensitive)
{
	take_good ("relaytype RELAY\nSYSLOGFACILITY Local7\nbindport 1\n");
	ck_assert_int_eq (settings.mode, MODE_RELAY);
	ck_assert_int_eq (settings.facility, LOG_LOCAL7);
	ck_assert_uint_eq (settings.bind_port, 1);
}
END_TEST

START_TEST (each_relay_type_selects_its_mode)
{
	static const struct {
		const char *text;
		enum settings_mode mode;
		bool nat;
	} types[] = {
		{ "RelayType client", MODE_CLIENT, false },
		{ "RelayType autoclient", MODE_CLIENT, false },
		{ "RelayType relay", MODE_RELAY, false },
		{ "RelayType cone", MODE_RELAY, false },
		{ "RelayType restricted", MODE_RELAY, true },
	};

	for (size_t i = 0; i < ARRAY_LEN (types); i++) {
		take (types[i].text, false);
		ck_assert (!diagnostics_fatal (&faults));
		ck_assert_int_eq (settings.mode, types[i].mode);
		ck_assert_int_eq (settings.nat, types[i].nat);
	}
	take_bad ("RelayType server", DIAGNOSTIC_ERROR,
	          "f:1: RelayType \"server\": must be client,");
}
END_TEST

START_TEST (prefix_is_read_in_every_form)
{
	static const char *const good[] = { "2001:0::", "2001::", "2001:0000::/32", "2001::/32",
		                            "2001:0:0:0:0:0:0:0" };
	static const char *const bad[] = { "",       "2001:0:1::",   "2001::/64", "2001::/",
		                           "ff02::", "2001:0::/32x", "192.0.2.1", "teredo" };
	char text[128] = "RelayType relay\nPrefix ";
	const size_t start = strlen (text);

	for (size_t i = 0; i < ARRAY_LEN (good); i++) {
		strcpy (text + start, good[i]);
		take_good (text);
		ck_assert_uint_eq (settings.prefix, 0x20010000);
	}
	for (size_t i = 0; i < ARRAY_LEN (bad); i++) {
		strcpy (text + start, bad[i]);
		take_bad (text, DIAGNOSTIC_ERROR, "f:2: Prefix");
	}
	take_good ("RelayType relay\nPrefix 3ffe:831f::/32");
	ck_assert_uint_eq (settings.prefix, 0x3ffe831f);
}
END_TEST

START_TEST (number_out_of_range_is_an_error)
{
	take_good ("BindPort 65535");
	ck_assert_uint_eq (settings.bind_port, 65535);
	take_bad ("BindPort 65536", DIAGNOSTIC_ERROR, "f:1: BindPort \"65536\"");
	take_bad ("BindPort 18446744073709551617", DIAGNOSTIC_ERROR, "f:1: BindPort");
	take_bad ("BindPort -1", DIAGNOSTIC_ERROR, "f:1: BindPort");
	take_bad ("BindPort 1x", DIAGNOSTIC_ERROR, "f:1: BindPort");
	take_bad ("BindPort 0x10", DIAGNOSTIC_ERROR, "f:1: BindPort");
	take_bad ("BindPort", DIAGNOSTIC_ERROR, "f:1: BindPort");
	take_good ("RelayType relay\nInterfaceMTU 65467");
	ck_assert_uint_eq (settings.mtu, TEREDO_MTU_MAX);
	take_bad ("RelayType relay\nInterfaceMTU 1279", DIAGNOSTIC_ERROR, "f:2: InterfaceMTU");
	take_bad ("RelayType relay\nInterfaceMTU 65468", DIAGNOSTIC_ERROR, "f:2: InterfaceMTU");
}
END_TEST

START_TEST (malformed_value_is_an_error)
{
	take_bad ("BindAddress 192.0.2", DIAGNOSTIC_ERROR, "f:1: BindAddress \"192.0.2\"");
	take_bad ("BindAddress 2001:db8::1", DIAGNOSTIC_ERROR, "f:1: BindAddress");
	take_bad ("ServerAddress", DIAGNOSTIC_ERROR, "f:1: ServerAddress");
	take_bad ("ServerAddress a b", DIAGNOSTIC_ERROR, "f:1: ServerAddress");
	take_bad ("ServerAddress2 2001:db8::1", DIAGNOSTIC_ERROR, "f:1: ServerAddress2");
	take_bad ("InterfaceName 0123456789abcdef", DIAGNOSTIC_ERROR, "f:1: InterfaceName");
	take_bad ("InterfaceName a/b", DIAGNOSTIC_ERROR, "f:1: InterfaceName");
	take_bad ("InterfaceName", DIAGNOSTIC_ERROR, "f:1: InterfaceName");
	take_bad ("SyslogFacility local8", DIAGNOSTIC_ERROR, "f:1: SyslogFacility");
	take_good ("InterfaceName 0123456789abcde");
	ck_assert_str_eq (settings.interface, "0123456789abcde");
}
END_TEST

START_TEST (host_name_over_253_characters_is_an_error)
{
	char text[400] = "ServerAddress ";
	const size_t start = strlen (text);

	memset (text + start, 'a', SETTINGS_NAME_MAX);
	take_good (text);
	ck_assert_uint_eq (strlen (settings.server), SETTINGS_NAME_MAX);
	memset (text + start, 'a', SETTINGS_NAME_MAX + 1);
	take_bad (text, DIAGNOSTIC_ERROR, "f:1: ServerAddress");
}
END_TEST

START_TEST (unknown_or_duplicate_directive_is_an_error)
{
	take_bad ("\nServerAdress x", DIAGNOSTIC_ERROR, "f:2: unknown directive \"ServerAdress\"");
	take_bad ("BindPort 1\nbindport 2", DIAGNOSTIC_ERROR,
	          "f:2: BindPort was given already in line 1");
	ck_assert_uint_eq (settings.bind_port, 1);
	take_bad ("ServerBindAddress 192.0.2.1", DIAGNOSTIC_ERROR, "unknown directive");
}
END_TEST

START_TEST (directive_of_other_role_is_a_warning)
{
	take_bad ("Prefix 2002::", DIAGNOSTIC_WARNING, "f:1: Prefix has no effect in a client");
	ck_assert_uint_eq (settings.prefix, TEREDO_PREFIX);
	take_bad ("RelayType relay\nLocalDiscovery no", DIAGNOSTIC_WARNING, "f:2: LocalDiscovery");
	take_bad ("ServerAddress x\nRelayType relay", DIAGNOSTIC_WARNING,
	          "f:1: ServerAddress has no effect in a relay");
	take_bad ("RelayType cone\nServerAddress2 x", DIAGNOSTIC_WARNING, "f:2: ServerAddress2");
}
END_TEST

START_TEST (interface_mtu_for_client_is_an_error)
{
	take_bad ("InterfaceMTU 1280", DIAGNOSTIC_ERROR,
	          "f:1: InterfaceMTU is for relays: a client's MTU");
	ck_assert_uint_eq (settings.mtu, 1280);
	take_bad ("InterfaceMTU 1400\nRelayType autoclient", DIAGNOSTIC_ERROR, "f:1: InterfaceMTU");
}
END_TEST

START_TEST (relay_type_restricted_is_a_warning)
{
	take_bad ("BindPort 1\nRelayType Restricted", DIAGNOSTIC_WARNING,
	          "f:2: RelayType \"Restricted\" is deprecated");
}
END_TEST

START_TEST (discovery_directives_are_read_and_checked)
{
	char text[400] = "DiscoveryInterfaces ";

	take_good ("");
	ck_assert (settings.discovery);
	ck_assert_str_eq (settings.discovery_interfaces, "");
	take_good ("LocalDiscovery NO\nDiscoveryInterfaces eth0  wl*");
	ck_assert (!settings.discovery);
	ck_assert_str_eq (settings.discovery_interfaces, "eth0  wl*");
	take_good ("LocalDiscovery yes");
	ck_assert (settings.discovery);
	take_bad ("LocalDiscovery", DIAGNOSTIC_ERROR,
	          "f:1: LocalDiscovery \"\": must be yes or no");
	take_bad ("LocalDiscovery maybe", DIAGNOSTIC_ERROR, "must be yes or no");
	take_bad ("DiscoveryInterfaces", DIAGNOSTIC_ERROR, "must be names of interfaces");
	take_bad ("DiscoveryInterfaces eth0 a/b", DIAGNOSTIC_ERROR, "must be names of interfaces");
	take_bad ("DiscoveryInterfaces eth0 0123456789abcdef", DIAGNOSTIC_ERROR, "must be names");
	for (int i = 0; i < 64; i++)
		strcat (text, "abc ");
	strcat (text, "x");
	take_bad (text, DIAGNOSTIC_ERROR, "f:1: DiscoveryInterfaces");
}
END_TEST

START_TEST (all_diagnostics_are_reported_in_line_order)
{
	take ("BindPort x\n=\nBindAddress y\nPrefix 2001::\n", false);
	ck_assert_uint_eq (faults.count, 4);
	for (unsigned i = 0; i < 4; i++)
		ck_assert_uint_eq (faults.list[i].line, i + 1);
	ck_assert_int_eq (faults.list[3].kind, DIAGNOSTIC_WARNING);
}
END_TEST

START_TEST (second_server_address_defaults_to_next)
{
	take ("ServerBindAddress 192.0.2.1\n", true);
	ck_assert_uint_eq (faults.count, 0);
	ck_assert_int_eq (settings.mode, MODE_SERVER);
	ck_assert_uint_eq (settings.bind_address, unit_ipv4 ("192.0.2.1"));
	ck_assert_uint_eq (settings.bind_address2, unit_ipv4 ("192.0.2.2"));
	take ("Prefix 2001:0::\nInterfaceMTU 1280\nServerBindAddress 192.0.2.1\n"
	      "ServerBindAddress2 198.51.100.1\n",
	      true);
	ck_assert_uint_eq (faults.count, 0);
	ck_assert_uint_eq (settings.bind_address2, unit_ipv4 ("198.51.100.1"));
}
END_TEST

START_TEST (server_without_two_addresses_is_an_error)
{
	take ("", true);
	ck_assert (diagnostics_fatal (&faults));
	take ("ServerBindAddress 192.0.2.1\nServerBindAddress2 192.0.2.1\n", true);
	ck_assert (diagnostics_fatal (&faults));
	ck_assert_uint_eq (faults.count, 1);
	take ("ServerBindAddress 192.0.2.1\nRelayType client\n", true);
	ck_assert (diagnostics_fatal (&faults));
}
END_TEST

START_TEST (private_server_address_is_a_warning)
{
	take_bad ("ServerAddress 10.0.0.1", DIAGNOSTIC_WARNING,
	          "ServerAddress is no address of the Internet (private use)");
	take ("ServerBindAddress 192.168.0.1\n", true);
	ck_assert_uint_eq (faults.count, 2);
	ck_assert (!diagnostics_fatal (&faults));
}
END_TEST

START_TEST (directives_that_need_a_restart_are_listed)
{
	struct settings old;
	char text[128];

	take_good ("ServerAddress a\nSyslogFacility daemon");
	old = settings;
	take_good ("ServerAddress b\nServerAddress2 c\nSyslogFacility user");
	ck_assert (!settings_fixed_changes (&old, &settings, text, sizeof (text)));
	take_good ("ServerAddress a\nBindPort 7\nInterfaceName x");
	ck_assert (settings_fixed_changes (&old, &settings, text, sizeof (text)));
	ck_assert_str_eq (text, "InterfaceName, BindPort");
	take_good ("RelayType relay\nBindPort 7\nInterfaceName x\nBindAddress 192.0.2.1\n"
	           "Prefix 2002::\nInterfaceMTU 1400");
	ck_assert (settings_fixed_changes (&old, &settings, text, sizeof (text)));
	ck_assert_str_eq (text, "RelayType, InterfaceName, BindAddress, BindPort, Prefix, "
	                        "InterfaceMTU");
	ck_assert (settings_fixed_changes (&old, &settings, text, 4));
}
END_TEST

START_TEST (server_on_command_line_overrides_directives)
{
	take_good ("ServerAddress a\nServerAddress2 b");
	settings_require (&settings, "c.example", "f", &faults);
	ck_assert_str_eq (settings.server, "c.example");
	ck_assert_str_eq (settings.server2, "");
	ck_assert_uint_eq (faults.count, 0);
	settings_require (&settings, "a b", "f", &faults);
	ck_assert_uint_eq (faults.count, 1);
}
END_TEST

UNIT_MAIN ("settings", empty_text_gives_client_defaults, directives_of_older_versions_are_accepted,
           names_and_keywords_are_case_insensitive, each_relay_type_selects_its_mode,
           prefix_is_read_in_every_form, number_out_of_range_is_an_error,
           interface_mtu_for_client_is_an_error, relay_type_restricted_is_a_warning,
           discovery_directives_are_read_and_checked, malformed_value_is_an_error,
           host_name_over_253_characters_is_an_error, unknown_or_duplicate_directive_is_an_error,
           directive_of_other_role_is_a_warning, all_diagnostics_are_reported_in_line_order,
           second_server_address_defaults_to_next, server_without_two_addresses_is_an_error,
           private_server_address_is_a_warning, directives_that_need_a_restart_are_listed,
           server_on_command_line_overrides_directives)
