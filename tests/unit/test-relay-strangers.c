/*
 * test-relay-strangers.c - what strangers may cause at a relay
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>
#include <string.h>
#include "bytes/params.h"
#include "values/addr.h"
#include "node.h"

static struct node n;

/* A packet for one of many clients, behind as many servers. Without assertions, which
 * would take most of the time. */
static void relay_tx (struct unit_bytes *packet, const struct in6_addr *src, uint32_t number)
{
	const struct teredo_address client = {
		.prefix = TEREDO_PREFIX,
		.server = 0x08000000 + number * 256,
		.mapped = { 0xc6330000 + number % 65536, (uint16_t)(1 + number / 65536) },
	};
	struct teredo_endpoint to;
	struct in6_addr dst;

	teredo_address_encode (&dst, &client);
	memcpy (packet->data + 8, src, sizeof (*src));
	memcpy (packet->data + 24, &dst, sizeof (dst));
	teredo_role_tx (n.role, n.now, unit_slice (packet), &to);
	while (teredo_role_next (n.role) != NULL)
		continue;
}

/* Lets time pass, and discards what the relay does meanwhile. */
static void pass_unseen (teredo_time how_long)
{
	n.now += how_long;
	teredo_role_expire (n.role, n.now);
	while (teredo_role_next (n.role) != NULL)
		continue;
}

static void check_new_client (uint32_t number)
{
	const struct in6_addr host = unit_ip6 (NATIVE);
	char mapped[32];
	struct in6_addr dst;
	struct unit_bytes packet;

	snprintf (mapped, sizeof (mapped), "203.0.113.%u:1000", number % 250);
	dst = node_teredo (mapped, SERVER);
	packet = node_packet (&host, &dst, "bb");
	node_tx (&n, &packet);
	ck_assert_uint_eq (node_sent_to (&n, SERVER ":3544"), 1);
}

START_TEST (relay_burst_of_million_packets_leaves_new_clients)
{
	const struct in6_addr any = node_native (0);
	struct unit_bytes packet = node_packet (&any, &any, "aa");

	for (int spoofed = 0; spoofed < 2; spoofed++) {
		node_start_relay (&n, false);
		for (uint32_t i = 0; i < 1000000; i++) {
			struct in6_addr src = node_native (i);

			if (spoofed)
				memcpy (src.s6_addr + 4, &i, sizeof (i));
			relay_tx (&packet, &src, i);
			if (i % 100 == 0)
				pass_unseen (1); /* 100,000 a second */
			if (i % 100000 == 99999)
				check_new_client (i / 100000);
		}
		for (uint32_t i = 20; i < 30; i++) {
			check_new_client (i);
			pass_unseen (TEREDO_SECONDS (1));
		}
		node_end (&n);
	}
}
END_TEST

/* 1000 a second for hosts in one /64, be they new or contacted again. */
START_TEST (relay_contacts_silent_clients_again_at_rate_of_new_ones)
{
	const struct in6_addr src = node_native (0);
	struct unit_bytes packet = node_packet (&src, &src, "aa");
	uint64_t drops;

	node_start_relay (&n, false);
	for (uint32_t i = 0; i < 100; i++)
		relay_tx (&packet, &src, i);
	for (int second = 0; second < 7; second++)
		pass_unseen (TEREDO_SECONDS (1));
	drops = node_count (&n, TEREDO_DROP_LIMIT);
	for (int round = 0; round < 2; round++) /* the second packets start nothing */
		for (uint32_t i = 0; i < 100; i++)
			relay_tx (&packet, &src, i);
	for (uint32_t i = 100; i < 1000; i++)
		relay_tx (&packet, &src, i);
	ck_assert_uint_eq (node_count (&n, TEREDO_DROP_LIMIT), drops);
	relay_tx (&packet, &src, 1000);
	ck_assert_uint_eq (node_count (&n, TEREDO_DROP_LIMIT), drops + 1);
	node_end (&n);
}
END_TEST

/* Sends a packet to a new client of SERVER. If the relay sends a bubble to it, the client
 * answers, if it is to. Returns whether the relay sent one. */
static bool contact_client (uint32_t number, bool answers)
{
	const struct in6_addr host = node_native (0);
	const struct teredo_address parts = {
		.prefix = TEREDO_PREFIX,
		.server = unit_ipv4 (SERVER),
		.mapped = { 0xc6336400 + number % 250, (uint16_t)(1024 + number / 250) },
	};
	struct in6_addr client, id;
	struct unit_bytes packet;
	struct teredo_slice unused;

	teredo_address_encode (&client, &parts);
	packet = node_packet (&host, &client, "aa");
	node_tx (&n, &packet);
	if (node_sent_to (&n, SERVER ":3544") == 0)
		return false;
	id = node_identifier (&n);
	packet = node_packet (&client, &id, "");
	if (answers)
		teredo_role_rx (n.role, n.now, &parts.mapped, unit_slice (&packet), &unused);
	while (teredo_role_next (n.role) != NULL)
		continue;
	return true;
}

/* 20,000 clients of one server, 50,000 a second, for hosts in one /64. */
static unsigned contact_clients (bool answer)
{
	unsigned contacted = 0;

	node_start_relay (&n, false);
	for (uint32_t i = 0; i < 20000; i++) {
		contacted += contact_client (i, answer);
		if (i % 50 == 0)
			n.now++;
	}
	node_end (&n);
	return contacted;
}

START_TEST (relay_limits_only_clients_that_do_not_answer)
{
	ck_assert_uint_eq (contact_clients (true), 20000);
	ck_assert_uint_le (contact_clients (false), 1000 + 400);
}
END_TEST

START_TEST (relay_holds_packet_of_unknown_client_until_it_answers)
{
	const struct in6_addr host = unit_ip6 (NATIVE);
	struct unit_bytes packet;
	struct in6_addr id;

	node_start_relay (&n, false);
	packet = node_packet (&n.peer, &host, "01");
	node_check_rx (&n, PEER, &packet, TEREDO_CONSUMED, 1);
	id = node_identifier (&n);
	node_check_rx (&n, PEER, &packet, TEREDO_CONSUMED, 0);
	packet = node_packet (&n.peer, &id, "");
	node_check_rx (&n, PEER, &packet, TEREDO_CONSUMED, 2);
	ck_assert_uint_eq (node_kind (&n, TEREDO_OUT_IP6), 2);
	node_end (&n);
}
END_TEST

START_TEST (relay_asks_unknown_client_behind_symmetric_nat_once)
{
	const struct in6_addr host = unit_ip6 (NATIVE);
	struct unit_bytes packet, bubble;
	struct in6_addr id;

	node_start_relay (&n, false);
	packet = node_packet (&n.peer, &host, "01");
	node_check_rx (&n, "198.51.100.7:4242", &packet, TEREDO_DROP, 1);
	id = node_identifier (&n);
	node_check_rx (&n, "198.51.100.7:4242", &packet, TEREDO_DROP, 0);
	bubble = node_packet (&n.peer, &id, "");
	node_check_rx (&n, "198.51.100.7:4242", &bubble, TEREDO_CONSUMED, 0);
	node_check_rx (&n, "198.51.100.7:4242", &packet, TEREDO_DELIVER, 0);
	node_end (&n);
}
END_TEST

UNIT_MAIN ("relay-strangers", relay_burst_of_million_packets_leaves_new_clients,
           relay_contacts_silent_clients_again_at_rate_of_new_ones,
           relay_limits_only_clients_that_do_not_answer,
           relay_holds_packet_of_unknown_client_until_it_answers,
           relay_asks_unknown_client_behind_symmetric_nat_once)
