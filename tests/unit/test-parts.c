/*
 * test-parts.c - a server or relay that is one of several has its share of what is limited
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/relay.h"
#include "roles/server.h"

#include <stdio.h>
#include "bytes/share.h"
#include "node.h"

START_TEST (share_is_at_least_1_and_one_part_has_all)
{
	ck_assert_uint_eq (teredo_share (1000, 1), 1000);
	ck_assert_uint_eq (teredo_share (1000, 3), 333);
	ck_assert_uint_eq (teredo_share (10, 64), 1);
	ck_assert_uint_eq (teredo_share (0, 1), 0);
}
END_TEST

/* How many of many bubbles from one client to another a server forwards at once. */
static uint64_t forwarded (uint32_t parts)
{
	const struct in6_addr src = node_teredo (MAPPED, SERVER), dst = node_teredo (PEER, SERVER);
	const struct unit_bytes bubble = node_packet (&src, &dst, "");
	const struct teredo_endpoint from = unit_endpoint (MAPPED);
	struct teredo_server_config config;
	struct teredo_server *server;
	uint64_t count;

	teredo_server_config_default (&config);
	config.primary = unit_ipv4 (SERVER);
	config.parts = parts;
	server = teredo_server_new (&config, &unit_env);
	ck_assert_ptr_nonnull (server);
	for (unsigned i = 0; i < 3000; i++) {
		struct teredo_out out;

		teredo_server_rx (server, 0, TEREDO_PRIMARY, &from, unit_slice (&bubble), &out);
	}
	count = teredo_server_counts (server)->of[TEREDO_FORWARDED_BUBBLE];
	teredo_server_free (server);
	return count;
}

START_TEST (server_forwards_its_share_of_bubbles_to_an_address)
{
	ck_assert_uint_eq (forwarded (1), 2000);
	ck_assert_uint_eq (forwarded (2), 1000);
	ck_assert_uint_eq (forwarded (64), 30);
}
END_TEST

/* How many clients of one server a relay contacts at once, for hosts in many subnets. */
static uint64_t contacted (uint32_t parts)
{
	struct teredo_relay_config config;
	struct teredo_role *role;
	uint64_t count;

	teredo_relay_config_default (&config);
	config.role.parts = parts;
	role = teredo_relay_new (&config, &unit_env, 0);
	ck_assert_ptr_nonnull (role);
	for (unsigned i = 0; i < 3000; i++) {
		struct in6_addr src = node_native (i), dst;
		char mapped[32];
		struct unit_bytes packet;
		struct teredo_endpoint to;

		src.s6_addr[6] = (uint8_t)(i >> 8);
		src.s6_addr[7] = (uint8_t)i;
		snprintf (mapped, sizeof (mapped), "203.0.%u.%u:4096", i / 200, i % 200 + 1);
		dst = node_teredo (mapped, SERVER);
		packet = node_packet (&src, &dst, "00");
		teredo_role_tx (role, 0, unit_slice (&packet), &to);
		while (teredo_role_next (role) != NULL)
			continue;
	}
	count = teredo_role_counts (role)->of[TEREDO_TX_BUBBLE_INDIRECT];
	teredo_role_free (role);
	return count;
}

START_TEST (relay_contacts_its_share_of_the_clients_of_a_server)
{
	ck_assert_uint_eq (contacted (1), 2000);
	ck_assert_uint_eq (contacted (2), 1000);
	ck_assert_uint_eq (contacted (64), 2000 / 64);
}
END_TEST

UNIT_MAIN ("parts", share_is_at_least_1_and_one_part_has_all,
           server_forwards_its_share_of_bubbles_to_an_address,
           relay_contacts_its_share_of_the_clients_of_a_server)
