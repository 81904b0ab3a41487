/*
 * test-settings.c - directives of the configuration files
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "conf/settings.h"

#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include "bytes/params.h"
#include "settings.h"
#include "unit.h"

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

/* Such a text: the daemons warn, a strict check fails. */
static void expect_ignored (const char *text, const char *message)
{
	expect_diagnostic (text, DIAGNOSTIC_WARNING, message);
	diagnostics.strict = true;
	expect_diagnostic (text, DIAGNOSTIC_ERROR, message);
	diagnostics.strict = false;
}

START_TEST (unknown_or_duplicate_directive_is_ignored)
{
	expect_ignored ("\nServerAdress x", "f:2: unknown directive \"ServerAdress\"");
	expect_ignored ("BindPort 1\nbindport 2",
	                "f:2: duplicate BindPort (first set on line 1); the first value is used");
	ck_assert_uint_eq (settings.bind_port, 1);
	expect_ignored ("BindPort 1\nBindPort x", "f:2: duplicate BindPort");
	expect_ignored ("RelayType relay\nRelayType client", "f:2: duplicate RelayType");
	ck_assert_int_eq (settings.mode, MODE_RELAY);
	expect_ignored ("ServerBindAddress 192.0.2.1", "unknown directive");
	/* Known to no version of Miredo that this one replaces. */
	expect_ignored ("IgnoreConeBit yes", "f:1: unknown directive \"IgnoreConeBit\"");
	expect_ignored ("DefaultServer x", "f:1: unknown directive \"DefaultServer\"");
	expect_ignored ("LocalPort 1", "f:1: unknown directive \"LocalPort\"");
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
	expect_diagnostic ("RelayType cone\nServerAddress 999.1.1.1", DIAGNOSTIC_WARNING,
	                   "f:2: ServerAddress has no effect in a relay");
}
END_TEST

START_TEST (workers_are_1_to_64_and_not_for_clients)
{
	const char *const wrong[] = { "0", "65", "-1", "two" };
	char text[64];

	expect_valid ("RelayType relay");
	ck_assert_uint_eq (settings.workers, 1);
	expect_valid ("RelayType relay\nWorkers 64");
	ck_assert_uint_eq (settings.workers, 64);
	parse_settings ("ServerBindAddress 8.8.8.8\nWorkers 2", true);
	ck_assert_uint_eq (diagnostics.count, 0);
	ck_assert_uint_eq (settings.workers, 2);
	for (size_t i = 0; i < ARRAY_LEN (wrong); i++) {
		snprintf (text, sizeof (text), "RelayType relay\nWorkers %s", wrong[i]);
		expect_diagnostic (text, DIAGNOSTIC_ERROR, "must be a number from 1 to 64");
	}
	expect_diagnostic ("Workers 2", DIAGNOSTIC_WARNING,
	                   "f:1: Workers has no effect in a client");
	ck_assert_uint_eq (settings.workers, 1);
}
END_TEST

START_TEST (interface_mtu_for_client_is_ignored_with_a_warning)
{
	expect_diagnostic ("InterfaceMTU 1280", DIAGNOSTIC_WARNING,
	                   "f:1: InterfaceMTU has no effect in a client: its MTU is 1280 bytes");
	ck_assert_uint_eq (settings.mtu, 1280);
	expect_diagnostic ("InterfaceMTU 1400\nRelayType autoclient", DIAGNOSTIC_WARNING,
	                   "f:1: InterfaceMTU");
	ck_assert_uint_eq (settings.mtu, 1280);
	expect_diagnostic ("InterfaceMTU 1", DIAGNOSTIC_WARNING, "f:1: InterfaceMTU");
}
END_TEST

START_TEST (wrong_relay_type_has_no_consequences)
{
	expect_diagnostic ("RelayType x\nPrefix 2002::\nInterfaceMTU 1400", DIAGNOSTIC_ERROR,
	                   "f:1: RelayType \"x\": must be");
	settings_complete (&settings, NULL, "f", &diagnostics);
	ck_assert_uint_eq (diagnostics.count, 1);
}
END_TEST

