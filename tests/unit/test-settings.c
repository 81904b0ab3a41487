/*
 * test-settings.c - directives of the configuration files
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "conf/settings.h"

#include <string.h>
#include <syslog.h>
#include "bytes/params.h"
#include "unit.h"

static struct settings settings;
static struct diagnostics diagnostics;

/* Parses a text as the configuration of miredo or miredo-server. */
static void parse (const char *text, bool server)
{
	struct conf conf;

	diagnostics_clear (&diagnostics);
	ck_assert_int_eq (conf_parse (&conf, "f", text, strlen (text), &diagnostics), 0);
	if (server)
		settings_server (&settings, &conf, &diagnostics);
	else
		settings_miredo (&settings, &conf, &diagnostics);
	conf_clear (&conf);
}

static void expect_valid (const char *text)
{
	parse (text, false);
	ck_assert_msg (diagnostics.count == 0, "%s: %s", text,
	               diagnostics.count > 0 ? diagnostics.list[0].text : "");
}

/* The configuration of miredo gets one diagnostic with this message. */
static void expect_diagnostic (const char *text, enum diagnostic_kind kind, const char *message)
{
	parse (text, false);
	ck_assert_msg (diagnostics.count == 1, "%s: %zu diagnostics", text, diagnostics.count);
	ck_assert_int_eq (diagnostics.list[0].kind, kind);
	ck_assert_msg (strstr (diagnostics.list[0].text, message) != NULL, "%s: %s", text,
	               diagnostics.list[0].text);
}

START_TEST (empty_text_gives_client_defaults)
{
	expect_valid ("");
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
	expect_valid ("InterfaceName teredo\nServerAddress teredo.example.org\n");
	ck_assert_str_eq (settings.server, "teredo.example.org");
	expect_valid (
		"RelayType relay\nInterfaceName teredo\nBindAddress 192.0.2.7\nBindPort 3545\n"
		"Prefix 2001:0::\nInterfaceMTU 1280\n");
	ck_assert_int_eq (settings.mode, MODE_RELAY);
	ck_assert (!settings.nat);
	ck_assert_uint_eq (settings.bind_address, unit_ipv4 ("192.0.2.7"));
	ck_assert_uint_eq (settings.bind_port, 3545);
}
END_TEST

START_TEST (names_and_keywords_are_case_insensitive)
{
	expect_valid ("relaytype RELAY\nSYSLOGFACILITY Local7\nbindport 1\n");
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
		parse (types[i].text, false);
		ck_assert (!diagnostics_fatal (&diagnostics));
		ck_assert_int_eq (settings.mode, types[i].mode);
		ck_assert_int_eq (settings.nat, types[i].nat);
	}
	expect_diagnostic ("RelayType server", DIAGNOSTIC_ERROR,
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
		expect_valid (text);
		ck_assert_uint_eq (settings.prefix, 0x20010000);
	}
	for (size_t i = 0; i < ARRAY_LEN (bad); i++) {
		strcpy (text + start, bad[i]);
		expect_diagnostic (text, DIAGNOSTIC_ERROR, "f:2: Prefix");
	}
	expect_valid ("RelayType relay\nPrefix 3ffe:831f::/32");
	ck_assert_uint_eq (settings.prefix, 0x3ffe831f);
}
END_TEST

START_TEST (number_out_of_range_is_an_error)
{
	expect_valid ("BindPort 65535");
	ck_assert_uint_eq (settings.bind_port, 65535);
	expect_diagnostic ("BindPort 65536", DIAGNOSTIC_ERROR, "f:1: BindPort \"65536\"");
	expect_diagnostic ("BindPort 18446744073709551617", DIAGNOSTIC_ERROR, "f:1: BindPort");
	expect_diagnostic ("BindPort -1", DIAGNOSTIC_ERROR, "f:1: BindPort");
	expect_diagnostic ("BindPort 1x", DIAGNOSTIC_ERROR, "f:1: BindPort");
	expect_diagnostic ("BindPort 0x10", DIAGNOSTIC_ERROR, "f:1: BindPort");
	expect_diagnostic ("BindPort", DIAGNOSTIC_ERROR, "f:1: BindPort");
	expect_valid ("RelayType relay\nInterfaceMTU 65467");
	ck_assert_uint_eq (settings.mtu, TEREDO_MTU_MAX);
	expect_diagnostic ("RelayType relay\nInterfaceMTU 1279", DIAGNOSTIC_ERROR,
	                   "f:2: InterfaceMTU");
	expect_diagnostic ("RelayType relay\nInterfaceMTU 65468", DIAGNOSTIC_ERROR,
	                   "f:2: InterfaceMTU");
}
END_TEST

