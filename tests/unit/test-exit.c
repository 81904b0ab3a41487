/*
 * test-exit.c - directives of an exit
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "conf/settings.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "settings.h"
#include "unit.h"

#define SERVER_FILE "unit/test-exit.server"
#define SERVER      "ExitServer 198.51.100.10\n"

/* Parses the lines of a relay, and checks them together. */
static void parse_exit (const char *lines)
{
	char text[8192];

	snprintf (text, sizeof (text), "RelayType relay\n%s", lines);
	parse_settings (text, false);
	settings_complete_exit (&settings, SERVER_FILE, "f", &diagnostics);
}

static void expect_exit (const char *lines)
{
	parse_exit (lines);
	ck_assert_msg (diagnostics.count == 0, "%s: %s", lines,
	               diagnostics.count > 0 ? diagnostics.list[0].text : "");
}

static void expect_wrong (const char *lines, enum diagnostic_kind kind, const char *message)
{
	parse_exit (lines);
	ck_assert_msg (diagnostics.count == 1, "%s: %zu diagnostics", lines, diagnostics.count);
	ck_assert_int_eq (diagnostics.list[0].kind, kind);
	ck_assert_msg (strstr (diagnostics.list[0].text, message) == diagnostics.list[0].text,
	               "%s: %s", lines, diagnostics.list[0].text);
}

static void expect_error (const char *lines, const char *message)
{
	expect_wrong (lines, DIAGNOSTIC_ERROR, message);
}

static void expect_warning (const char *lines, const char *message)
{
	expect_wrong (lines, DIAGNOSTIC_WARNING, message);
}

static const char *printed (size_t directive)
{
	static char text[DIRECTIVE_VALUE_MAX + 1];

	directives[directive].print (&settings, text, sizeof (text));
	return text;
}

START_TEST (relay_is_not_an_exit_by_default)
{
	expect_exit ("");
	ck_assert_int_eq (settings.exit.kind, EXIT_NONE);
	ck_assert_str_eq (printed (DIRECTIVE_EXIT), "no");
	ck_assert_str_eq (printed (DIRECTIVE_EXIT_SERVER), "");
	ck_assert_str_eq (printed (DIRECTIVE_EXIT_ALLOW), "");
	ck_assert_str_eq (printed (DIRECTIVE_EXIT_RATE), "0");
	expect_exit ("Exit NO\n");
	ck_assert_int_eq (settings.exit.kind, EXIT_NONE);
}
END_TEST

START_TEST (exit_is_masquerade_or_a_prefix_of_64_bits)
{
	const struct in6_addr prefix = unit_ip6 ("2001:db8:99::");

	expect_exit ("Exit Masquerade\n" SERVER);
	ck_assert_int_eq (settings.exit.kind, EXIT_MASQUERADE);
	ck_assert_str_eq (printed (DIRECTIVE_EXIT), "masquerade");
	expect_exit ("Exit 2001:0db8:99:0000::/64\n" SERVER);
	ck_assert_int_eq (settings.exit.kind, EXIT_PREFIX);
	ck_assert (IN6_ARE_ADDR_EQUAL (&settings.exit.prefix, &prefix));
	ck_assert_str_eq (printed (DIRECTIVE_EXIT), "2001:db8:99::/64");
	ck_assert_uint_eq (settings.exit.server, unit_ipv4 ("198.51.100.10"));
	ck_assert_str_eq (printed (DIRECTIVE_EXIT_SERVER), "198.51.100.10");
}
END_TEST

START_TEST (invalid_exit_is_an_error)
{
	static const char *const bad[] = {
		"yes",          "2001:db8:99::",         "2001:db8:99::/48",
		"2001:db8::/x", "2001:db8:99::/64/64",   "/64",
		"192.0.2.0/64", "2001:db8:99::/64 more", "",
	};
	char lines[128];

	for (size_t i = 0; i < ARRAY_LEN (bad); i++) {
		snprintf (lines, sizeof (lines), "Exit %s\n" SERVER, bad[i]);
		expect_error (lines, "f:2: Exit \"");
		ck_assert_ptr_nonnull (strstr (diagnostics.list[0].text, "must be no, masquerade"));
	}
}
END_TEST

