/*
 * sim-birthday.c - clients behind random symmetric NATs and port-restricted ones
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/client-impl.h"
#include "scene.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include "unit.h"

#define SEEDS    100
#define PATIENCE TEREDO_SECONDS (30)

static struct scene s;

/* The sides that must be guessed, and those that can guess. */
static const struct side {
	const char *name;
	struct scene_nats nats;
} random_sides[] = {
	{ "random", { .home = NAT_SYMMETRIC } },
	{ "block", { .home = NAT_CONE, .carrier = NAT_SYMMETRIC } },
}, port_sides[] = {
	{ "port", { .home = NAT_PORT } },
	{ "carrier", { .home = NAT_PORT, .carrier = NAT_CONE } },
};

static void set_up (uint64_t seed, const struct side *a, const struct side *b)
{
	s.nat_tests = true;
	scene_init_nats (&s, seed, a->nats, b->nats);
	teredo_client_of (s.a->role)->extensions.birthday = true;
	teredo_client_of (s.b->role)->extensions.birthday = true;
	world_run (s.w, TEREDO_SECONDS (10));
}

static uint64_t counter (const struct host *host, enum teredo_count count)
{
	return teredo_role_counts (host->role)->of[count];
}

/* How many of the pairs connect; the median time. */
static unsigned connects (const struct side *a, const struct side *b, unsigned loss,
                          teredo_time *median)
{
	teredo_time times[SEEDS];
	unsigned count = 0;

	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		teredo_time took;

		set_up (seed, a, b);
		s.w->loss = loss;
		took = scene_time_to_answer (&s, s.a, s.b, PATIENCE);
		if (took != TEREDO_NEVER)
			times[count++] = took;
		/* The packets waited, however long it took. */
		if (took != TEREDO_NEVER && loss == 0)
			ck_assert_uint_eq (s.a->unreachables, 0);
		ck_assert_uint_le (counter (s.a, TEREDO_TX_GUESS) + counter (s.b, TEREDO_TX_GUESS),
		                   TEREDO_GUESSES_MAX);
		scene_end (&s);
	}
	qsort (times, count, sizeof (times[0]), scene_compare_times);
	*median = count > 0 ? times[count / 2] : TEREDO_NEVER;
	printf ("%s to %s, %u %% loss: %u of %u connect, median %u ms, maximum %u ms\n", a->name,
	        b->name, loss, count, SEEDS, (unsigned)*median,
	        count > 0 ? (unsigned)times[count - 1] : 0);
	fflush (stdout);
	return count;
}

static void check_pairs (unsigned loss, unsigned wanted, teredo_time at_most)
{
	teredo_time median;

	for (size_t r = 0; r < ARRAY_LEN (random_sides); r++)
		for (size_t p = 0; p < ARRAY_LEN (port_sides); p++) {
			ck_assert_uint_ge (connects (&random_sides[r], &port_sides[p], loss,
			                             &median),
			                   wanted);
			ck_assert_int_le (median, at_most);
			ck_assert_uint_ge (connects (&port_sides[p], &random_sides[r], loss,
			                             &median),
			                   wanted);
			ck_assert_int_le (median, at_most);
		}
}

START_TEST (random_nat_meets_port_restricted)
{
	check_pairs (0, SEEDS * 92 / 100, 5000);
}
END_TEST

START_TEST (random_nat_meets_port_restricted_with_10_percent_loss)
{
	check_pairs (10, SEEDS * 88 / 100, 8000);
}
END_TEST

static unsigned sockets (const struct host *host)
{
	unsigned count = 0;

	for (unsigned i = 1; i <= TEREDO_SOCKETS_MAX; i++)
		count += host->ports[i] != 0;
	return count;
}

/* Nothing is sent that would not be sent otherwise. */
START_TEST (nothing_happens_unless_both_sides_want_it)
{
	for (int on = 0; on < 3; on++) {
		set_up (1, &random_sides[0], &port_sides[0]);
		teredo_client_of (s.a->role)->extensions.birthday = on == 1;
		teredo_client_of (s.b->role)->extensions.birthday = on == 2;
		ck_assert_int_eq (scene_time_to_answer (&s, s.a, s.b, PATIENCE), TEREDO_NEVER);
		ck_assert_uint_eq (counter (s.a, TEREDO_GUESS_ASKED), 0);
		ck_assert_uint_eq (counter (s.b, TEREDO_TX_GUESS), 0);
		scene_end (&s);
	}
}
END_TEST

