/*
 * test-strangers.c - what a stranger may cause
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>
#include <string.h>
#include "values/addr.h"
#include "bytes/params.h"
#include "node.h"

#define STRANGER    "203.0.113.10:9999"
#define OTHER       "203.0.113.11:7777"
#define STRANGER_IP 0xcb00710a /* 203.0.113.10 */

static struct node n;
static unsigned sent; /* datagrams that the strangers caused so far */
static struct unit_bytes native_packet;

/* A packet of one of many native hosts, through a relay; counts what it causes. Without
 * assertions, which would take most of the time. */
static enum teredo_verdict rx_native (uint32_t ip, uint32_t number)
{
	const struct teredo_endpoint from = { ip, 3545 };
	enum teredo_verdict verdict;
	struct teredo_slice ip6;

	for (int i = 0; i < 4; i++)
		native_packet.data[20 + i] = (uint8_t)(number >> (24 - 8 * i));
	verdict = teredo_role_rx (n.role, n.now, &from, unit_slice (&native_packet), &ip6);
	while (teredo_role_next (n.role) != NULL)
		sent++;
	return verdict;
}

static void tx (const struct in6_addr *dst)
{
	const struct unit_bytes packet = node_packet (&n.address, dst, "aa");

	node_tx (&n, &packet);
}

/* The path to the peer is direct and ends at this port. */
static void check_tx_to_port (const struct in6_addr *peer, uint16_t port)
{
	tx (peer);
	ck_assert_int_eq (n.verdict, TEREDO_SEND);
	ck_assert_uint_eq (n.to.port, port);
}

/* The host sends to a new native host and to a new Teredo peer; both are contacted. */
static void check_new_peers (uint32_t number)
{
	const struct in6_addr host = node_native (0x80000000 + number);
	char mapped[32];
	struct in6_addr peer;

	tx (&host);
	ck_assert_int_eq (n.verdict, TEREDO_CONSUMED);
	ck_assert_uint_eq (node_sent_to (&n, SERVER ":3544"), 1);
	snprintf (mapped, sizeof (mapped), "198.51.101.%u:5000", number % 250);
	peer = node_teredo (mapped, SERVER);
	tx (&peer);
	ck_assert_int_eq (n.verdict, TEREDO_CONSUMED);
	ck_assert_uint_eq (node_sent_to (&n, mapped), 1);
}

/* PEER is trusted, and the host speaks with it. */
static void set_up (void)
{
	const struct in6_addr src = node_native (0);
	struct unit_bytes bubble;

	node_start_qualified (&n);
	native_packet = node_packet (&src, &n.address, "01");
	tx (&n.peer);
	bubble = node_packet (&n.peer, &n.address, "");
	node_rx (&n, PEER, &bubble);
	tx (&n.peer);
	ck_assert_int_eq (n.verdict, TEREDO_SEND);
	sent = 0;
}

static void check_flow (void)
{
	const struct unit_bytes data = node_packet (&n.peer, &n.address, "02");

	node_rx (&n, PEER, &data);
	ck_assert_int_eq (n.verdict, TEREDO_DELIVER);
	tx (&n.peer);
	ck_assert_int_eq (n.verdict, TEREDO_SEND);
}

START_TEST (burst_of_65536_native_sources_leaves_new_peers_and_flow)
{
	set_up ();
	for (uint32_t i = 0; i < 65536; i++)
		rx_native (STRANGER_IP, i);
	ck_assert_uint_le (sent, 20);
	for (uint32_t second = 0; second < 60; second++) {
		check_new_peers (second);
		check_flow ();
		node_pass (&n, TEREDO_SECONDS (1));
	}
	node_end (&n);
}
END_TEST

START_TEST (flood_of_5000_a_second_causes_20_datagrams_a_second)
{
	set_up ();
	for (uint32_t second = 0; second < 60; second++) {
		sent = 0;
		for (uint32_t i = 0; i < 5000; i++) {
			rx_native (STRANGER_IP, 5000 * second + i);
			if (i % 100 == 0)
				node_pass (&n, 20);
		}
		ck_assert_uint_le (sent, 20);
		check_new_peers (second);
		check_flow ();
	}
	node_end (&n);
}
END_TEST

