/*
 * sim-relayed.c - clients whose server forwards data, behind NATs of all kinds
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/client-impl.h"
#include "scene.h"

#include <check.h>
#include "unit.h"

#define SEEDS    4
#define TIME     TEREDO_SECONDS (20) /* of packets and answers */
#define INTERVAL 100                 /* ms between packets */
#define STEP     10                  /* ms: precision of times */

static struct scene s;

struct result {
	teredo_time first;    /* answer */
	unsigned lost, twice; /* answers */
	unsigned forwarded;   /* packets and answers, by the server */
	bool relayed;         /* at the end */
};

/* Packets from a to b that have not been answered, or more than once. */
static void count_answers (struct result *result, uint32_t sent, teredo_time began)
{
	result->first = TEREDO_NEVER;
	for (uint32_t n = 1; n <= sent; n++) {
		const unsigned times = host_got (s.a, n);

		result->lost += times == 0;
		result->twice += times > 1;
		if (times > 0)
			result->first = teredo_time_min (result->first,
			                                 host_got_when (s.a, n) - began);
	}
}

static void exchange (struct result *result)
{
	const teredo_time began = s.w->now;
	struct teredo_status status;
	uint32_t sent = 0, answered = 0;

	while (s.w->now < began + TIME + TEREDO_SECONDS (1)) {
		if ((s.w->now - began) % INTERVAL == 0 && s.w->now < began + TIME)
			host_send (s.a, &s.b->address, ++sent, 64);
		world_run (s.w, STEP);
		for (; answered < s.b->arrival_count; answered++)
			host_send (s.b, &s.a->address, s.b->arrivals[answered].number, 64);
	}
	count_answers (result, sent, began);
	teredo_role_status (s.a->role, &status);
	teredo_role_count_ways (s.a->role, &status);
	result->relayed = status.relayed > 0;
	result->forwarded =
		(unsigned)teredo_server_counts (s.server->server)->of[TEREDO_FORWARDED_DATA];
}

static void set_up (uint64_t seed, enum nat_kind a, enum nat_kind b)
{
	s.nat_tests = s.forwards = true;
	scene_init (&s, seed * 100 + a * NAT_KINDS + b, a, b);
}

static struct result run (teredo_time delay, unsigned loss)
{
	struct result result = { .lost = 0 };

	s.w->delay = delay;
	world_run (s.w, TEREDO_SECONDS (10));
	s.w->loss = loss;
	exchange (&result);
	scene_end (&s);
	return result;
}

/* As in sim-matrix. */
static bool is_hopeless (enum nat_kind a, enum nat_kind b)
{
	return (a == NAT_SYMMETRIC && b >= NAT_PORT) || (b == NAT_SYMMETRIC && a >= NAT_PORT)
	       || (a == NAT_SEQUENTIAL && b == NAT_SEQUENTIAL);
}

/* A direct path takes two attempts, 2 s apart. */
static bool is_slow (enum nat_kind a, enum nat_kind b)
{
	return a >= NAT_PRESERVING && b == NAT_PRESERVING;
}

/* So many packets and answers at most may be forwarded. */
static unsigned forwarded_at_most (enum nat_kind a, enum nat_kind b, teredo_time delay)
{
	const unsigned few = delay <= 20 ? 0 : 8;

	return is_slow (a, b) ? few + 2 * (2000 / INTERVAL) + 4 : few;
}

/* No packet is lost or arrives twice when a peer moves to the server, or away from it. */
static void check_pair (enum nat_kind a, enum nat_kind b, teredo_time delay, teredo_time limit)
{
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct result r;

		set_up (seed, a, b);
		r = run (delay, 0);
		ck_assert_msg (r.first <= limit && r.lost == 0 && r.twice == 0
		                       && r.relayed == is_hopeless (a, b)
		                       && (r.relayed
		                           || r.forwarded <= forwarded_at_most (a, b, delay)),
		               "%s to %s: first answer after %d ms, %u lost, %u twice, %u "
		               "forwarded%s",
		               nat_names[a], nat_names[b], (int)r.first, r.lost, r.twice,
		               r.forwarded, r.relayed ? ", relayed" : "");
	}
}

START_TEST (pairs_without_a_direct_path_use_the_server_and_others_do_not)
{
	for (enum nat_kind a = NAT_NONE; a < NAT_KINDS; a++)
		for (enum nat_kind b = NAT_NONE; b < NAT_KINDS; b++)
			check_pair (a, b, 20, 500);
}
END_TEST

START_TEST (pairs_with_a_direct_path_use_the_server_little_if_packets_take_long)
{
	for (enum nat_kind a = NAT_NONE; a < NAT_KINDS; a++)
		for (enum nat_kind b = NAT_NONE; b < NAT_KINDS; b++)
			check_pair (a, b, 60, 1100);
}
END_TEST

/* Bubbles are lost, so the first attempts fail; later ones move the peer. */
START_TEST (pairs_with_a_direct_path_leave_the_server_in_spite_of_losses)
{
	for (enum nat_kind a = NAT_NONE; a <= NAT_PORT; a++)
		for (enum nat_kind b = NAT_NONE; b <= NAT_PORT; b++)
			for (uint64_t seed = 1; seed <= 3 * SEEDS; seed++) {
				struct result r;

				set_up (seed, a, b);
				r = run (20, 10);
				ck_assert_msg (!r.relayed && r.twice == 0,
				               "%s to %s is relayed, seed %u", nat_names[a],
				               nat_names[b], (unsigned)seed);
			}
}
END_TEST

/* The answers come through the server until a port has been guessed. */
START_TEST (pair_that_guesses_ports_leaves_the_server)
{
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct result r;

		set_up (seed, NAT_PORT, NAT_SYMMETRIC);
		teredo_client_of (s.a->role)->extensions.birthday = true;
		teredo_client_of (s.b->role)->extensions.birthday = true;
		r = run (20, 0);
		ck_assert_int_le (r.first, 500);
		ck_assert_uint_eq (r.lost + r.twice, 0);
		ck_assert (!r.relayed);
	}
}
END_TEST

UNIT_MAIN ("sim-relayed", pairs_without_a_direct_path_use_the_server_and_others_do_not,
           pairs_with_a_direct_path_use_the_server_little_if_packets_take_long,
           pairs_with_a_direct_path_leave_the_server_in_spite_of_losses,
           pair_that_guesses_ports_leaves_the_server)
