/*
 * sim-discovery.c - clients behind one NAT without hairpinning
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scene.h"

#include <check.h>
#include "unit.h"

static struct scene s;
static struct host *c; /* on the link of a */

static void join_link (struct host *host)
{
	const struct teredo_link link = { host->here.ip, 0xffffff00 };

	teredo_client_links (host->role, s.w->now, &link, 1);
	world_settle (host);
}

static void set_up (uint64_t seed, enum nat_kind kind, bool discovery)
{
	scene_init (&s, seed, kind, NAT_PORT);
	c = world_client (s.w, "c", &s.nat_a, (struct teredo_endpoint){ 0xc0a8010b, 4096 },
	                  SCENE_SERVER);
	if (discovery) {
		join_link (s.a);
		join_link (c);
	}
	ck_assert (world_run_until (s.w, s.a, true, TEREDO_SECONDS (200)));
	ck_assert (world_run_until (s.w, c, true, TEREDO_SECONDS (200)));
	ck_assert (world_run_until (s.w, s.b, true, TEREDO_SECONDS (200)));
}

START_TEST (clients_behind_one_nat_fail_without_discovery_and_alternate_addresses)
{
	set_up (400, NAT_PORT, false);
	teredo_client_local (s.a->role, NULL, 0);
	teredo_client_local (c->role, NULL, 0);
	host_send (s.a, &c->address, 1, 100);
	world_run (s.w, TEREDO_SECONDS (20));
	ck_assert_uint_eq (host_got (c, 1), 0);
	ck_assert_uint_eq (s.a->unreachables, 1);
	scene_end (&s);
}
END_TEST

/* a reaches c within some seconds, and c then reaches a within one. */
static void check_behind_any_nat (bool discovery, unsigned seconds)
{
	for (enum nat_kind kind = NAT_CONE; kind < NAT_KINDS; kind++) {
		set_up (401, kind, discovery);
		host_send (s.a, &c->address, 1, 100);
		world_run (s.w, TEREDO_SECONDS (seconds));
		ck_assert_msg (host_got (c, 1) == 1, "behind %s", nat_names[kind]);
		host_send (c, &s.a->address, 2, 100);
		world_run (s.w, TEREDO_SECONDS (1));
		ck_assert_uint_eq (host_got (s.a, 2), 1);
		scene_end (&s);
	}
}

/* RFC 6081 5.6 */
START_TEST (alternate_addresses_connect_clients_behind_any_nat)
{
	check_behind_any_nat (false, 5);
}
END_TEST

START_TEST (discovery_connects_clients_behind_any_nat)
{
	check_behind_any_nat (true, 1);
}
END_TEST

/* With and without pauses; other clients stay reachable. */
START_TEST (discovery_keeps_clients_connected_for_an_hour)
{
	set_up (402, NAT_PORT, true);
	for (uint32_t n = 0; n < 60; n++) {
		host_send (s.a, &c->address, 3 * n, 100);
		host_send (c, &s.a->address, 3 * n + 1, 100);
		host_send (s.a, &s.b->address, 3 * n + 2, 100);
		world_run (s.w, TEREDO_SECONDS (n % 2 == 0 ? 1 : 119));
	}
	world_run (s.w, TEREDO_SECONDS (9));
	for (uint32_t n = 0; n < 60; n++) {
		ck_assert_uint_eq (host_got (c, 3 * n), 1);
		ck_assert_uint_eq (host_got (s.a, 3 * n + 1), 1);
		ck_assert_uint_eq (host_got (s.b, 3 * n + 2), 1);
	}
	scene_end (&s);
}
END_TEST

/* Each packet is sent once and lost with 20 % probability. */
START_TEST (discovery_delivers_60_percent_at_20_percent_loss)
{
	enum { ROUNDS = 200 };

	for (uint64_t seed = 1; seed <= 10; seed++) {
		unsigned received = 0;

		set_up (410 + seed, NAT_PORT, true);
		s.w->loss = 20;
		for (uint32_t n = 0; n < ROUNDS; n++) {
			host_send (s.a, &c->address, n, 100);
			host_send (c, &s.a->address, ROUNDS + n, 100);
			world_run (s.w, 500);
		}
		for (uint32_t n = 0; n < ROUNDS; n++)
			received += host_got (c, n) + host_got (s.a, ROUNDS + n);
		ck_assert_uint_ge (received, ROUNDS * 2 * 6 / 10);
		scene_end (&s);
	}
}
END_TEST

UNIT_MAIN ("sim-discovery", clients_behind_one_nat_fail_without_discovery_and_alternate_addresses,
           alternate_addresses_connect_clients_behind_any_nat,
           discovery_connects_clients_behind_any_nat, discovery_keeps_clients_connected_for_an_hour,
           discovery_delivers_60_percent_at_20_percent_loss)