START_TEST (flood_of_teredo_addresses_at_one_endpoint_takes_one_place)
{
	const uint64_t before = 2;
	struct teredo_status status;

	set_up ();
	for (uint32_t i = 0; i < 66000; i++) {
		const struct in6_addr src = node_stranger (STRANGER, i);
		const struct unit_bytes packet = node_packet (&src, &n.address, "03");
		struct in6_addr older;

		node_rx (&n, STRANGER, &packet);
		ck_assert_int_eq (n.verdict, TEREDO_DELIVER);
		/* The host replies late, when the address has been replaced already. */
		older = node_stranger (STRANGER, i > 64 ? i - 64 : i);
		tx (&older);
		ck_assert_int_eq (n.verdict, TEREDO_SEND);
		ck_assert_uint_eq (n.outs, 0);
	}
	teredo_role_status (n.role, &status);
	ck_assert_uint_le (status.peers, before);
	check_new_peers (1);
	check_flow ();
	node_end (&n);
}
END_TEST

START_TEST (flood_from_many_endpoints_leaves_a_quarter_of_the_table)
{
	struct teredo_status status;
	char where[32];

	set_up ();
	for (uint32_t i = 0; i < 70000; i++) {
		struct in6_addr src;
		struct unit_bytes packet;

		snprintf (where, sizeof (where), "198.51.%u.%u:%u", 102 + i / 65536, i % 251,
		          1024 + i % 60000);
		src = node_teredo (where, SERVER);
		packet = node_packet (&src, &n.address, "04");
		node_rx (&n, where, &packet);
		tx (&src); /* the host's own answer */
		if (i % 1000 == 0)
			check_flow ();
	}
	teredo_role_status (n.role, &status);
	ck_assert_uint_le (status.peers, 65536 - 65536 / 4 + 1);
	for (uint32_t i = 0; i < 15; i++) {
		check_new_peers (i);
		node_pass (&n, 100);
	}
	check_flow ();
	node_end (&n);
}
END_TEST

START_TEST (forged_native_caller_gets_one_probe_and_one_bubble)
{
	const struct in6_addr src = node_native (1);
	struct unit_bytes bubble;

	set_up ();
	bubble = node_packet (&src, &n.address, "");
	node_rx_origin (&n, STRANGER, &bubble);
	ck_assert_uint_eq (n.outs, 2);
	ck_assert_uint_eq (node_sent_to (&n, STRANGER), 1);
	ck_assert_uint_eq (node_sent_to (&n, SERVER ":3544"), 1);
	for (int second = 0; second < 20; second++) {
		node_pass (&n, TEREDO_SECONDS (1));
		ck_assert_uint_eq (node_sent_to (&n, STRANGER), 0);
		ck_assert_uint_eq (node_sent_to (&n, SERVER ":3544"), 0);
	}
	node_end (&n);
}
END_TEST

START_TEST (forged_calls_do_not_use_up_own_contacts)
{
	const struct in6_addr peer = node_teredo (OTHER, SERVER);
	struct unit_bytes bubble;

	set_up ();
	bubble = node_packet (&peer, &n.address, "");
	for (int i = 0; i < 10; i++) {
		node_rx_origin (&n, STRANGER, &bubble);
		node_pass (&n, TEREDO_SECONDS (2));
	}
	tx (&peer);
	ck_assert_int_eq (n.verdict, TEREDO_CONSUMED);
	ck_assert_uint_eq (node_sent_to (&n, OTHER), 1);
	ck_assert_uint_eq (node_sent_to (&n, SERVER ":3544"), 1);
	node_end (&n);
}
END_TEST

START_TEST (replayed_reply_does_not_move_a_peer_in_use)
{
	const struct in6_addr peer = node_teredo (OTHER, SERVER);
	const char *const symmetric = "203.0.113.11:4242";
	struct unit_bytes reply, data;

	set_up ();
	tx (&peer);
	reply = node_reply (&n, &peer);
	node_rx (&n, symmetric, &reply);
	ck_assert_int_eq (n.verdict, TEREDO_CONSUMED);
	node_pass (&n, TEREDO_SECONDS (1));
	data = node_packet (&peer, &n.address, "05");
	for (int second = 0; second < 200; second += 5) {
		node_rx (&n, STRANGER, &data);
		ck_assert_int_eq (n.verdict, TEREDO_DROP);
		node_rx (&n, STRANGER, &reply);
		ck_assert_int_eq (n.verdict, TEREDO_DROP);
		node_rx (&n, symmetric, &data);
		ck_assert_int_eq (n.verdict, TEREDO_DELIVER);
		check_tx_to_port (&peer, 4242);
		node_pass (&n, TEREDO_SECONDS (5));
	}
	node_end (&n);
}
END_TEST

