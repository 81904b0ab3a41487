/*
 * test-source-limit.c - one token bucket per IPv4 address
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "values/source-limit.h"

#include <errno.h>
#include <stdio.h>
#include "node.h"
#include "roles/server.h"
#include "values/addr.h"
#include "values/sources.h"
#include "unit.h"

#define RATE  10
#define BURST 20
#define FEW   64

static struct teredo_source_limit limit;

static unsigned take (uint32_t ip, unsigned times, teredo_time now)
{
	unsigned got = 0;

	while (times-- > 0)
		got += teredo_source_limit_take (&limit, ip, now);
	return got;
}

static void set_up (uint32_t max)
{
	ck_assert_int_eq (teredo_source_limit_init (&limit, RATE, BURST, max, &unit_env), 0);
}

START_TEST (each_source_has_its_own_burst_and_rate)
{
	set_up (FEW);
	ck_assert_uint_eq (take (1, 100, 5000), BURST);
	ck_assert_uint_eq (take (2, 100, 5000), BURST);
	ck_assert_uint_eq (take (1, 100, 5099), 0);
	ck_assert_uint_eq (take (1, 100, 5100), 1);
	ck_assert_uint_eq (take (1, 100, 6100), RATE);
	ck_assert_uint_eq (take (1, 100, 100000), BURST);
	ck_assert_uint_eq (take (2, 5, 100000), 5);
	teredo_source_limit_destroy (&limit);
}
END_TEST

/* Stored times wrap after 2^28 ms. */
START_TEST (token_given_back_can_be_taken_again)
{
	set_up (FEW);
	ck_assert_uint_eq (take (1, 100, 5000), BURST);
	teredo_source_limit_give (&limit, 1, 5000);
	teredo_source_limit_give (&limit, 1, 5000);
	ck_assert_uint_eq (take (1, 100, 5000), 2);
	for (int i = 0; i < 100; i++) /* no more than a full bucket */
		teredo_source_limit_give (&limit, 1, 5000);
	ck_assert_uint_eq (take (1, 100, 5000), BURST);
	teredo_source_limit_give (&limit, 2, 5000); /* it took none */
	ck_assert_uint_eq (take (2, 100, 5000), BURST);
	teredo_source_limit_destroy (&limit);
}
END_TEST

START_TEST (rate_is_right_after_stored_time_wraps)
{
	const teredo_time turn = (INT64_C (1) << 28) - 500;

	set_up (FEW);
	for (teredo_time at = turn; at < turn + 10000; at += 1000)
		take (7, 100, at);
	ck_assert_uint_eq (take (7, 100, turn + 10000), RATE);
	ck_assert_uint_eq (take (7, 100, turn + 20000), BURST);
	/* the longest time that can be represented */
	ck_assert_uint_eq (take (7, 100, 3 * turn), BURST);
	teredo_source_limit_destroy (&limit);
}
END_TEST

START_TEST (full_map_evicts_idle_sources_and_shares_a_bucket)
{
	teredo_time now = 1000;
	unsigned got = 0;

	set_up (FEW);
	for (int round = 0; round < 20; round++, now += 10000)
		for (uint32_t i = 0; i < FEW / 4; i++)
			ck_assert_uint_eq (take (0x0a000000 + (uint32_t)round * 1000 + i, BURST,
			                         now),
			                   BURST);
	for (uint32_t i = 0; i < 100 * FEW; i++)
		got += take (i, BURST, now);
	ck_assert_uint_le (teredo_sources_count (limit.sources), FEW);
	/* the sources in the map, and a shared bucket 16 times as large */
	ck_assert_uint_le (got, (FEW + 16) * BURST);
	ck_assert_uint_ge (got, (FEW / 2 + 16) * BURST);
	teredo_source_limit_destroy (&limit);
}
END_TEST

static int init_errno (uint32_t rate, uint32_t burst)
{
	if (teredo_source_limit_init (&limit, rate, burst, FEW, &unit_env) != 0)
		return errno;
	teredo_source_limit_destroy (&limit);
	return 0;
}

START_TEST (init_rate_or_burst_out_of_range_fails)
{
	const uint32_t max = TEREDO_SOURCE_LIMIT_RATE_MAX;
	const uint32_t window = TEREDO_SOURCE_LIMIT_WINDOW_MAX;

	ck_assert_int_eq (init_errno (0, BURST), EINVAL);
	ck_assert_int_eq (init_errno (max + 1, BURST), EINVAL);
	ck_assert_int_eq (init_errno (UINT32_MAX, BURST), EINVAL);
	ck_assert_int_eq (init_errno (RATE, 0), EINVAL);
	ck_assert_int_eq (init_errno (1, window + 1), EINVAL);
	ck_assert_int_eq (init_errno (max, max * window + 1), EINVAL);
	ck_assert_int_eq (init_errno (max, UINT32_MAX), EINVAL);
	ck_assert_int_eq (init_errno (1, window), 0);
	ck_assert_int_eq (init_errno (max, 1), 0);
	ck_assert_int_eq (init_errno (max, max * window), 0);
}
END_TEST

/* --- the server --- */

static struct teredo_server *server;

static void start_server (void)
{
	struct teredo_server_config config;

	teredo_server_config_default (&config);
	config.primary = unit_ipv4 ("203.0.113.120");
	config.secondary = unit_ipv4 ("203.0.113.121");
	server = teredo_server_new (&config, &unit_env);
	ck_assert_ptr_nonnull (server);
}

