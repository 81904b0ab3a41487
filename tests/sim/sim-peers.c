/*
 * sim-peers.c - traffic between clients, and with native hosts
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scene.h"

#include <check.h>
#include "unit.h"

static struct scene s;

/*
 * Whether clients behind these NATs connect. A symmetric NAT works with NATs that
 * accept any port of a known address; with the others it would need the port
 * prediction of RFC 6081. For times and loss see sim-matrix.
 */
static bool connects (enum nat_kind from, enum nat_kind to)
{
	return !(nat_is_symmetric (from) && to >= NAT_PORT)
	       && !(nat_is_symmetric (to) && from >= NAT_PORT);
}

static void check_pair (enum nat_kind from, enum nat_kind to)
{
	const unsigned wanted = connects (from, to) ? 1 : 0;
	uint64_t bubbles;

	scene_init_qualified (&s, 100, from, to);
	for (uint32_t n = 1; n <= 3; n++) /* the first ones are queued and stay in order */
		host_send (s.a, &s.b->address, n, 200);
	world_run (s.w, TEREDO_SECONDS (9));
	for (uint32_t n = 1; n <= 3; n++)
		ck_assert_msg (host_got (s.b, n) == wanted, "%s to %s: packet %u received %u times",
		               nat_names[from], nat_names[to], n, host_got (s.b, n));
	if (connects (from, to)) {
		ck_assert_int_le (host_got_when (s.b, 1), host_got_when (s.b, 2));
		ck_assert_int_le (host_got_when (s.b, 2), host_got_when (s.b, 3));
		ck_assert_uint_eq (s.a->unreachables, 0);
		host_send (s.b, &s.a->address, 4, 200);
		world_run (s.w, TEREDO_SECONDS (9));
		ck_assert_msg (host_got (s.a, 4) == 1, "%s to %s: no reply received",
		               nat_names[from], nat_names[to]);
	} else {
		/* ICMPv6 errors, then no bubble for minutes. */
		ck_assert_uint_eq (s.a->unreachables, 3);
		bubbles = s.w->bubbles;
		host_send (s.a, &s.b->address, 5, 200);
		world_run (s.w, TEREDO_SECONDS (200));
		ck_assert_uint_eq (s.a->unreachables, 4);
		ck_assert_uint_eq (s.w->bubbles, bubbles);
	}
	scene_end (&s);
}

START_TEST (each_pair_of_nats_connects_or_gives_up)
{
	for (enum nat_kind from = NAT_NONE; from < NAT_KINDS; from++)
		for (enum nat_kind to = NAT_NONE; to < NAT_KINDS; to++)
			check_pair (from, to);
}
END_TEST

/* RFC 4380 5.2.4 case 1 */
START_TEST (two_way_traffic_needs_no_bubbles)
{
	uint64_t bubbles;

	scene_init_qualified (&s, 101, NAT_PORT, NAT_PORT);
	host_send (s.a, &s.b->address, 0, 100);
	world_run (s.w, TEREDO_SECONDS (3));
	bubbles = s.w->bubbles;
	for (uint32_t n = 1; n <= 120; n++) {
		host_send (s.a, &s.b->address, n, 100);
		host_send (s.b, &s.a->address, n, 100);
		world_run (s.w, TEREDO_SECONDS (1));
	}
	ck_assert_uint_eq (s.w->bubbles, bubbles);
	for (uint32_t n = 1; n <= 120; n++)
		ck_assert (host_got (s.a, n) == 1 && host_got (s.b, n) == 1);
	scene_end (&s);
}
END_TEST

START_TEST (peers_reconnect_after_100_s_of_silence)
{
	scene_init_qualified (&s, 102, NAT_PORT, NAT_PORT);
	for (uint32_t n = 1; n <= 4; n++) {
		host_send (s.a, &s.b->address, n, 100);
		world_run (s.w, TEREDO_SECONDS (3));
		ck_assert_uint_eq (host_got (s.b, n), 1);
		world_run (s.w, TEREDO_SECONDS (100));
	}
	scene_end (&s);
}
END_TEST

/* RFC 4380 5.2.4 case 2, 5.4.1: behind any NAT, whichever side starts. */
START_TEST (native_host_and_client_reach_each_other_by_relay)
{
	for (enum nat_kind kind = NAT_NONE; kind < NAT_KINDS; kind++) {
		scene_init_qualified (&s, 103, kind, kind);
		host_send (s.a, &s.native->address, 1, 1000);
		host_send (s.native, &s.b->address, 2, 1000);
		world_run (s.w, TEREDO_SECONDS (1));
		ck_assert_msg (host_got (s.native, 1) == 1, "%s to native", nat_names[kind]);
		ck_assert_msg (host_got (s.b, 2) == 1, "native to %s", nat_names[kind]);
		host_send (s.native, &s.a->address, 3, 1000);
		host_send (s.b, &s.native->address, 4, 1000);
		world_run (s.w, TEREDO_SECONDS (1));
		ck_assert_uint_eq (host_got (s.a, 3), 1);
		ck_assert_uint_eq (host_got (s.native, 4), 1);
		scene_end (&s);
	}
}
END_TEST