START_TEST (exit_prefix_that_is_not_global_unicast_is_an_error)
{
	static const struct {
		const char *prefix, *reason;
	} bad[] = {
		{ "::", "loopback" },         { "fe80::", "link-local" },
		{ "febf:1::", "link-local" }, { "fec0::", "site-local" },
		{ "fc00::", "unique local" }, { "fd00:1::", "unique local" },
		{ "ff02::", "multicast" },    { "2001::", "Teredo" },
		{ "2001:0:5::", "Teredo" },   { "4000::", "outside 2000::/3" },
		{ "64:ff9b::", "outside" },
	};
	char lines[128], message[128];

	for (size_t i = 0; i < ARRAY_LEN (bad); i++) {
		snprintf (lines, sizeof (lines), "Exit %s/64\n" SERVER, bad[i].prefix);
		snprintf (message, sizeof (message),
		          "f:2: Exit \"%s/64\": not a global unicast prefix (%s", bad[i].prefix,
		          bad[i].reason);
		expect_error (lines, message);
	}
	expect_error ("Exit 2001:db8:99::1/64\n" SERVER,
	              "f:2: Exit \"2001:db8:99::1/64\": bits after the first 64 are set; use "
	              "2001:db8:99::/64");
	expect_exit ("Exit 2002:c000:201:1::/64\n" SERVER);
}
END_TEST

START_TEST (exit_prefix_in_the_teredo_prefix_is_an_error)
{
	expect_error ("Exit 2001:db8:99::/64\nPrefix 2001:db8::\n" SERVER,
	              "f:2: the prefix of Exit must not be in that of the Teredo addresses");
	expect_exit ("Exit 2001:db9:99::/64\nPrefix 2001:db8::\n" SERVER);
}
END_TEST

START_TEST (exit_server_that_is_not_a_public_address_is_an_error)
{
	expect_error ("Exit masquerade\nExitServer teredo.example.org\n",
	              "f:3: ExitServer \"teredo.example.org\": must be an IPv4 address");
	expect_error ("Exit masquerade\nExitServer 192.168.0.1\n",
	              "f:3: ExitServer \"192.168.0.1\": not a public IPv4 address (private use)");
	expect_error ("Exit masquerade\nExitServer 0.0.0.0\n", "f:3: ExitServer");
	expect_error ("Exit masquerade\nExitServer 224.0.0.1\n", "f:3: ExitServer");
	expect_error ("Exit masquerade\nExitServer 255.255.255.255\n", "f:3: ExitServer");
}
END_TEST

/* --- networks --- */

START_TEST (networks_are_read_in_order)
{
	const struct exit_networks *allow = &settings.exit.allow;

	expect_exit ("Exit masquerade\n" SERVER "ExitAllow 203.0.113.0/30 \t 192.0.2.7 0.0.0.0/0\n"
	             "ExitDeny 198.51.100.7/32\n");
	ck_assert_uint_eq (allow->count, 3);
	ck_assert_uint_eq (allow->list[0].ip, unit_ipv4 ("203.0.113.0"));
	ck_assert_uint_eq (allow->list[0].length, 30);
	ck_assert_uint_eq (allow->list[1].ip, unit_ipv4 ("192.0.2.7"));
	ck_assert_uint_eq (allow->list[1].length, 32);
	ck_assert_uint_eq (allow->list[2].length, 0);
	ck_assert_str_eq (printed (DIRECTIVE_EXIT_ALLOW), "203.0.113.0/30 192.0.2.7 0.0.0.0/0");
	ck_assert_str_eq (printed (DIRECTIVE_EXIT_DENY), "198.51.100.7");
}
END_TEST

START_TEST (invalid_network_is_an_error)
{
	static const char *const bad[] = {
		"192.0.2.0/33",      "192.0.2.0/", "192.0.2/24",
		"192.0.2.0/-1",      "/24",        "host.example",
		"2001:db8::1",       "192.0.2.0,", "192.0.2.0/24/255",
		"192.0.2.000000000",
	};
	char lines[128], message[128];

	for (size_t i = 0; i < ARRAY_LEN (bad); i++) {
		snprintf (lines, sizeof (lines),
		          "Exit masquerade\n" SERVER "ExitAllow 192.0.2.0/24 %s\n", bad[i]);
		snprintf (message, sizeof (message),
		          "f:4: ExitAllow \"192.0.2.0/24 %s\": \"%s\" is not an IPv4 network",
		          bad[i], bad[i]);
		expect_error (lines, message);
		ck_assert_uint_eq (settings.exit.allow.count, 0);
	}
	expect_error ("Exit masquerade\n" SERVER "ExitDeny\n",
	              "f:4: ExitDeny \"\": must be a list of IPv4 networks");
	expect_error ("Exit masquerade\n" SERVER "ExitDeny 203.0.113.5/30\n",
	              "f:4: ExitDeny \"203.0.113.5/30\": \"203.0.113.5/30\" has host bits set; use "
	              "203.0.113.4/30");
}
END_TEST

