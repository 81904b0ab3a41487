/*
 * sim-recovery.c - lost mappings, silent servers, and servers of different preference
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scene.h"

#include <check.h>
#include "bytes/params.h"
#include "values/addr.h"
#include "unit.h"

#define OTHER_SERVER 0xc6336428 /* 198.51.100.40 */

static struct scene s;
static uint32_t number;

static struct teredo_status status_of (const struct host *host)
{
	struct teredo_status status;

	teredo_role_status (host->role, &status);
	return status;
}

static uint64_t solicitations (const struct host *host)
{
	return teredo_role_counts (host->role)->of[TEREDO_TX_RS];
}

static uint32_t server_in_address (const struct host *host)
{
	struct teredo_address parts;

	teredo_address_decode (&parts, &host->address);
	return parts.server;
}

/* A request of client a and the reply of the native host every interval. */
static void exchange (teredo_time how_long, teredo_time interval)
{
	for (teredo_time passed = 0; passed < how_long; passed += interval) {
		host_send (s.a, &s.native->address, ++number, 100);
		world_run (s.w, 4 * s.w->delay);
		host_send (s.native, &s.a->address, number, 100);
		world_run (s.w, interval - 4 * s.w->delay);
	}
}

/* --- the mapping --- */

START_TEST (new_mapping_is_noticed_after_2_s_of_unanswered_traffic)
{
	teredo_time lost;

	scene_init_qualified (&s, 21, NAT_PORT, NAT_PORT);
	exchange (TEREDO_SECONDS (10), 200);
	nat_rebind (&s.nat_a);
	lost = s.w->now;
	while (s.a->ups < 2) {
		ck_assert_int_le (s.w->now - lost, TEREDO_SECONDS (2) + 1000);
		exchange (200, 200);
	}
	ck_assert_uint_eq (s.a->downs, 0);
	exchange (TEREDO_SECONDS (1), 200);
	ck_assert_uint_eq (host_got (s.native, number), 1);
	ck_assert_uint_eq (host_got (s.a, number), 1);
	scene_end (&s);
}
END_TEST

/* That a peer has gone must not make the client ask the server again and again. */
START_TEST (silent_peer_causes_three_solicitations)
{
	uint64_t before;

	scene_init_qualified (&s, 22, NAT_PORT, NAT_PORT);
	host_send (s.a, &s.b->address, ++number, 100);
	world_run (s.w, TEREDO_SECONDS (2));
	ck_assert_uint_eq (host_got (s.b, number), 1);
	nat_rebind (&s.nat_b);
	before = solicitations (s.a);
	for (int i = 0; i < 150; i++) {
		host_send (s.a, &s.b->address, ++number, 100);
		world_run (s.w, 100);
	}
	ck_assert_uint_ge (solicitations (s.a) - before, 3);
	ck_assert_uint_le (solicitations (s.a) - before, 3 + 1);
	ck_assert_uint_eq (s.a->ups, 1);
	scene_end (&s);
}
END_TEST

/* As with a protocol whose last packet needs no answer. */
START_TEST (answered_traffic_causes_no_solicitation)
{
	uint64_t before;

	scene_init_qualified (&s, 23, NAT_PORT, NAT_PORT);
	exchange (TEREDO_SECONDS (1), 200);
	before = solicitations (s.a);
	for (int i = 0; i < 600; i++) {
		exchange (300, 300);
		host_send (s.a, &s.native->address, ++number, 100);
		world_run (s.w, 100 + i % 30 * 100);
	}
	/* refreshes: 600 * (0.3 + 0.1 + 1.45) s */
	ck_assert_uint_le (solicitations (s.a) - before, 600 * 1850 / 22500 + 1);
	scene_end (&s);
}
END_TEST

/* --- a silent server --- */

START_TEST (address_is_kept_as_long_as_a_peer_answers)
{
	scene_init_qualified (&s, 24, NAT_PORT, NAT_PORT);
	exchange (TEREDO_SECONDS (1), 500);
	s.server->silent = true;
	exchange (TEREDO_SECONDS (1200), 1000);
	ck_assert_int_eq (status_of (s.a).state, TEREDO_SILENT);
	ck_assert_uint_eq (s.a->ups, 1);
	ck_assert_uint_eq (s.a->downs, 0);
	ck_assert_uint_eq (host_got (s.a, number), 1);
	/* b has no traffic. */
	ck_assert_uint_eq (s.b->downs, 1);
	world_run (s.w, TEREDO_SECONDS (290));
	ck_assert_uint_eq (s.a->downs, 0);
	world_run (s.w, TEREDO_SECONDS (10 + 60));
	ck_assert_uint_eq (s.a->downs, 1);
	scene_end (&s);
}
END_TEST

START_TEST (server_that_answers_again_after_120_s_is_noticed_within_5_s)
{
	for (unsigned seed = 100; seed < 120; seed++) {
		uint64_t before;

		scene_init_qualified (&s, seed, NAT_PORT, NAT_PORT);
		exchange (TEREDO_SECONDS (1), 500);
		s.server->silent = true;
		before = solicitations (s.a);
		exchange (TEREDO_SECONDS (120) + seed * 100, 1000);
		ck_assert_uint_le (solicitations (s.a) - before, 120 / 3 + 3);
		s.server->silent = false;
		exchange (TEREDO_SECONDS (5), 1000);
		ck_assert_int_eq (status_of (s.a).state, TEREDO_QUALIFIED);
		ck_assert_uint_eq (s.a->ups, 1);
		for (uint32_t i = 0; i < 120; i++)
			ck_assert_uint_eq (host_got (s.a, number - i), 1);
		scene_end (&s);
	}
}
END_TEST