START_TEST (value_that_cannot_be_read_is_not_missing)
{
	parse_settings ("ServerAddress=1.2.3.4", false);
	settings_complete (&settings, NULL, "f", &diagnostics);
	ck_assert_uint_eq (diagnostics.count, 1);
	parse_settings ("ServerBindAddress: 1.2.3.4", true);
	ck_assert_uint_eq (diagnostics.count, 1);
	expect_diagnostic ("Colour: blue", DIAGNOSTIC_ERROR, "f:1: \"Colour: blue\": separate");
}
END_TEST

START_TEST (relay_type_restricted_is_a_warning)
{
	expect_diagnostic ("BindPort 1\nRelayType Restricted", DIAGNOSTIC_WARNING,
	                   "f:2: RelayType \"Restricted\" is deprecated");
}
END_TEST

START_TEST (all_diagnostics_are_reported_in_line_order)
{
	parse_settings ("BindPort x\n=\nBindAddress y z\nPrefix 2001::\n", false);
	ck_assert_uint_eq (diagnostics.count, 4);
	for (unsigned i = 0; i < 4; i++)
		ck_assert_uint_eq (diagnostics.list[i].line, i + 1);
	ck_assert_int_eq (diagnostics.list[3].kind, DIAGNOSTIC_WARNING);
}
END_TEST

START_TEST (servers_are_a_list_on_one_line_or_several)
{
	expect_valid ("ServerAddress a.example  b.example\nServerAddress2 192.0.2.7\n"
	              "ServerAddress c.example\nserveraddress2 none d.example");
	ck_assert_str_eq (settings.server, "a.example  b.example c.example");
	ck_assert_str_eq (settings.server2, "192.0.2.7 none d.example");
	ck_assert_uint_eq (settings.lines[DIRECTIVE_SERVER], 1);
	expect_valid ("ServerAddress a b c d e f g h");
	expect_diagnostic ("ServerAddress a b c d\nServerAddress e f g h i", DIAGNOSTIC_ERROR,
	                   "f:2: ServerAddress \"e f g h i\": must be one to eight");
	expect_diagnostic ("ServerAddress a 224.0.0.1", DIAGNOSTIC_ERROR,
	                   "no server can have this address");
	expect_diagnostic ("ServerAddress a\nServerAddress2 b c", DIAGNOSTIC_WARNING,
	                   "f:2: ServerAddress2 \"b c\": more addresses");
	expect_diagnostic ("ServerAddress a 10.0.0.1", DIAGNOSTIC_WARNING,
	                   "not a public IPv4 address");
}
END_TEST

START_TEST (second_server_address_defaults_to_next)
{
	parse_settings ("ServerBindAddress 192.0.2.1\n", true);
	ck_assert_uint_eq (diagnostics.count, 0);
	ck_assert_int_eq (settings.mode, MODE_SERVER);
	ck_assert_uint_eq (settings.bind_address, unit_ipv4 ("192.0.2.1"));
	ck_assert_uint_eq (settings.bind_address2, unit_ipv4 ("192.0.2.2"));
	parse_settings ("Prefix 2001:0::\nInterfaceMTU 1280\nServerBindAddress 192.0.2.1\n"
	                "ServerBindAddress2 198.51.100.1\n",
	                true);
	ck_assert_uint_eq (diagnostics.count, 0);
	ck_assert_uint_eq (settings.bind_address2, unit_ipv4 ("198.51.100.1"));
}
END_TEST

