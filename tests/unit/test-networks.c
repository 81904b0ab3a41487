/*
 * test-networks.c - addresses of this host and directed broadcast addresses
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "values/networks.h"

#include "node.h"

static void add (const char *address, const char *mask)
{
	unit_networks.ipv4[unit_networks.ipv4_count++] = (struct teredo_link){ unit_ipv4 (address),
		                                                               unit_ipv4 (mask) };
}

static bool allowed (const char *ip)
{
	return teredo_networks_allow_ipv4 (&unit_networks, unit_ipv4 (ip));
}

START_TEST (broadcast_address_of_each_link_is_refused)
{
	add ("198.51.100.2", "255.255.255.252");
	add ("203.0.113.130", "255.255.255.128");
	ck_assert (!allowed ("198.51.100.3"));
	ck_assert (!allowed ("203.0.113.255"));
	ck_assert (allowed ("198.51.100.1"));
	ck_assert (allowed ("198.51.100.7"));
	ck_assert (allowed ("203.0.113.127"));
	ck_assert (!allowed ("10.0.0.1"));
}
END_TEST

/* RFC 3021 */
START_TEST (links_of_one_or_two_addresses_have_no_broadcast_address)
{
	add ("198.51.100.2", "255.255.255.254");
	add ("203.0.113.7", "255.255.255.255");
	ck_assert (allowed ("198.51.100.3"));
	ck_assert (allowed ("203.0.113.7"));
}
END_TEST

START_TEST (endpoint_needs_a_port_and_an_allowed_address)
{
	const struct teredo_endpoint good = unit_endpoint ("198.51.100.1:1");
	const struct teredo_endpoint no_port = unit_endpoint ("198.51.100.1:0");
	const struct teredo_endpoint broadcast = unit_endpoint ("198.51.100.3:1");

	add ("198.51.100.2", "255.255.255.252");
	ck_assert (teredo_networks_allow (&unit_networks, &good));
	ck_assert (!teredo_networks_allow (&unit_networks, &no_port));
	ck_assert (!teredo_networks_allow (&unit_networks, &broadcast));
	ck_assert (teredo_networks_allow (NULL, &broadcast));
}
END_TEST

START_TEST (addresses_of_this_host_are_found)
{
	const struct in6_addr ours = unit_ip6 ("2001:db8::53"), other = unit_ip6 ("2001:db8::54");

	add ("198.51.100.2", "255.255.255.252");
	unit_networks.ip6[unit_networks.ip6_count++] = ours;
	ck_assert (teredo_networks_have_ipv4 (&unit_networks, unit_ipv4 ("198.51.100.2")));
	ck_assert (!teredo_networks_have_ipv4 (&unit_networks, unit_ipv4 ("198.51.100.1")));
	ck_assert (teredo_networks_have_ip6 (&unit_networks, &ours));
	ck_assert (!teredo_networks_have_ip6 (&unit_networks, &other));
	ck_assert (!teredo_networks_have_ipv4 (NULL, unit_ipv4 ("198.51.100.2")));
	ck_assert (!teredo_networks_have_ip6 (NULL, &ours));
}
END_TEST

/* RFC 4380 5.4.1 */
START_TEST (relay_tx_to_broadcast_address_as_client_or_server_is_dropped)
{
	const struct in6_addr native = unit_ip6 (NATIVE);
	const struct in6_addr refused[] = { node_teredo ("198.51.100.99:9000", SERVER),
		                            node_teredo (PEER, "198.51.100.99") };
	struct unit_bytes packet;
	struct node n;

	add ("198.51.100.98", "255.255.255.252");
	node_start_relay (&n, true);
	for (size_t i = 0; i < ARRAY_LEN (refused); i++) {
		packet = node_packet (&native, &refused[i], "01");
		node_tx (&n, &packet);
		ck_assert_int_eq (n.verdict, TEREDO_DROP);
		ck_assert_uint_eq (n.outs, 0);
	}
	ck_assert_uint_eq (node_count (&n, TEREDO_DROP_NOT_GLOBAL), 2);
	packet = node_packet (&native, &n.peer, "01");
	node_tx (&n, &packet);
	ck_assert_int_eq (n.verdict, TEREDO_CONSUMED);
	node_end (&n);
}
END_TEST

/* RFC 4380 5.2.4, 5.2.3 */
START_TEST (client_sends_nothing_to_broadcast_address)
{
	const struct in6_addr broadcast = node_teredo ("198.51.100.99:9000", SERVER);
	const struct in6_addr server = node_teredo (PEER, "198.51.100.99");
	struct unit_bytes packet;
	struct node n;

	add ("198.51.100.98", "255.255.255.252");
	node_start_qualified (&n);
	packet = node_packet (&n.address, &broadcast, "01");
	node_tx (&n, &packet);
	ck_assert_int_eq (n.verdict, TEREDO_DROP);
	ck_assert_uint_eq (n.outs, 0);
	packet = node_packet (&n.address, &server, "01");
	node_tx (&n, &packet); /* a direct bubble only */
	ck_assert_uint_eq (n.outs, 1);
	ck_assert_uint_eq (node_sent_to (&n, PEER), 1);
	packet = node_packet (&broadcast, &n.address, "");
	node_check_rx (&n, SERVER ":3544", &packet, TEREDO_DROP, 0);
	node_check_rx (&n, "198.51.100.99:9000", &packet, TEREDO_DROP, 0);
	node_end (&n);
}
END_TEST

UNIT_MAIN ("networks", broadcast_address_of_each_link_is_refused,
           links_of_one_or_two_addresses_have_no_broadcast_address,
           endpoint_needs_a_port_and_an_allowed_address, addresses_of_this_host_are_found,
           relay_tx_to_broadcast_address_as_client_or_server_is_dropped,
           client_sends_nothing_to_broadcast_address)