START_TEST (malformed_value_is_an_error)
{
	expect_diagnostic ("BindAddress 192.0.2", DIAGNOSTIC_ERROR, "f:1: BindAddress \"192.0.2\"");
	expect_diagnostic ("BindAddress 2001:db8::1", DIAGNOSTIC_ERROR, "f:1: BindAddress");
	expect_diagnostic ("ServerAddress", DIAGNOSTIC_ERROR, "f:1: ServerAddress");
	expect_diagnostic ("ServerAddress a b", DIAGNOSTIC_ERROR, "f:1: ServerAddress");
	expect_diagnostic ("ServerAddress2 2001:db8::1", DIAGNOSTIC_ERROR, "f:1: ServerAddress2");
	expect_diagnostic ("InterfaceName 0123456789abcdef", DIAGNOSTIC_ERROR,
	                   "f:1: InterfaceName");
	expect_diagnostic ("InterfaceName a/b", DIAGNOSTIC_ERROR, "f:1: InterfaceName");
	expect_diagnostic ("InterfaceName", DIAGNOSTIC_ERROR, "f:1: InterfaceName");
	expect_diagnostic ("SyslogFacility local8", DIAGNOSTIC_ERROR, "f:1: SyslogFacility");
	expect_valid ("InterfaceName 0123456789abcde");
	ck_assert_str_eq (settings.interface, "0123456789abcde");
}
END_TEST

START_TEST (host_name_over_253_characters_is_an_error)
{
	char text[400] = "ServerAddress ";
	const size_t start = strlen (text);

	memset (text + start, 'a', SETTINGS_NAME_MAX);
	expect_valid (text);
	ck_assert_uint_eq (strlen (settings.server), SETTINGS_NAME_MAX);
	memset (text + start, 'a', SETTINGS_NAME_MAX + 1);
	expect_diagnostic (text, DIAGNOSTIC_ERROR, "f:1: ServerAddress");
}
END_TEST

START_TEST (unknown_or_duplicate_directive_is_an_error)
{
	expect_diagnostic ("\nServerAdress x", DIAGNOSTIC_ERROR,
	                   "f:2: unknown directive \"ServerAdress\"");
	expect_diagnostic ("BindPort 1\nbindport 2", DIAGNOSTIC_ERROR,
	                   "f:2: duplicate BindPort (first set on line 1)");
	ck_assert_uint_eq (settings.bind_port, 1);
	expect_diagnostic ("ServerBindAddress 192.0.2.1", DIAGNOSTIC_ERROR, "unknown directive");
}
END_TEST

START_TEST (directive_of_other_role_is_a_warning)
{
	expect_diagnostic ("Prefix 2002::", DIAGNOSTIC_WARNING,
	                   "f:1: Prefix has no effect in a client");
	ck_assert_uint_eq (settings.prefix, TEREDO_PREFIX);
	expect_diagnostic ("RelayType relay\nLocalDiscovery no", DIAGNOSTIC_WARNING,
	                   "f:2: LocalDiscovery");
	expect_diagnostic ("ServerAddress x\nRelayType relay", DIAGNOSTIC_WARNING,
	                   "f:1: ServerAddress has no effect in a relay");
	expect_diagnostic ("RelayType cone\nServerAddress2 x", DIAGNOSTIC_WARNING,
	                   "f:2: ServerAddress2");
}
END_TEST

START_TEST (interface_mtu_for_client_is_an_error)
{
	expect_diagnostic ("InterfaceMTU 1280", DIAGNOSTIC_ERROR,
	                   "f:1: InterfaceMTU is for relays: a client's MTU");
	ck_assert_uint_eq (settings.mtu, 1280);
	expect_diagnostic ("InterfaceMTU 1400\nRelayType autoclient", DIAGNOSTIC_ERROR,
	                   "f:1: InterfaceMTU");
}
END_TEST

START_TEST (relay_type_restricted_is_a_warning)
{
	expect_diagnostic ("BindPort 1\nRelayType Restricted", DIAGNOSTIC_WARNING,
	                   "f:2: RelayType \"Restricted\" is deprecated");
}
END_TEST