/* Writes a directive with a list of that many of the longest networks. */
static void write_networks (char *lines, size_t size, unsigned count)
{
	size_t len = (size_t)snprintf (lines, size, "Exit masquerade\n" SERVER "ExitDeny");

	for (unsigned i = 0; i < count; i++)
		len += (size_t)snprintf (lines + len, size - len, " 203.113.110.%u/32", 100 + i);
}

START_TEST (more_than_64_networks_are_an_error)
{
	char lines[4096];

	write_networks (lines, sizeof (lines), 64);
	expect_exit (lines);
	ck_assert_uint_eq (settings.exit.deny.count, 64);
	ck_assert_uint_eq (strlen (printed (DIRECTIVE_EXIT_DENY)), 64 * 16 - 1);
	write_networks (lines, sizeof (lines), 65);
	expect_error (lines, "f:4: ExitDeny");
	ck_assert_ptr_nonnull (strstr (diagnostics.list[0].text, "more than 64 networks"));
}
END_TEST

START_TEST (longest_list_of_networks_can_be_printed)
{
	struct exit_networks networks = { .count = EXIT_NETWORKS_MAX }, again;
	char text[DIRECTIVE_VALUE_MAX + 1];

	for (size_t i = 0; i < EXIT_NETWORKS_MAX; i++)
		networks.list[i] = (struct exit_network){ unit_ipv4 ("255.255.255.254"), 31 };
	exit_print_networks (&networks, text, EXIT_NETWORKS_TEXT);
	ck_assert_uint_eq (strlen (text) + 1, EXIT_NETWORKS_TEXT);
	ck_assert_ptr_null (exit_parse_networks (&again, text).text);
	ck_assert_uint_eq (again.count, EXIT_NETWORKS_MAX);
}
END_TEST

/* --- rates --- */

START_TEST (rate_is_a_number_of_mbit_per_second)
{
	expect_exit ("Exit masquerade\n" SERVER "ExitClientRate 20\nExitRate 100000\n");
	ck_assert_uint_eq (settings.exit.client_rate, 20);
	ck_assert_uint_eq (settings.exit.rate, 100000);
	ck_assert_str_eq (printed (DIRECTIVE_EXIT_CLIENT_RATE), "20");
	expect_exit ("Exit masquerade\n" SERVER "ExitRate 0\n");
	expect_error ("Exit masquerade\n" SERVER "ExitRate 100001\n",
	              "f:4: ExitRate \"100001\": must be a number of Mbit/s");
	expect_error ("Exit masquerade\n" SERVER "ExitClientRate 20m\n", "f:4: ExitClientRate");
	expect_error ("Exit masquerade\n" SERVER "ExitClientRate -1\n", "f:4: ExitClientRate");
}
END_TEST

START_TEST (client_rate_above_the_total_is_a_warning)
{
	expect_exit ("Exit masquerade\n" SERVER "ExitClientRate 50\nExitRate 50\n");
	expect_warning ("Exit masquerade\n" SERVER "ExitClientRate 51\nExitRate 50\n",
	                "f:4: ExitClientRate has no effect: it is more than ExitRate");
}
END_TEST

/* --- directives together --- */

START_TEST (directive_of_an_exit_without_exit_is_a_warning)
{
	expect_warning (SERVER, "f:2: ExitServer has no effect without Exit");
	expect_warning ("ExitAllow 192.0.2.0/24\n", "f:2: ExitAllow has no effect without Exit");
	expect_warning ("ExitDeny 192.0.2.0/24\n", "f:2: ExitDeny has no effect without Exit");
	expect_warning ("ExitClientRate 1\n", "f:2: ExitClientRate has no effect without Exit");
	expect_warning ("ExitRate 1\n", "f:2: ExitRate has no effect without Exit");
	expect_exit ("Exit no\nExitRate 1\n" SERVER); /* switched off for now */
}
END_TEST

START_TEST (directive_of_an_exit_has_no_effect_in_a_client)
{
	expect_diagnostic ("Exit masquerade\n", DIAGNOSTIC_WARNING,
	                   "f:1: Exit has no effect in a client");
	ck_assert_int_eq (settings.exit.kind, EXIT_NONE);
	expect_diagnostic ("ExitRate 1\n", DIAGNOSTIC_WARNING,
	                   "f:1: ExitRate has no effect in a client");
}
END_TEST

START_TEST (interface_name_that_firewall_rules_cannot_contain_is_an_error)
{
	expect_error ("Exit masquerade\n" SERVER "InterfaceName te;redo\n",
	              "f:4: InterfaceName \"te;redo\": with Exit, it must consist of letters");
	expect_error ("Exit masquerade\n" SERVER "InterfaceName tun*\n", "f:4: InterfaceName");
	expect_exit ("Exit masquerade\n" SERVER "InterfaceName A-z.0_9\n");
	expect_exit ("InterfaceName te;redo\n");
}
END_TEST