/* Sends count bubbles from one client to another; returns how many are forwarded. */
static unsigned forwarded (const char *from, const char *to, unsigned count)
{
	const struct teredo_endpoint endpoint = unit_endpoint (from);
	const struct in6_addr src = node_teredo (from, SERVER), dst = node_teredo (to, SERVER);
	const struct unit_bytes bubble = node_packet (&src, &dst, "");
	struct teredo_out out;
	unsigned got = 0;

	while (count-- > 0)
		got += teredo_server_rx (server, 1000, TEREDO_PRIMARY, &endpoint,
		                         unit_slice (&bubble), &out)
		       == TEREDO_SEND;
	return got;
}

START_TEST (flood_from_one_client_does_not_limit_others)
{
	start_server ();
	for (unsigned port = 1; port <= 100; port++) {
		char to[32];

		snprintf (to, sizeof (to), "198.51.%u.7:9000", port);
		forwarded ("192.0.2.1:4096", to, 100);
	}
	ck_assert_uint_eq (teredo_server_counts (server)->of[TEREDO_FORWARDED_BUBBLE], 2000);
	ck_assert_uint_eq (teredo_server_counts (server)->of[TEREDO_DROP_LIMIT], 8000);
	ck_assert_uint_eq (forwarded ("192.0.2.2:4096", "198.51.100.7:9000", 10), 10);
	teredo_server_free (server);
}
END_TEST

/* The 100 senders are in one /16 network. */
START_TEST (flood_to_one_client_is_limited)
{
	unsigned got = 0;

	start_server ();
	for (unsigned i = 1; i <= 100; i++) {
		char from[32];

		snprintf (from, sizeof (from), "192.0.%u.1:4096", i + 3);
		got += forwarded (from, "198.51.100.7:9000", 100);
	}
	ck_assert_uint_eq (got, 2000);
	ck_assert_uint_eq (forwarded ("192.0.4.1:4096", "198.51.100.8:9000", 10), 10);
	teredo_server_free (server);
}
END_TEST

/* A bubble from one client to another, at a time; whether it is forwarded. */
static bool forwards (uint32_t from, teredo_time now)
{
	const struct teredo_endpoint endpoint = { from, 4096 }, to = unit_endpoint (PEER);
	struct teredo_address parts = { .prefix = TEREDO_PREFIX, .server = unit_ipv4 (SERVER) };
	struct in6_addr src, dst;
	struct unit_bytes bubble;
	struct teredo_out out;

	parts.mapped = endpoint;
	teredo_address_encode (&src, &parts);
	parts.mapped = to;
	teredo_address_encode (&dst, &parts);
	bubble = node_packet (&src, &dst, "");
	return teredo_server_rx (server, now, TEREDO_PRIMARY, &endpoint, unit_slice (&bubble), &out)
	       == TEREDO_SEND;
}

/* 20,000 forged bubbles a second towards one client, from random addresses with these bits
 * of 192.0.2.1, for 3 s; meanwhile 20 bubbles a second of its peers elsewhere. How many of
 * these 60 are forwarded. */
static unsigned forwarded_during_flood (uint32_t fixed_bits)
{
	uint32_t random = 12345;
	unsigned got = 0;

	start_server ();
	for (teredo_time now = 0; now < TEREDO_SECONDS (3); now++) {
		for (unsigned i = 0; i < 20; i++) {
			random = random * 1664525 + 1013904223;
			forwards ((unit_ipv4 ("192.0.2.1") & fixed_bits) | (random & ~fixed_bits),
			          now);
		}
		if (now % 50 == 0)
			got += forwards (unit_ipv4 ("198.18.0.1") + (uint32_t)now * 7, now);
	}
	teredo_server_free (server);
	return got;
}

START_TEST (forged_flood_to_one_client_does_not_limit_its_peers)
{
	ck_assert_uint_eq (forwarded_during_flood (0xffffff00), 60); /* forged: a /24, */
	ck_assert_uint_eq (forwarded_during_flood (0xffff0000), 60); /* a /16, */
	ck_assert_uint_eq (forwarded_during_flood (0), 60);          /* any address */
}
END_TEST

/* --- the relay --- */

/* So that a scan of its clients does not use up the limit of other servers. */
START_TEST (relay_limits_bubbles_to_one_server)
{
	struct node n;

	node_start_relay (&n, false);
	for (unsigned i = 0; i < 5000; i++) {
		struct in6_addr src = unit_ip6 (NATIVE); /* ten subnets: none at its limit */
		struct in6_addr dst = node_teredo (PEER, SERVER);
		struct unit_bytes packet;

		src.s6_addr[7] = (uint8_t)(i % 10);
		dst.s6_addr[14] = (uint8_t)(i >> 8);
		dst.s6_addr[15] = (uint8_t)i;
		packet = node_packet (&src, &dst, "aa");
		node_tx (&n, &packet);
	}
	ck_assert_uint_eq (node_count (&n, TEREDO_TX_BUBBLE_INDIRECT), 2000);
	node_end (&n);
}
END_TEST

UNIT_MAIN ("source-limit", each_source_has_its_own_burst_and_rate,
           token_given_back_can_be_taken_again, rate_is_right_after_stored_time_wraps,
           full_map_evicts_idle_sources_and_shares_a_bucket, init_rate_or_burst_out_of_range_fails,
           flood_from_one_client_does_not_limit_others, flood_to_one_client_is_limited,
           forged_flood_to_one_client_does_not_limit_its_peers, relay_limits_bubbles_to_one_server)