/* --- several servers --- */

/* Client a with two servers, of which it prefers the first. */
static void two_servers (uint64_t seed)
{
	static const struct teredo_server_pair names[] = { { SCENE_SERVER, 0, 0 },
		                                           { OTHER_SERVER, 0, 1 } };

	scene_init (&s, seed, NAT_PORT, NAT_PORT);
	world_server (s.w, OTHER_SERVER);
	s.a->names = names;
	s.a->name_count = 2;
	teredo_client_resolved (s.a->role, s.w->now, names, 2);
	world_settle (s.a);
	ck_assert (world_run_until (s.w, s.a, true, TEREDO_SECONDS (1)));
	ck_assert_uint_eq (server_in_address (s.a), SCENE_SERVER);
}

START_TEST (idle_client_moves_to_another_server_after_a_few_attempts)
{
	two_servers (31);
	s.server->silent = true;
	world_run (s.w, TEREDO_SECONDS (27 + 7 + 4 + 1));
	ck_assert_uint_eq (server_in_address (s.a), OTHER_SERVER);
	ck_assert_uint_eq (s.a->downs, 0);
	scene_end (&s);
}
END_TEST

START_TEST (client_with_traffic_moves_to_another_server_after_60_s)
{
	two_servers (32);
	exchange (TEREDO_SECONDS (1), 500);
	s.server->silent = true;
	exchange (TEREDO_SECONDS (30), 500);
	ck_assert_uint_eq (server_in_address (s.a), SCENE_SERVER);
	exchange (TEREDO_SECONDS (38), 500);
	ck_assert_uint_eq (server_in_address (s.a), OTHER_SERVER);
	ck_assert_uint_eq (s.a->ups, 2);
	scene_end (&s);
}
END_TEST

START_TEST (client_returns_to_preferred_server_when_idle)
{
	two_servers (33);
	s.server->silent = true;
	world_run (s.w, TEREDO_SECONDS (40));
	ck_assert_uint_eq (server_in_address (s.a), OTHER_SERVER);
	world_run (s.w, TEREDO_SECONDS (1000)); /* silent still: nothing changes */
	ck_assert_uint_eq (s.a->ups, 2);
	s.server->silent = false;
	exchange (TEREDO_SECONDS (1000), 1000);
	ck_assert_uint_eq (server_in_address (s.a), OTHER_SERVER);
	world_run (s.w, TEREDO_SECONDS (300 + 300 + 30));
	ck_assert_uint_eq (server_in_address (s.a), SCENE_SERVER);
	ck_assert_uint_eq (s.a->ups, 3);
	ck_assert_uint_eq (s.a->downs, 0);
	scene_end (&s);
}
END_TEST

static void join_link (struct host *host)
{
	const struct teredo_link link = { host->here.ip, 0xffffff00 };

	teredo_client_links (host->role, s.w->now, &link, 1);
	world_settle (host);
}

/* Discovery bubbles arrive all the time, but the host has nothing to lose. */
START_TEST (neighbour_not_in_use_does_not_keep_client_from_preferred_server)
{
	struct host *c;

	two_servers (34);
	c = world_client (s.w, "c", &s.nat_a, (struct teredo_endpoint){ 0xc0a8010b, 4096 },
	                  OTHER_SERVER);
	join_link (s.a);
	join_link (c);
	s.server->silent = true;
	world_run (s.w, TEREDO_SECONDS (60));
	ck_assert_uint_eq (server_in_address (s.a), OTHER_SERVER);
	s.server->silent = false;
	world_run (s.w, TEREDO_SECONDS (300 + 30));
	ck_assert_uint_eq (server_in_address (s.a), SCENE_SERVER);

	s.server->silent = true; /* a neighbour in use does, as its connections would end */
	for (unsigned i = 0; i < 32; i++) {
		host_send (s.a, &c->address, ++number, 100);
		world_run (s.w, TEREDO_SECONDS (1) / 2);
		host_send (c, &s.a->address, ++number, 100);
		world_run (s.w, TEREDO_SECONDS (1) / 2);
	}
	ck_assert_uint_eq (host_got (s.a, number), 1);
	ck_assert_uint_eq (server_in_address (s.a), SCENE_SERVER);
	scene_end (&s);
}
END_TEST

UNIT_MAIN ("sim-recovery", new_mapping_is_noticed_after_2_s_of_unanswered_traffic,
           silent_peer_causes_three_solicitations, answered_traffic_causes_no_solicitation,
           address_is_kept_as_long_as_a_peer_answers,
           server_that_answers_again_after_120_s_is_noticed_within_5_s,
           idle_client_moves_to_another_server_after_a_few_attempts,
           client_with_traffic_moves_to_another_server_after_60_s,
           client_returns_to_preferred_server_when_idle,
           neighbour_not_in_use_does_not_keep_client_from_preferred_server)
