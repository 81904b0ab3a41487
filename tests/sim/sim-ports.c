/*
 * sim-ports.c - random ports behind symmetric NATs (RFC 6081 5.4 and 5.5)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scene.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include "unit.h"

#define SEEDS    20
#define PATIENCE TEREDO_SECONDS (12)

static struct scene s;

/* Two clients whose NATs have been tested. */
static void set_up (uint64_t seed, enum nat_kind a, enum nat_kind b)
{
	s.nat_tests = true;
	scene_init_qualified (&s, seed, a, b);
	world_run (s.w, TEREDO_SECONDS (10));
}

static uint64_t bubbles (const struct host *host)
{
	return teredo_role_counts (host->role)->of[TEREDO_TX_BUBBLE_DIRECT];
}

/* Auxiliary sockets that are open. */
static unsigned sockets (const struct host *host)
{
	unsigned count = 0;

	for (unsigned i = 1; i <= TEREDO_SOCKETS_MAX; i++)
		count += host->ports[i] != 0;
	return count;
}

/* Peers that a host reaches from random ports. */
static uint32_t reached (const struct host *host)
{
	struct teredo_status status;

	teredo_role_status (host->role, &status);
	teredo_role_count_ways (host->role, &status);
	return status.random_ports;
}

/* How many of the pairs connect within a limit (milliseconds), with some loss (percent). */
static unsigned connects (enum nat_kind a, enum nat_kind b, unsigned loss, teredo_time limit)
{
	unsigned count = 0;

	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		teredo_time took;

		set_up (seed, a, b);
		s.w->loss = loss;
		took = scene_time_to_answer (&s, s.a, s.b, PATIENCE);
		if (getenv ("SIM_VERBOSE") != NULL)
			printf ("%s to %s: %lld ms\n", nat_names[a], nat_names[b],
			        (long long)(took == TEREDO_NEVER ? -1 : took));
		fflush (stdout);
		count += took <= limit;
		scene_end (&s);
	}
	return count;
}

START_TEST (port_preserving_nat_meets_port_restricted_in_a_round_trip)
{
	ck_assert_uint_eq (connects (NAT_PRESERVING, NAT_PORT, 0, 500), SEEDS);
	ck_assert_uint_eq (connects (NAT_PORT, NAT_PRESERVING, 0, 500), SEEDS);
}
END_TEST

START_TEST (port_preserving_nats_meet_with_second_attempt)
{
	ck_assert_uint_eq (connects (NAT_PRESERVING, NAT_PRESERVING, 0, 2600), SEEDS);
}
END_TEST

START_TEST (sequential_nat_meets_port_restricted_in_a_round_trip)
{
	ck_assert_uint_eq (connects (NAT_SEQUENTIAL, NAT_PORT, 0, 600), SEEDS);
	ck_assert_uint_eq (connects (NAT_PORT, NAT_SEQUENTIAL, 0, 600), SEEDS);
}
END_TEST

START_TEST (sequential_nat_meets_port_preserving_nat)
{
	ck_assert_uint_eq (connects (NAT_PRESERVING, NAT_SEQUENTIAL, 0, 600), SEEDS);
	ck_assert_uint_eq (connects (NAT_SEQUENTIAL, NAT_PRESERVING, 0, 2600), SEEDS);
}
END_TEST

START_TEST (random_ports_meet_with_10_percent_loss)
{
	static const struct {
		enum nat_kind from, to;
		unsigned percent; /* at least */
	} pairs[] = {
		{ NAT_PRESERVING, NAT_PORT, 90 },       { NAT_PORT, NAT_PRESERVING, 90 },
		{ NAT_PRESERVING, NAT_PRESERVING, 80 }, { NAT_SEQUENTIAL, NAT_PORT, 90 },
		{ NAT_PORT, NAT_SEQUENTIAL, 90 },       { NAT_PRESERVING, NAT_SEQUENTIAL, 60 },
		{ NAT_SEQUENTIAL, NAT_PRESERVING, 60 },
	};

	for (size_t i = 0; i < ARRAY_LEN (pairs); i++)
		ck_assert_uint_ge (connects (pairs[i].from, pairs[i].to, 10, 12000) * 100,
		                   SEEDS * pairs[i].percent);
}
END_TEST

/* Nothing is sent for half an hour. The other client is not known to have a random port, and
 * so sends nothing by itself; it answers if it knows the Neighbor Discovery Option. */
START_TEST (idle_peer_on_random_port_is_refreshed_20_times)
{
	uint64_t before;

	set_up (1, NAT_PRESERVING, NAT_PORT);
	ck_assert_int_ne (scene_time_to_answer (&s, s.a, s.b, PATIENCE), TEREDO_NEVER);
	ck_assert_uint_eq (reached (s.a), 1);
	ck_assert_uint_eq (reached (s.b), 0);
	before = bubbles (s.a);
	world_run (s.w, TEREDO_SECONDS (1800));
	ck_assert_uint_ge (bubbles (s.a) - before, 1);
	ck_assert_uint_le (bubbles (s.a) - before, 20);
	ck_assert_uint_eq (sockets (s.a), 0);
	ck_assert_uint_eq (reached (s.a), 0);
	ck_assert_int_le (scene_time_to_answer (&s, s.a, s.b, PATIENCE), 600);
	scene_end (&s);
}
END_TEST

UNIT_MAIN ("sim-ports", port_preserving_nat_meets_port_restricted_in_a_round_trip,
           port_preserving_nats_meet_with_second_attempt,
           sequential_nat_meets_port_restricted_in_a_round_trip,
           sequential_nat_meets_port_preserving_nat, random_ports_meet_with_10_percent_loss,
           idle_peer_on_random_port_is_refreshed_20_times)