START_TEST (peer_that_moved_is_asked_and_followed)
{
	const struct in6_addr peer = node_teredo (OTHER, SERVER);
	struct unit_bytes reply, data;

	set_up ();
	tx (&peer);
	reply = node_reply (&n, &peer);
	node_rx (&n, "203.0.113.11:4242", &reply);
	node_pass (&n, TEREDO_SECONDS (3));
	data = node_packet (&peer, &n.address, "05");
	node_check_rx (&n, "203.0.113.11:4343", &data, TEREDO_DROP, 2);
	reply = node_reply (&n, &peer);
	node_rx (&n, "203.0.113.11:4343", &reply);
	ck_assert_int_eq (n.verdict, TEREDO_CONSUMED);
	check_tx_to_port (&peer, 4343);
	node_end (&n);
}
END_TEST

/* The answer to the reply takes a place in the table, which is full. */
START_TEST (reply_from_elsewhere_is_trusted_when_table_is_full)
{
	const struct in6_addr peer = node_teredo (OTHER, SERVER);
	struct unit_bytes reply;

	node_start_small (&n, 4);
	tx (&peer);
	reply = node_reply (&n, &peer);
	for (uint32_t i = 0; i < 3; i++) {
		const struct in6_addr host = node_native (i);

		tx (&host);
	}
	node_rx (&n, "203.0.113.11:4242", &reply);
	ck_assert_int_eq (n.verdict, TEREDO_CONSUMED);
	check_tx_to_port (&peer, 4242);
	node_end (&n);
}
END_TEST

START_TEST (packet_with_our_mapped_address_is_dropped)
{
	struct in6_addr forged;
	struct unit_bytes packet;

	set_up ();
	forged = n.address;
	forged.s6_addr[8] ^= 1; /* other random bits */
	packet = node_packet (&forged, &n.address, "");
	node_check_rx (&n, STRANGER, &packet, TEREDO_DROP, 0);
	node_end (&n);
}
END_TEST

START_TEST (held_packets_take_a_quarter_of_the_queue)
{
	uint32_t held = 0;

	set_up ();
	for (uint32_t i = 0; i < 512; i++) {
		held += rx_native (STRANGER_IP + 0x100 * (i + 1), i) == TEREDO_CONSUMED;
	}
	ck_assert_uint_eq (held, 512 * 3 / 4 / 4);
	for (uint32_t i = 0; i < 50; i++)
		check_new_peers (i);
	node_end (&n);
}
END_TEST

START_TEST (silent_peer_is_contacted_within_4_s_of_sending)
{
	uint64_t before, contacts = 0;

	set_up ();
	before = node_count (&n, TEREDO_TX_BUBBLE_INDIRECT);
	for (int i = 0; i < 20; i++) {
		node_pass (&n, TEREDO_SECONDS (1));
		tx (&n.peer);
		ck_assert_int_eq (n.verdict, TEREDO_SEND);
		contacts = node_count (&n, TEREDO_TX_BUBBLE_INDIRECT) - before;
		if (i == 3)
			ck_assert_uint_eq (contacts, 1);
	}
	ck_assert_uint_eq (contacts, 4); /* no more without an answer (RFC 4380 5.2.6) */
	node_end (&n);
}
END_TEST

UNIT_MAIN ("strangers", burst_of_65536_native_sources_leaves_new_peers_and_flow,
           flood_of_5000_a_second_causes_20_datagrams_a_second,
           flood_of_teredo_addresses_at_one_endpoint_takes_one_place,
           flood_from_many_endpoints_leaves_a_quarter_of_the_table,
           forged_native_caller_gets_one_probe_and_one_bubble,
           forged_calls_do_not_use_up_own_contacts, replayed_reply_does_not_move_a_peer_in_use,
           peer_that_moved_is_asked_and_followed,
           reply_from_elsewhere_is_trusted_when_table_is_full,
           packet_with_our_mapped_address_is_dropped, held_packets_take_a_quarter_of_the_queue,
           silent_peer_is_contacted_within_4_s_of_sending)