/* The NAT's ports are below those that are guessed. */
START_TEST (guesses_in_vain_end_and_come_again_after_10_minutes)
{
	set_up (1, &random_sides[0], &port_sides[0]);
	s.nat_a.first_port = 1;
	s.nat_a.last_port = TEREDO_GUESS_LOWEST - 1;
	ck_assert_int_eq (scene_time_to_answer (&s, s.a, s.b, PATIENCE), TEREDO_NEVER);
	ck_assert_uint_eq (counter (s.b, TEREDO_TX_GUESS), TEREDO_GUESSES_MAX);
	ck_assert_uint_eq (sockets (s.a), 0);
	for (int i = 0; i < 18; i++) /* 9 minutes */
		ck_assert_int_eq (scene_time_to_answer (&s, s.a, s.b, PATIENCE), TEREDO_NEVER);
	ck_assert_uint_eq (counter (s.b, TEREDO_TX_GUESS), TEREDO_GUESSES_MAX);
	for (int i = 0; i < 12; i++) /* the next attempts after a pause of 5 minutes */
		(void)scene_time_to_answer (&s, s.a, s.b, PATIENCE);
	ck_assert_uint_eq (counter (s.b, TEREDO_GUESSING), 2);
	ck_assert_uint_eq (counter (s.b, TEREDO_TX_GUESS), 2 * TEREDO_GUESSES_MAX);
	scene_end (&s);
}
END_TEST

static uint32_t relayed_peers (const struct host *host)
{
	struct teredo_status status;

	teredo_role_status (host->role, &status);
	teredo_role_count_ways (host->role, &status);
	return status.relayed;
}

/* Meanwhile packets go through the server; none is lost or arrives twice. Whether a port was
 * guessed. */
static bool check_relayed (uint64_t seed, const struct side *a, const struct side *b)
{
	uint32_t sent = 0, answered = 0;
	bool moved;

	s.forwards = true;
	set_up (seed, a, b);
	while (sent < 200) {
		host_send (s.a, &s.b->address, ++sent, 64);
		world_run (s.w, 100);
		for (; answered < s.b->arrival_count; answered++)
			host_send (s.b, &s.a->address, s.b->arrivals[answered].number, 64);
		if (sent == 10)
			ck_assert_uint_eq (relayed_peers (s.a), 1);
	}
	world_run (s.w, 100);
	for (uint32_t n = 1; n <= sent; n++)
		ck_assert_uint_eq (host_got (s.a, n), 1);
	moved = relayed_peers (s.a) == 0;
	ck_assert_uint_eq (relayed_peers (s.b), !moved);
	ck_assert_uint_eq (counter (s.a, TEREDO_GUESSED), moved);
	ck_assert_uint_eq (counter (s.b, TEREDO_GUESSED), moved);
	scene_end (&s);
	s.forwards = false;
	return moved;
}

START_TEST (relayed_peer_moves_to_guessed_port)
{
	unsigned moved = 0;

	for (uint64_t seed = 1; seed <= 5; seed++) {
		moved += check_relayed (seed, &random_sides[0], &port_sides[0]);
		moved += check_relayed (seed, &port_sides[0], &random_sides[0]);
	}
	ck_assert_uint_ge (moved, 8); /* of 10; the random numbers differ by architecture */
}
END_TEST

/* A peer that was met stays so, and so it does when it has been idle. */
START_TEST (peer_that_was_met_stays_reachable)
{
	set_up (1, &port_sides[0], &random_sides[0]);
	ck_assert_int_ne (scene_time_to_answer (&s, s.a, s.b, PATIENCE), TEREDO_NEVER);
	ck_assert_uint_eq (sockets (s.b), 1);
	world_run (s.w, TEREDO_SECONDS (300));
	ck_assert_int_le (scene_time_to_answer (&s, s.a, s.b, PATIENCE), 200);
	ck_assert_uint_eq (counter (s.a, TEREDO_GUESSING), 1);
	scene_end (&s);
}
END_TEST

UNIT_MAIN ("sim-birthday", random_nat_meets_port_restricted,
           random_nat_meets_port_restricted_with_10_percent_loss,
           nothing_happens_unless_both_sides_want_it,
           guesses_in_vain_end_and_come_again_after_10_minutes, peer_that_was_met_stays_reachable,
           relayed_peer_moves_to_guessed_port)
