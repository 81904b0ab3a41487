/*
 * sim-loss.c - bad networks: loss, reordering, duplicates
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scene.h"

#include <check.h>
#include <stdio.h>
#include "unit.h"

static struct scene s;

/* Each client sends to the other; one client and the native host send to each
 * other. */
static void send_both_ways (uint32_t rounds)
{
	for (uint32_t n = 0; n < rounds; n++) {
		if (!IN6_IS_ADDR_UNSPECIFIED (&s.a->address)
		    && !IN6_IS_ADDR_UNSPECIFIED (&s.b->address)) {
			host_send (s.a, &s.b->address, 10000 + n, 300);
			host_send (s.b, &s.a->address, 20000 + n, 300);
			host_send (s.a, &s.native->address, 30000 + n, 300);
			host_send (s.native, &s.a->address, 40000 + n, 300);
		}
		world_run (s.w, 500);
	}
}

static unsigned received (const struct host *host, uint32_t from, uint32_t count)
{
	unsigned distinct = 0;

	for (uint32_t n = 0; n < count; n++)
		distinct += host_got (host, from + n) > 0;
	return distinct;
}

START_TEST (half_of_packets_arrive_at_20_percent_loss)
{
	enum { SEEDS = 20, ROUNDS = 240 };

	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		scene_init (&s, 200 + seed, NAT_PORT, NAT_ADDRESS);
		s.w->loss = 20;
		ck_assert (world_run_until (s.w, s.a, true, TEREDO_SECONDS (200)));
		ck_assert (world_run_until (s.w, s.b, true, TEREDO_SECONDS (200)));
		send_both_ways (ROUNDS);
		ck_assert_uint_ge (received (s.b, 10000, ROUNDS), ROUNDS / 2);
		ck_assert_uint_ge (received (s.a, 20000, ROUNDS), ROUNDS / 2);
		ck_assert_uint_ge (received (s.native, 30000, ROUNDS), ROUNDS / 2);
		ck_assert_uint_ge (received (s.a, 40000, ROUNDS), ROUNDS / 2);
		/* addresses are kept */
		ck_assert_uint_eq (s.a->ups, 1);
		ck_assert_uint_eq (s.a->downs, 0);
		scene_end (&s);
	}
}
END_TEST

/* Of 2000 clients, 99.2 % had an address within 30 s, and the slowest after 87 s. With three
 * solicitations 4 s apart to each address of the server, and pauses of 10 to 300 s: 75 %, and
 * 1404 s. */
START_TEST (address_within_30_s_at_40_percent_loss)
{
	enum { SEEDS = 200 };
	unsigned soon = 0;

	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		scene_init (&s, 1000 + seed, NAT_PORT, NAT_SYMMETRIC);
		s.w->loss = 40;
		world_run (s.w, TEREDO_SECONDS (30));
		soon += (s.a->ups > 0) + (s.b->ups > 0);
		scene_end (&s);
	}
	printf ("%u of %u clients had an address within 30 s\n", soon, 2 * SEEDS);
	ck_assert_uint_ge (soon * 100, 2 * SEEDS * 95);
}
END_TEST

START_TEST (reordering_and_duplicates_lose_no_packet)
{
	enum { SEEDS = 10, ROUNDS = 120 };

	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		scene_init (&s, 300 + seed, NAT_PORT, NAT_PORT);
		s.w->jitter = 400;
		s.w->duplicates = 20;
		ck_assert (world_run_until (s.w, s.a, true, TEREDO_SECONDS (60)));
		ck_assert (world_run_until (s.w, s.b, true, TEREDO_SECONDS (60)));
		send_both_ways (ROUNDS);
		world_run (s.w, TEREDO_SECONDS (5));
		ck_assert_uint_eq (received (s.b, 10000, ROUNDS), ROUNDS);
		ck_assert_uint_eq (received (s.a, 20000, ROUNDS), ROUNDS);
		ck_assert_uint_eq (received (s.native, 30000, ROUNDS), ROUNDS);
		ck_assert_uint_eq (received (s.a, 40000, ROUNDS), ROUNDS);
		scene_end (&s);
	}
}
END_TEST

/* When the first of the packets that a host sends twice a second arrives. */
static teredo_time first_contact (struct host *from, const struct host *to)
{
	const teredo_time begin = s.w->now;

	for (uint32_t number = 1; number <= 120; number++) {
		host_send (from, &to->address, number, 64);
		world_run (s.w, 500);
		for (uint32_t i = 1; i <= number; i++)
			if (host_got (to, i) > 0)
				return host_got_when (to, i) - begin;
	}
	return TEREDO_NEVER;
}

/* Of 64,000 contacts of a client with a native host 0.85 % took longer; 0.65 % must, as the relay
 * has five bubbles in 10 s, each of which crosses two lossy links to the client. The other way
 * 3.9 % took longer: the client's answer must arrive too, and is sent only once for each bubble,
 * as a stranger asked for it. */
START_TEST (first_contact_at_20_percent_loss_takes_10_s_at_most)
{
	for (int inbound = 0; inbound < 2; inbound++) {
		const unsigned seeds = inbound ? 4000 : 16000;
		unsigned late = 0;

		for (uint64_t seed = 1; seed <= seeds; seed++) {
			scene_init_qualified (&s, 1000 + seed, NAT_PORT, NAT_PORT);
			s.w->loss = 20;
			s.w->jitter = 20;
			late += first_contact (inbound ? s.native : s.a, inbound ? s.a : s.native)
			        > TEREDO_SECONDS (10);
			scene_end (&s);
		}
		printf ("%s: %u of %d late\n", inbound ? "in" : "out", late, seeds);
		ck_assert_uint_le (late * 100, (inbound ? 5 : 1) * seeds);
	}
}
END_TEST

UNIT_MAIN ("sim-loss", half_of_packets_arrive_at_20_percent_loss,
           address_within_30_s_at_40_percent_loss, reordering_and_duplicates_lose_no_packet,
           first_contact_at_20_percent_loss_takes_10_s_at_most)