/* Any case, as other keywords; a reload or -p reads what is printed. */
START_TEST (second_server_address_may_be_none)
{
	static const char *const texts[] = {
		"ServerBindAddress 192.0.2.1\nServerBindAddress2 none\n",
		"serverbindaddress2\tNONE  # only one here\nServerBindAddress 192.0.2.1\n",
		"ServerBindAddress server.example\nServerBindAddress2 None \r\n",
	};
	char value[DIRECTIVE_VALUE_MAX + 1];

	for (size_t i = 0; i < ARRAY_LEN (texts); i++) {
		parse_settings (texts[i], true);
		ck_assert_uint_eq (diagnostics.count, 0);
		ck_assert (settings_one_address (&settings));
		ck_assert_uint_eq (settings.bind_address2, 0);
		directives[DIRECTIVE_SERVER_ADDRESS2].print (&settings, value, sizeof (value));
		ck_assert_str_eq (value, "none");
	}
	parse_settings ("ServerBindAddress 192.0.2.1\n", true);
	ck_assert (!settings_one_address (&settings));
}
END_TEST

START_TEST (none_with_anything_else_is_not_none)
{
	static const char *const values[] = { "none 192.0.2.2", "\"none\"", "none,192.0.2.2" };
	char text[80];

	for (size_t i = 0; i < ARRAY_LEN (values); i++) {
		snprintf (text, sizeof (text), "ServerBindAddress 192.0.2.1\nServerBindAddress2 %s",
		          values[i]);
		parse_settings (text, true);
		ck_assert_msg (diagnostics_fatal (&diagnostics), "%s", text);
	}
	/* A host name. */
	parse_settings ("ServerBindAddress 192.0.2.1\nServerBindAddress2 none.example", true);
	ck_assert_uint_eq (diagnostics.count, 0);
	ck_assert (!settings_one_address (&settings));
	parse_settings ("ServerBindAddress2 none", true);
	ck_assert (diagnostics_fatal (&diagnostics));
}
END_TEST

START_TEST (server_without_two_addresses_is_an_error)
{
	parse_settings ("", true);
	ck_assert (diagnostics_fatal (&diagnostics));
	parse_settings ("ServerBindAddress 192.0.2.1\nServerBindAddress2 192.0.2.1\n", true);
	ck_assert (diagnostics_fatal (&diagnostics));
	ck_assert_uint_eq (diagnostics.count, 1);
	parse_settings ("ServerBindAddress 192.0.2.1\nRelayType client\n", true);
	ck_assert (!diagnostics_fatal (&diagnostics));
	ck_assert_uint_eq (diagnostics.count, 1);
	parse_settings ("ServerBindAddress2 192.0.2.1\n", true);
	ck_assert (diagnostics_fatal (&diagnostics));
	parse_settings ("RelayType client\n", true);
	ck_assert (diagnostics_fatal (&diagnostics));
}
END_TEST

START_TEST (private_server_address_is_a_warning)
{
	expect_diagnostic (
		"\nServerAddress 10.0.0.1", DIAGNOSTIC_WARNING,
		"f:2: ServerAddress \"10.0.0.1\": not a public IPv4 address (private use)");
	parse_settings ("\nServerBindAddress 192.168.0.1\n", true);
	ck_assert_uint_eq (diagnostics.count, 2);
	ck_assert (!diagnostics_fatal (&diagnostics));
	ck_assert_ptr_nonnull (
		strstr (diagnostics.list[0].text, "f:2: ServerBindAddress \"192.168.0.1\": not"));
	ck_assert_ptr_nonnull (
		strstr (diagnostics.list[1].text, "f:2: ServerBindAddress2 \"192.168.0.2\": not"));
}
END_TEST

START_TEST (server_on_command_line_overrides_directives)
{
	expect_valid ("ServerAddress a\nServerAddress2 b");
	settings_complete (&settings, "c.example", "f", &diagnostics);
	ck_assert_str_eq (settings.server, "c.example");
	ck_assert_str_eq (settings.server2, "");
	ck_assert_uint_eq (diagnostics.count, 0);
	settings_complete (&settings, "a 999.1.1.1", "f", &diagnostics);
	ck_assert_uint_eq (diagnostics.count, 1);
	ck_assert (diagnostics_fatal (&diagnostics));
	ck_assert_ptr_nonnull (
		strstr (diagnostics.list[0].text, "argument \"a 999.1.1.1\": must be a host name"));
	expect_valid ("ServerAddress a");
	settings_complete (&settings, "10.0.0.1", "f", &diagnostics);
	ck_assert_ptr_nonnull (
		strstr (diagnostics.list[0].text, "ServerAddress \"10.0.0.1\": not a public"));
	expect_valid ("BindAddress 192.0.2.9");
	settings_complete (&settings, "a", "f", &diagnostics);
	ck_assert_uint_eq (settings.bind_address, unit_ipv4 ("192.0.2.9"));
}
END_TEST

