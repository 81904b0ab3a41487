/*
 * test-server-own.c - what a server does not send: to its own host, or where IPv4 is not global
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/server.h"

#include <string.h>
#include "messages/nd.h"
#include "node.h"
#include "values/addr.h"

static struct teredo_server *server;
static struct unit_bytes in; /* the payload received */

/* A server on a host with a third IPv4 address, and an IPv6 address. */
static void set_up (void)
{
	struct teredo_server_config config;

	unit_networks.ipv4[0] = (struct teredo_link){ unit_ipv4 ("198.51.100.2"), 0xfffffffc };
	unit_networks.ipv4_count = 1;
	unit_networks.ip6[0] = unit_ip6 ("2001:db8::53");
	unit_networks.ip6_count = 1;
	teredo_server_config_default (&config);
	config.primary = unit_ipv4 (SERVER);
	config.secondary = config.primary + 1;
	server = teredo_server_new (&config, &unit_env);
	ck_assert_ptr_nonnull (server);
}

static enum teredo_verdict rx (const char *from)
{
	const struct teredo_endpoint endpoint = unit_endpoint (from);
	struct teredo_out out;

	return teredo_server_rx (server, 0, TEREDO_PRIMARY, &endpoint, unit_slice (&in), &out);
}

static void check_dropped (const char *from, enum teredo_count reason, const char *what)
{
	const uint64_t before = teredo_server_counts (server)->of[reason];

	ck_assert_msg (rx (from) == TEREDO_DROP, "%s", what);
	ck_assert_msg (teredo_server_counts (server)->of[reason] == before + 1, "%s", what);
}

static void set_bubble_to (const char *mapped)
{
	const struct in6_addr src = node_teredo (PEER, SERVER), dst = node_teredo (mapped, SERVER);

	in = node_packet (&src, &dst, "");
}

static void set_echo_to (const char *address)
{
	const struct in6_addr src = node_teredo (PEER, SERVER), dst = unit_ip6 (address);

	in = node_packet (&src, &dst, "8000000000000000");
	in.data[6] = 58;
}

static void set_solicitation (void)
{
	struct teredo_writer w;

	teredo_writer_init (&w, in.data, sizeof (in.data));
	teredo_rs_write (&w, &teredo_linklocal_client);
	in.len = teredo_writer_done (&w).len;
}

START_TEST (rx_bubble_to_any_port_of_own_host_is_dropped)
{
	static const char *const own[] = { "198.51.100.2:53", "203.0.113.120:7777",
		                           "203.0.113.121:53", "198.51.100.2:3544" };

	set_up ();
	for (size_t i = 0; i < ARRAY_LEN (own); i++) {
		set_bubble_to (own[i]);
		check_dropped (PEER, TEREDO_DROP_LOOP, own[i]);
	}
	unit_networks.ipv4_count = 0; /* the host has lost that address */
	set_bubble_to ("198.51.100.2:53");
	ck_assert_int_eq (rx (PEER), TEREDO_SEND);
	teredo_server_free (server);
}
END_TEST

START_TEST (rx_bubble_to_broadcast_or_special_address_is_dropped)
{
	static const char *const refused[] = { "198.51.100.3:53", "100.64.0.1:53",
		                               "100.127.255.255:53", "192.0.0.8:53" };
	static const char *const allowed[] = { "198.51.100.1:53", "192.0.2.1:53", "198.18.0.1:53",
		                               "203.0.113.1:53" };

	set_up ();
	for (size_t i = 0; i < ARRAY_LEN (refused); i++) {
		set_bubble_to (refused[i]);
		check_dropped (PEER, TEREDO_DROP_NOT_GLOBAL, refused[i]);
	}
	for (size_t i = 0; i < ARRAY_LEN (allowed); i++) {
		set_bubble_to (allowed[i]);
		ck_assert_msg (rx (PEER) == TEREDO_SEND, "%s", allowed[i]);
	}
	teredo_server_free (server);
}
END_TEST

/* A relay or client on the same host may use the server, however. */
START_TEST (rx_from_own_host_is_accepted_but_not_from_broadcast_address)
{
	const struct in6_addr src = unit_ip6 ("fe80::1234"), dst = node_teredo (PEER, SERVER);

	set_up ();
	set_solicitation ();
	check_dropped ("198.51.100.3:53", TEREDO_DROP_NOT_GLOBAL, "broadcast address");
	ck_assert_int_eq (rx ("198.51.100.2:4096"), TEREDO_SEND);
	in = node_packet (&src, &dst, "");
	ck_assert_int_eq (rx (SERVER ":4096"), TEREDO_SEND);
	teredo_server_free (server);
}
END_TEST

START_TEST (rx_echo_to_own_host_or_embedded_ipv4_that_is_refused_is_dropped)
{
	static const struct {
		const char *dst;
		enum teredo_count reason; /* TEREDO_OK: it is sent */
	} cases[] = {
		{ "2001:db8::53", TEREDO_DROP_LOOP },
		{ "2002:7f00:1::1", TEREDO_DROP_NOT_GLOBAL },
		{ "2002:a00:1::1", TEREDO_DROP_NOT_GLOBAL },
		{ "2002:6440:1::1", TEREDO_DROP_NOT_GLOBAL },
		{ "2002:c633:6403::1", TEREDO_DROP_NOT_GLOBAL }, /* 198.51.100.3 */
		{ "2002:c633:6402::1", TEREDO_DROP_LOOP },       /* 198.51.100.2 */
		{ "64:ff9b::7f00:1", TEREDO_DROP_NOT_GLOBAL },
		{ "64:ff9b::192.168.1.1", TEREDO_DROP_NOT_GLOBAL },
		{ "64:ff9b::203.0.113.120", TEREDO_DROP_LOOP },
		{ "64:ff9b:1::8.8.8.8", TEREDO_DROP_DESTINATION },
		{ "2001:db8::54", TEREDO_OK },
		{ "2002:c000:201::1", TEREDO_OK }, /* 192.0.2.1 */
		{ "64:ff9b::192.0.2.1", TEREDO_OK },
	};

	set_up ();
	for (size_t i = 0; i < ARRAY_LEN (cases); i++) {
		set_echo_to (cases[i].dst);
		if (cases[i].reason == TEREDO_OK)
			ck_assert_msg (rx (PEER) == TEREDO_DELIVER, "%s", cases[i].dst);
		else
			check_dropped (PEER, cases[i].reason, cases[i].dst);
	}
	teredo_server_free (server);
}
END_TEST

UNIT_MAIN ("server-own", rx_bubble_to_any_port_of_own_host_is_dropped,
           rx_bubble_to_broadcast_or_special_address_is_dropped,
           rx_from_own_host_is_accepted_but_not_from_broadcast_address,
           rx_echo_to_own_host_or_embedded_ipv4_that_is_refused_is_dropped)