START_TEST (one_way_stream_continues_when_trust_expires)
{
	unsigned to_native = 0, to_client = 0;

	scene_init_qualified (&s, 104, NAT_PORT, NAT_PORT);
	for (uint32_t n = 0; n < 300; n++) {
		host_send (s.a, &s.native->address, n, 100);
		host_send (s.native, &s.b->address, 1000 + n, 100);
		world_run (s.w, TEREDO_SECONDS (1));
	}
	world_run (s.w, TEREDO_SECONDS (10));
	for (uint32_t n = 0; n < 300; n++) {
		to_native += host_got (s.native, n);
		to_client += host_got (s.b, 1000 + n);
	}
	ck_assert_uint_eq (to_native, 300);
	ck_assert_uint_eq (to_client, 300);
	scene_end (&s);
}
END_TEST

/* At most ten ICMPv6 errors a second. */
START_TEST (flood_to_absent_peer_sends_few_bubbles_and_errors)
{
	struct in6_addr absent;
	uint64_t bubbles;

	scene_init_qualified (&s, 105, NAT_PORT, NAT_PORT);
	absent = unit_ip6 ("2001:0:c633:640a:0:efff:34ff:8eab"); /* 203.0.113.84 */
	bubbles = s.w->bubbles;
	for (uint32_t n = 0; n < 3000; n++) {
		host_send (s.a, &absent, n, 100);
		host_send (s.native, &absent, n, 100);
		world_run (s.w, 10);
	}
	/* four rounds of two bubbles from the client, then a pause of 300 s; one bubble
	 * every 2 s from the relay */
	ck_assert_uint_eq (s.w->bubbles - bubbles, 4 * 2 + 15);
	ck_assert_uint_ge (s.a->unreachables, 8);
	ck_assert_uint_le (s.a->unreachables, 10 + 30 * 10);
	ck_assert_uint_ge (s.native->unreachables, 8);
	scene_end (&s);
}
END_TEST

START_TEST (clients_of_different_servers_connect)
{
	struct host *c;

	scene_init_qualified (&s, 106, NAT_PORT, NAT_PORT);
	world_server (s.w, 0xc6336414);
	c = world_client (s.w, "c", NULL, (struct teredo_endpoint){ 0xc0000209, 7000 }, 0xc6336414);
	ck_assert (world_run_until (s.w, c, true, TEREDO_SECONDS (5)));
	host_send (s.a, &c->address, 1, 100);
	host_send (c, &s.b->address, 2, 100);
	world_run (s.w, TEREDO_SECONDS (3));
	ck_assert_uint_eq (host_got (c, 1), 1);
	ck_assert_uint_eq (host_got (s.b, 2), 1);
	scene_end (&s);
}
END_TEST

/* A ping of 64 bytes each 200 ms from a client; the native host's answers are data. */
static teredo_time silence_after_relay_restart (enum nat_kind kind)
{
	teredo_time begin;

	scene_init_qualified (&s, 107, kind, NAT_PORT);
	for (uint32_t n = 1; n <= 20; n++) {
		host_send (s.a, &s.native->address, n, 64);
		host_send (s.native, &s.a->address, 1000 + n, 64);
		world_run (s.w, 200);
	}
	world_restart_relay (s.relay);
	begin = s.w->now;
	for (uint32_t n = 101; n <= 200; n++) {
		host_send (s.a, &s.native->address, n, 64);
		world_run (s.w, 200);
		if (host_got (s.native, n) > 0)
			return s.w->now - begin;
	}
	return TEREDO_NEVER;
}

START_TEST (relay_restart_costs_a_client_little)
{
	ck_assert_int_le (silence_after_relay_restart (NAT_PORT), 600);
	scene_end (&s);
	ck_assert_int_le (silence_after_relay_restart (NAT_SYMMETRIC), 600);
	scene_end (&s);
}
END_TEST

/* The relay has just called, and its answer is less than 2 s old. */
START_TEST (relay_restarted_after_a_call_is_answered_at_once)
{
	scene_init_qualified (&s, 108, NAT_PORT, NAT_PORT);
	for (uint32_t n = 1; n <= 2; n++) {
		const teredo_time begin = s.w->now;

		host_send (s.native, &s.a->address, n, 64);
		world_run (s.w, 300);
		ck_assert_int_le (host_got_when (s.a, n) - begin, 200);
		world_restart_relay (s.relay);
	}
	scene_end (&s);
}
END_TEST

UNIT_MAIN ("sim-peers", each_pair_of_nats_connects_or_gives_up, two_way_traffic_needs_no_bubbles,
           peers_reconnect_after_100_s_of_silence, native_host_and_client_reach_each_other_by_relay,
           one_way_stream_continues_when_trust_expires,
           flood_to_absent_peer_sends_few_bubbles_and_errors, clients_of_different_servers_connect,
           relay_restart_costs_a_client_little, relay_restarted_after_a_call_is_answered_at_once)