START_TEST (server_argument_of_miredo_server_replaces_both_addresses)
{
	parse_settings ("ServerBindAddress 192.0.2.1\nServerBindAddress2 198.51.100.1\n", true);
	settings_complete (&settings, "203.0.113.7", "f", &diagnostics);
	ck_assert_uint_eq (diagnostics.count, 0);
	ck_assert_uint_eq (settings.bind_address, unit_ipv4 ("203.0.113.7"));
	ck_assert_uint_eq (settings.bind_address2, unit_ipv4 ("203.0.113.8"));
	settings_complete (&settings, "server.example", "f", &diagnostics);
	ck_assert_uint_eq (diagnostics.count, 0);
	ck_assert_str_eq (settings.bind_name, "server.example");
	settings_complete (&settings, "0.0.0.0", "f", &diagnostics);
	ck_assert_uint_eq (diagnostics.count, 1);
	ck_assert (diagnostics_fatal (&diagnostics));
	/* It has one address all the same. */
	parse_settings ("ServerBindAddress 192.0.2.1\nServerBindAddress2 none\n", true);
	settings_complete (&settings, "203.0.113.7", "f", &diagnostics);
	ck_assert_uint_eq (diagnostics.count, 0);
	ck_assert_uint_eq (settings.bind_address, unit_ipv4 ("203.0.113.7"));
	ck_assert (settings_one_address (&settings));
	ck_assert_uint_eq (settings.bind_address2, 0);
}
END_TEST

START_TEST (server_argument_of_relay_is_a_warning)
{
	expect_valid ("\nRelayType relay");
	settings_complete (&settings, "a", "f", &diagnostics);
	ck_assert_uint_eq (diagnostics.count, 1);
	ck_assert_int_eq (diagnostics.list[0].kind, DIAGNOSTIC_WARNING);
	ck_assert_str_eq (diagnostics.list[0].text,
	                  "f:2: the server argument \"a\" has no effect in a relay");
}
END_TEST

START_TEST (secondary_server_address_equal_to_primary_is_a_warning)
{
	expect_diagnostic ("ServerAddress 8.8.8.8\nServerAddress2 8.8.8.8", DIAGNOSTIC_WARNING,
	                   "f:2: ServerAddress2 \"8.8.8.8\": the same as ServerAddress");
	expect_diagnostic ("ServerAddress2 a\nServerAddress A", DIAGNOSTIC_WARNING,
	                   "f:1: ServerAddress2 \"a\": the same as ServerAddress");
}
END_TEST

UNIT_MAIN ("settings", empty_text_gives_client_defaults, directives_of_older_versions_are_accepted,
           names_and_keywords_are_case_insensitive, unknown_or_duplicate_directive_is_ignored,
           directive_of_other_role_is_a_warning, workers_are_1_to_64_and_not_for_clients,
           interface_mtu_for_client_is_ignored_with_a_warning, wrong_relay_type_has_no_consequences,
           value_that_cannot_be_read_is_not_missing, relay_type_restricted_is_a_warning,
           all_diagnostics_are_reported_in_line_order, servers_are_a_list_on_one_line_or_several,
           second_server_address_defaults_to_next, second_server_address_may_be_none,
           none_with_anything_else_is_not_none, server_without_two_addresses_is_an_error,
           private_server_address_is_a_warning, server_on_command_line_overrides_directives,
           server_argument_of_miredo_server_replaces_both_addresses,
           server_argument_of_relay_is_a_warning,
           secondary_server_address_equal_to_primary_is_a_warning)
