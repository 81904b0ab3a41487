/*
 * test-value.c - values of the directives
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
		parse_settings (types[i].text, false);
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
	static const char *const bad[] = { "",       "2001::/64",    "2001::/",
		                           "ff02::", "2001:0::/32x", "192.0.2.1",
		                           "teredo" };
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
	expect_diagnostic ("RelayType relay\nPrefix 3ffe:831f:1::", DIAGNOSTIC_WARNING,
	                   "f:2: Prefix \"3ffe:831f:1::\": all but the first 32 bits are ignored");
	ck_assert_uint_eq (settings.prefix, 0x3ffe831f);
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
	expect_diagnostic ("BindPort 0x", DIAGNOSTIC_ERROR, "f:1: BindPort");
	expect_diagnostic ("BindPort 0x10000", DIAGNOSTIC_ERROR, "f:1: BindPort");
	expect_diagnostic ("BindPort 08", DIAGNOSTIC_ERROR, "f:1: BindPort");
	expect_diagnostic ("BindPort", DIAGNOSTIC_ERROR, "f:1: BindPort");
	expect_valid ("RelayType relay\nInterfaceMTU 65467");
	ck_assert_uint_eq (settings.mtu, TEREDO_MTU_MAX);
	expect_diagnostic ("RelayType relay\nInterfaceMTU 1279", DIAGNOSTIC_ERROR,
	                   "f:2: InterfaceMTU");
	expect_diagnostic ("RelayType relay\nInterfaceMTU 65536", DIAGNOSTIC_ERROR,
	                   "f:2: InterfaceMTU");
}
END_TEST

START_TEST (number_that_only_miredo_1_2_accepted_is_a_warning)
{
	expect_diagnostic ("BindPort 0xdd9", DIAGNOSTIC_WARNING,
	                   "f:1: BindPort \"0xdd9\": read as 3545; write a decimal number");
	ck_assert_uint_eq (settings.bind_port, 3545);
	expect_diagnostic ("BindPort 010", DIAGNOSTIC_WARNING, "f:1: BindPort \"010\": read as 8");
	ck_assert_uint_eq (settings.bind_port, 8);
	expect_valid ("BindPort 0");
	expect_diagnostic ("RelayType relay\nInterfaceMTU 0X501", DIAGNOSTIC_WARNING,
	                   "f:2: InterfaceMTU \"0X501\": read as 1281");
	ck_assert_uint_eq (settings.mtu, 1281);
	expect_diagnostic ("RelayType relay\nInterfaceMTU 65468", DIAGNOSTIC_WARNING,
	                   "f:2: InterfaceMTU \"65468\": more than fits into a UDP payload; using");
	ck_assert_uint_eq (settings.mtu, TEREDO_MTU_MAX);
}
END_TEST

START_TEST (each_syslog_facility_is_accepted)
{
	static const struct {
		const char *text;
		int facility;
	} names[] = {
		{ "SyslogFacility auth", LOG_AUTH },
		{ "SyslogFacility AuthPriv", LOG_AUTHPRIV },
		{ "SyslogFacility cron", LOG_CRON },
		{ "SyslogFacility ftp", LOG_FTP },
		{ "SyslogFacility lpr", LOG_LPR },
		{ "SyslogFacility mail", LOG_MAIL },
		{ "SyslogFacility news", LOG_NEWS },
		{ "SyslogFacility syslog", LOG_SYSLOG },
		{ "SyslogFacility uucp", LOG_UUCP },
		{ "SyslogFacility kern", LOG_KERN },
		{ "SyslogFacility local0", LOG_LOCAL0 },
	};

	for (size_t i = 0; i < ARRAY_LEN (names); i++) {
		expect_valid (names[i].text);
		ck_assert_int_eq (settings.facility, names[i].facility);
	}
}
END_TEST

START_TEST (address_that_no_server_has_is_an_error)
{
	static const char *const bad[] = {
		"0.0.0.0",  "0.1.2.3", "999.1.1.1", "192.0.2.300", "1.2.3",
		"8.8.8.8.", "a.7",     "127.1",     "224.0.0.1",   "255.255.255.255"
	};
	static const char *const good[] = { "a7", "1.2.3.4.example", "7a", "example.org." };
	char text[128];

	for (size_t i = 0; i < ARRAY_LEN (bad); i++) {
		char message[128];

		snprintf (text, sizeof (text), "ServerAddress %s", bad[i]);
		snprintf (message, sizeof (message), "f:1: ServerAddress \"%s\": ", bad[i]);
		expect_diagnostic (text, DIAGNOSTIC_ERROR, message);
		ck_assert_str_eq (settings.server, "");
		settings_complete (&settings, NULL, "f", &diagnostics);
		ck_assert_uint_eq (diagnostics.count, 1); /* not also "required" */
		snprintf (text, sizeof (text), "ServerBindAddress %s", bad[i]);
		parse_settings (text, true);
		ck_assert_uint_eq (diagnostics.count, 1);
		ck_assert (diagnostics_fatal (&diagnostics));
	}
	for (size_t i = 0; i < ARRAY_LEN (good); i++) {
		snprintf (text, sizeof (text), "ServerAddress %s", good[i]);
		expect_valid (text);
	}
}
END_TEST