START_TEST (discovery_directives_are_read_and_checked)
{
	char text[400] = "DiscoveryInterfaces ";

	expect_valid ("");
	ck_assert (settings.discovery);
	ck_assert_str_eq (settings.discovery_interfaces, "");
	expect_valid ("LocalDiscovery NO\nDiscoveryInterfaces eth0  wl*");
	ck_assert (!settings.discovery);
	ck_assert_str_eq (settings.discovery_interfaces, "eth0  wl*");
	expect_valid ("LocalDiscovery yes");
	ck_assert (settings.discovery);
	expect_diagnostic ("LocalDiscovery", DIAGNOSTIC_ERROR,
	                   "f:1: LocalDiscovery \"\": must be yes or no");
	expect_diagnostic ("LocalDiscovery maybe", DIAGNOSTIC_ERROR, "must be yes or no");
	expect_diagnostic ("DiscoveryInterfaces", DIAGNOSTIC_ERROR,
	                   "must be a list of interface names");
	expect_diagnostic ("DiscoveryInterfaces eth0 a/b", DIAGNOSTIC_ERROR,
	                   "must be a list of interface names");
	expect_diagnostic ("DiscoveryInterfaces eth0 0123456789abcdef", DIAGNOSTIC_ERROR,
	                   "must be a list");
	for (int i = 0; i < 64; i++)
		strcat (text, "abc ");
	strcat (text, "x");
	expect_diagnostic (text, DIAGNOSTIC_ERROR, "f:1: DiscoveryInterfaces");
}
END_TEST

START_TEST (all_diagnostics_are_reported_in_line_order)
{
	parse ("BindPort x\n=\nBindAddress y\nPrefix 2001::\n", false);
	ck_assert_uint_eq (diagnostics.count, 4);
	for (unsigned i = 0; i < 4; i++)
		ck_assert_uint_eq (diagnostics.list[i].line, i + 1);
	ck_assert_int_eq (diagnostics.list[3].kind, DIAGNOSTIC_WARNING);
}
END_TEST

START_TEST (second_server_address_defaults_to_next)
{
	parse ("ServerBindAddress 192.0.2.1\n", true);
	ck_assert_uint_eq (diagnostics.count, 0);
	ck_assert_int_eq (settings.mode, MODE_SERVER);
	ck_assert_uint_eq (settings.bind_address, unit_ipv4 ("192.0.2.1"));
	ck_assert_uint_eq (settings.bind_address2, unit_ipv4 ("192.0.2.2"));
	parse ("Prefix 2001:0::\nInterfaceMTU 1280\nServerBindAddress 192.0.2.1\n"
	       "ServerBindAddress2 198.51.100.1\n",
	       true);
	ck_assert_uint_eq (diagnostics.count, 0);
	ck_assert_uint_eq (settings.bind_address2, unit_ipv4 ("198.51.100.1"));
}
END_TEST

START_TEST (server_without_two_addresses_is_an_error)
{
	parse ("", true);
	ck_assert (diagnostics_fatal (&diagnostics));
	parse ("ServerBindAddress 192.0.2.1\nServerBindAddress2 192.0.2.1\n", true);
	ck_assert (diagnostics_fatal (&diagnostics));
	ck_assert_uint_eq (diagnostics.count, 1);
	parse ("ServerBindAddress 192.0.2.1\nRelayType client\n", true);
	ck_assert (diagnostics_fatal (&diagnostics));
}
END_TEST

START_TEST (private_server_address_is_a_warning)
{
	expect_diagnostic ("ServerAddress 10.0.0.1", DIAGNOSTIC_WARNING,
	                   "ServerAddress is not a public IPv4 address (private use)");
	parse ("ServerBindAddress 192.168.0.1\n", true);
	ck_assert_uint_eq (diagnostics.count, 2);
	ck_assert (!diagnostics_fatal (&diagnostics));
}
END_TEST

START_TEST (server_on_command_line_overrides_directives)
{
	expect_valid ("ServerAddress a\nServerAddress2 b");
	settings_require (&settings, "c.example", "f", &diagnostics);
	ck_assert_str_eq (settings.server, "c.example");
	ck_assert_str_eq (settings.server2, "");
	ck_assert_uint_eq (diagnostics.count, 0);
	settings_require (&settings, "a b", "f", &diagnostics);
	ck_assert_uint_eq (diagnostics.count, 1);
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
           private_server_address_is_a_warning, server_on_command_line_overrides_directives)