/* --- the server on this host --- */

static void write_server_file (const char *text)
{
	FILE *file = fopen (SERVER_FILE, "w");

	ck_assert_ptr_nonnull (file);
	fputs (text, file);
	fclose (file);
}

START_TEST (exit_server_defaults_to_the_address_that_miredo_server_binds)
{
	write_server_file ("# a comment\nServerBindAddress 198.51.100.20\n");
	expect_exit ("Exit masquerade\n");
	ck_assert_uint_eq (settings.exit.server, unit_ipv4 ("198.51.100.20"));
	ck_assert_uint_eq (settings.lines[DIRECTIVE_EXIT_SERVER], 0);
	expect_exit ("Exit masquerade\n" SERVER);
	ck_assert_uint_eq (settings.exit.server, unit_ipv4 ("198.51.100.10"));
	unlink (SERVER_FILE);
}
END_TEST

START_TEST (unknown_server_of_an_exit_is_an_error)
{
	expect_error ("Exit masquerade\n",
	              "f:2: ExitServer is required: " SERVER_FILE ": No such file or directory");
	write_server_file ("#ServerBindAddress 198.51.100.20\n");
	expect_error ("Exit masquerade\n",
	              "f:2: ExitServer is required: " SERVER_FILE " has no ServerBindAddress");
	write_server_file ("ServerBindAddress server.example\n");
	expect_error ("Exit masquerade\n",
	              "f:2: ExitServer is required: ServerBindAddress in " SERVER_FILE
	              " is \"server.example\", not a public IPv4 address");
	write_server_file ("ServerBindAddress 10.0.0.1\n");
	expect_error ("Exit masquerade\n", "f:2: ExitServer is required: ServerBindAddress in");
	ck_assert_uint_eq (settings.exit.server, 0);
	unlink (SERVER_FILE);
	expect_error ("Exit wrong\n", "f:2: Exit \"wrong\": must be"); /* nothing else */
	expect_exit ("Exit no\n");
}
END_TEST

/* --- reload --- */

START_TEST (reload_does_not_change_an_exit)
{
	struct settings running;
	struct settings_changes changes;
	char names[256];

	expect_exit ("Exit 2001:db8:99::/64\n" SERVER "ExitAllow 192.0.2.0/24\nExitRate 5\n");
	running = settings;
	changes = settings_update (&running, &settings);
	ck_assert_uint_eq (changes.applied | changes.pending, 0);
	ck_assert_int_eq (memcmp (&running.exit, &settings.exit, sizeof (running.exit)), 0);
	expect_exit ("Exit 2001:db8:98::/64\nExitServer 198.51.100.11\nExitDeny 192.0.2.0/24\n"
	             "ExitClientRate 4\nExitRate 6\n");
	changes = settings_update (&running, &settings);
	ck_assert_uint_eq (changes.applied, 0);
	directives_list (changes.pending, names, sizeof (names));
	ck_assert_str_eq (names, "Exit, ExitServer, ExitAllow, ExitDeny, ExitClientRate, ExitRate");
	settings = running;
	ck_assert_str_eq (printed (DIRECTIVE_EXIT), "2001:db8:99::/64");
	ck_assert_str_eq (printed (DIRECTIVE_EXIT_ALLOW), "192.0.2.0/24");
	ck_assert_str_eq (printed (DIRECTIVE_EXIT_RATE), "5");
}
END_TEST

UNIT_MAIN ("exit", relay_is_not_an_exit_by_default, exit_is_masquerade_or_a_prefix_of_64_bits,
           invalid_exit_is_an_error, exit_prefix_that_is_not_global_unicast_is_an_error,
           exit_prefix_in_the_teredo_prefix_is_an_error,
           exit_server_that_is_not_a_public_address_is_an_error, networks_are_read_in_order,
           invalid_network_is_an_error, more_than_64_networks_are_an_error,
           longest_list_of_networks_can_be_printed, rate_is_a_number_of_mbit_per_second,
           client_rate_above_the_total_is_a_warning, directive_of_an_exit_without_exit_is_a_warning,
           directive_of_an_exit_has_no_effect_in_a_client,
           interface_name_that_firewall_rules_cannot_contain_is_an_error,
           exit_server_defaults_to_the_address_that_miredo_server_binds,
           unknown_server_of_an_exit_is_an_error, reload_does_not_change_an_exit)