START_TEST (impossible_interface_name_is_an_error)
{
	expect_diagnostic ("InterfaceName .", DIAGNOSTIC_ERROR, "f:1: InterfaceName \".\": ");
	expect_diagnostic ("InterfaceName ..", DIAGNOSTIC_ERROR, "f:1: InterfaceName");
	expect_diagnostic ("InterfaceName all", DIAGNOSTIC_ERROR, "f:1: InterfaceName \"all\": ");
	expect_diagnostic ("InterfaceName default", DIAGNOSTIC_ERROR, "f:1: InterfaceName");
	expect_valid ("InterfaceName allx");
}
END_TEST

START_TEST (quotes_are_an_error)
{
	expect_diagnostic ("InterfaceName \"teredo\"", DIAGNOSTIC_ERROR,
	                   "f:1: InterfaceName \"\"teredo\"\": remove the quotes");
	expect_diagnostic ("BindPort '7'", DIAGNOSTIC_ERROR, "remove the quotes");
}
END_TEST

START_TEST (overlong_or_unprintable_value_is_not_printed_as_it_is)
{
	char text[6000] = "ServerAddress ";

	memset (text + strlen (text), 'a', 5000);
	expect_diagnostic (text, DIAGNOSTIC_ERROR, "aaa...\": must be a host name");
	ck_assert_uint_lt (strlen (diagnostics.list[0].text), 200);
	expect_diagnostic ("ServerAddress a\x1b[2J", DIAGNOSTIC_ERROR, "\"a?[2J\": must be");
	ck_assert_ptr_null (strchr (diagnostics.list[0].text, '\x1b'));
}
END_TEST

START_TEST (host_name_to_bind_is_not_looked_up)
{
	expect_valid ("BindAddress host.example");
	ck_assert_str_eq (settings.bind_name, "host.example");
	ck_assert_uint_eq (settings.bind_address, 0);
	parse_settings ("ServerBindAddress a.example\nServerBindAddress2 b.example\n", true);
	ck_assert_uint_eq (diagnostics.count, 0);
	ck_assert_str_eq (settings.bind_name2, "b.example");
	parse_settings ("ServerBindAddress a.example\nServerBindAddress2 A.EXAMPLE\n", true);
	ck_assert_uint_eq (diagnostics.count, 1);
	ck_assert_str_eq (
		diagnostics.list[0].text,
		"f:2: ServerBindAddress2 \"A.EXAMPLE\": must differ from ServerBindAddress");
}
END_TEST

START_TEST (malformed_value_is_an_error)
{
	expect_diagnostic ("BindAddress 192.0.2", DIAGNOSTIC_ERROR, "f:1: BindAddress \"192.0.2\"");
	expect_diagnostic ("BindAddress 2001:db8::1", DIAGNOSTIC_ERROR, "f:1: BindAddress");
	expect_diagnostic ("ServerAddress", DIAGNOSTIC_ERROR, "f:1: ServerAddress");
	expect_diagnostic ("ServerAddress a 2001:db8::1", DIAGNOSTIC_ERROR, "f:1: ServerAddress");
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

START_TEST (refresh_directives_are_read_and_checked)
{
	expect_valid ("");
	ck_assert_uint_eq (settings.refresh, 30);
	ck_assert (settings.adaptive_refresh);
	expect_valid ("RefreshInterval 600\nAdaptiveRefresh No");
	ck_assert_uint_eq (settings.refresh, 600);
	ck_assert (!settings.adaptive_refresh);
	expect_valid ("RefreshInterval 5\nAdaptiveRefresh yes");
	ck_assert_uint_eq (settings.refresh, 5);
	ck_assert (settings.adaptive_refresh);
	expect_diagnostic ("RefreshInterval 4", DIAGNOSTIC_ERROR,
	                   "must be a number of seconds from 5 to 600");
	expect_diagnostic ("RefreshInterval 601", DIAGNOSTIC_ERROR,
	                   "must be a number of seconds from 5 to 600");
	expect_diagnostic ("RefreshInterval 30s", DIAGNOSTIC_ERROR, "f:1: RefreshInterval");
	expect_diagnostic ("AdaptiveRefresh 1", DIAGNOSTIC_ERROR, "must be yes or no");
}
END_TEST

UNIT_MAIN ("value", each_relay_type_selects_its_mode, prefix_is_read_in_every_form,
           number_out_of_range_is_an_error, number_that_only_miredo_1_2_accepted_is_a_warning,
           each_syslog_facility_is_accepted, address_that_no_server_has_is_an_error,
           impossible_interface_name_is_an_error, quotes_are_an_error,
           overlong_or_unprintable_value_is_not_printed_as_it_is,
           host_name_to_bind_is_not_looked_up, malformed_value_is_an_error,
           host_name_over_253_characters_is_an_error, discovery_directives_are_read_and_checked,
           refresh_directives_are_read_and_checked)
