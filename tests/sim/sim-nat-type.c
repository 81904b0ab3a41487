/*
 * sim-nat-type.c - the type of NAT that a client finds out
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scene.h"

#include <check.h>
#include <stdio.h>
#include "bytes/params.h"
#include "unit.h"

#define LONGEST TEREDO_SECONDS (17) /* the tests, without loss */

static struct scene s;

static struct teredo_nat_type type_of (const struct host *host)
{
	struct teredo_status status;

	teredo_role_status (host->role, &status);
	return status.nat_type;
}

static bool tested (const struct host *host)
{
	struct teredo_status status;

	teredo_role_status (host->role, &status);
	return status.nat_tested;
}

static uint64_t solicitations (void)
{
	return teredo_role_counts (s.a->role)->of[TEREDO_TX_RS];
}

static void begin (uint64_t seed, enum nat_kind kind)
{
	s.nat_tests = true;
	scene_init (&s, seed, kind, NAT_NONE);
}

static void finish (void)
{
	world_run (s.w, LONGEST);
	ck_assert (tested (s.a));
}

static const struct {
	enum teredo_nat mapping;
	enum teredo_nat_filtering filtering;
	enum teredo_nat_trait port_preserving;
	uint16_t stride;
} wanted[NAT_KINDS] = {
	[NAT_NONE] = { TEREDO_NAT_NONE, TEREDO_FILTERING_UNKNOWN, TEREDO_TRAIT_UNKNOWN, 0 },
	[NAT_CONE] = { TEREDO_NAT_NOT_SYMMETRIC, TEREDO_FILTERING_NONE, TEREDO_TRAIT_NO, 0 },
	[NAT_ADDRESS] = { TEREDO_NAT_NOT_SYMMETRIC, TEREDO_FILTERING_ADDRESS, TEREDO_TRAIT_NO, 0 },
	[NAT_PORT] = { TEREDO_NAT_NOT_SYMMETRIC, TEREDO_FILTERING_PORT, TEREDO_TRAIT_NO, 0 },
	[NAT_SYMMETRIC] = { TEREDO_NAT_SYMMETRIC, TEREDO_FILTERING_UNKNOWN, TEREDO_TRAIT_NO, 0 },
	[NAT_PRESERVING] = { TEREDO_NAT_SYMMETRIC, TEREDO_FILTERING_UNKNOWN, TEREDO_TRAIT_YES, 0 },
	[NAT_SEQUENTIAL] = { TEREDO_NAT_SYMMETRIC, TEREDO_FILTERING_UNKNOWN, TEREDO_TRAIT_NO, 1 },
};

static void check_type (enum nat_kind kind)
{
	const struct teredo_nat_type type = type_of (s.a);

	ck_assert_int_eq (type.mapping, wanted[kind].mapping);
	ck_assert_int_eq (type.filtering, wanted[kind].filtering);
	ck_assert_int_eq (type.port_preserving, wanted[kind].port_preserving);
	ck_assert_uint_eq (type.stride, wanted[kind].stride);
}

/* The address does not wait for the tests, which send few packets. */
START_TEST (type_of_every_nat_is_found_with_at_most_12_solicitations)
{
	for (enum nat_kind kind = NAT_NONE; kind < NAT_KINDS; kind++) {
		teredo_time began;

		begin (1, kind);
		began = s.w->now;
		ck_assert (world_run_until (s.w, s.a, true, TEREDO_SECONDS (1)));
		ck_assert_int_eq (s.w->now - began, 2 * s.w->delay);
		finish ();
		check_type (kind);
		ck_assert_uint_le (solicitations (), kind == NAT_NONE ? 1 : 2 + 12);
		ck_assert_uint_eq (s.a->ups, 1);
		scene_end (&s);
	}
}
END_TEST

START_TEST (stride_of_sequential_nat_is_found_with_cross_traffic)
{
	static const uint16_t strides[] = { 1, 2, 4, 16 };
	unsigned found = 0;

	for (uint64_t seed = 0; seed < 40; seed++) {
		begin (seed, NAT_SEQUENTIAL);
		s.nat_a.stride = strides[seed % 4];
		s.nat_a.strangers = 20; /* a second */
		finish ();
		found += type_of (s.a).stride == s.nat_a.stride;
		scene_end (&s);
	}
	ck_assert_uint_eq (found, 40);
}
END_TEST

START_TEST (hairpinning_is_found_where_peers_could_use_it)
{
	static const enum nat_kind kinds[] = { NAT_CONE, NAT_ADDRESS, NAT_PORT };

	for (size_t i = 0; i < ARRAY_LEN (kinds); i++)
		for (enum nat_hairpinning how = NAT_HAIRPIN_NONE; how <= NAT_HAIRPIN_PRIVATE;
		     how++) {
			begin (2, kinds[i]);
			s.nat_a.hairpinning = how;
			finish ();
			check_type (kinds[i]);
			ck_assert_int_eq (type_of (s.a).hairpinning, how == NAT_HAIRPIN_PUBLIC
			                                                     ? TEREDO_TRAIT_YES
			                                                     : TEREDO_TRAIT_NO);
			scene_end (&s);
		}
}
END_TEST

START_TEST (carrier_nat_decides_over_home_nat)
{
	static const enum nat_kind homes[] = { NAT_CONE, NAT_PORT };
	static const enum nat_kind carriers[] = { NAT_PORT, NAT_SYMMETRIC, NAT_SEQUENTIAL };

	for (size_t h = 0; h < ARRAY_LEN (homes); h++)
		for (size_t c = 0; c < ARRAY_LEN (carriers); c++) {
			s.nat_tests = true;
			scene_init_nats (&s, 3,
			                 (struct scene_nats){ .home = homes[h],
			                                      .carrier = carriers[c] },
			                 (struct scene_nats){ .home = NAT_NONE });
			finish ();
			check_type (carriers[c]);
			scene_end (&s);
		}
}
END_TEST

/* A loss never makes a NAT look more open than it is, and hardly ever more closed. */
START_TEST (loss_of_10_percent_seldom_hides_the_type)
{
	unsigned runs = 0, right = 0;

	for (enum nat_kind kind = NAT_CONE; kind < NAT_KINDS; kind++)
		for (uint64_t seed = 0; seed < 30; seed++) {
			struct teredo_nat_type type;

			begin (seed, kind);
			s.w->loss = 10;
			world_run (s.w, TEREDO_SECONDS (400)); /* a second run, if need be */
			type = type_of (s.a);
			runs++;
			right += type.mapping == wanted[kind].mapping
			         && type.filtering == wanted[kind].filtering
			         && type.port_preserving == wanted[kind].port_preserving;
			if (type.mapping != TEREDO_NAT_UNKNOWN)
				ck_assert_int_eq (type.mapping, wanted[kind].mapping);
			if (type.filtering != TEREDO_FILTERING_UNKNOWN)
				ck_assert_int_ge (type.filtering, wanted[kind].filtering);
			scene_end (&s);
		}
	printf ("right: %u of %u\n", right, runs);
	ck_assert_uint_ge (right * 100, runs * 95);
}
END_TEST

START_TEST (silent_secondary_address_leaves_filtering_unknown_until_it_answers)
{
	begin (4, NAT_CONE);
	s.server->ip2 = 0xc6336463; /* nothing answers at primary + 1 */
	world_run (s.w, TEREDO_SECONDS (8));
	finish ();
	ck_assert_int_eq (type_of (s.a).mapping, TEREDO_NAT_UNKNOWN);
	ck_assert_int_eq (type_of (s.a).filtering, TEREDO_FILTERING_UNKNOWN);
	ck_assert_int_eq (type_of (s.a).port_preserving, TEREDO_TRAIT_NO);
	s.server->ip2 = SCENE_SERVER + 1;
	world_run (s.w, TEREDO_SECONDS (60));
	finish ();
	check_type (NAT_CONE);
	scene_end (&s);
}
END_TEST

/* A missing answer does not prove a filter. */
START_TEST (server_silent_during_tests_is_asked_again_later)
{
	begin (5, NAT_CONE);
	world_run (s.w, 5 * s.w->delay); /* the mapping is known */
	s.server->silent = true;
	world_run (s.w, TEREDO_SECONDS (15));
	ck_assert_int_eq (type_of (s.a).mapping, TEREDO_NAT_NOT_SYMMETRIC);
	ck_assert_int_eq (type_of (s.a).filtering, TEREDO_FILTERING_UNKNOWN);
	s.server->silent = false;
	world_run (s.w, TEREDO_SECONDS (300));
	finish ();
	check_type (NAT_CONE);
	scene_end (&s);
}
END_TEST

START_TEST (nat_is_tested_again_only_after_a_change)
{
	uint64_t before;

	begin (6, NAT_PORT);
	finish ();
	before = solicitations ();
	world_run (s.w, TEREDO_SECONDS (3600));
	ck_assert_uint_le (solicitations () - before, 3600 / 22);
	check_type (NAT_PORT);

	nat_rebind (&s.nat_a);
	s.nat_a.filtering = NAT_FROM_ALL;
	while (tested (s.a)) {
		check_type (NAT_PORT); /* the same IPv4 address: likely to be the same NAT */
		world_run (s.w, 10);
	}
	check_type (NAT_PORT);
	finish ();
	check_type (NAT_CONE);

	world_run (s.w, TEREDO_SECONDS (60));
	nat_set_kind (&s.nat_a, NAT_ADDRESS);
	teredo_role_network_changed (s.a->role, s.w->now);
	world_settle (s.a);
	ck_assert (!tested (s.a));
	finish ();
	check_type (NAT_ADDRESS);
	scene_end (&s);
}
END_TEST

/* As when a NAT gives each packet another mapping, or a link flaps. */
START_TEST (constant_changes_cause_one_run_of_tests_in_a_minute)
{
	uint64_t before;

	begin (7, NAT_PORT);
	finish ();
	before = solicitations ();
	for (int i = 0; i < 600; i++) {
		teredo_role_network_changed (s.a->role, s.w->now);
		world_settle (s.a);
		world_run (s.w, TEREDO_SECONDS (1));
	}
	/* in addition to those of the service port: primary and secondary address, each time */
	ck_assert_uint_le (solicitations () - before, 600 * 2 + 11 * 12);
	scene_end (&s);
}
END_TEST

UNIT_MAIN ("sim-nat-type", type_of_every_nat_is_found_with_at_most_12_solicitations,
           stride_of_sequential_nat_is_found_with_cross_traffic,
           hairpinning_is_found_where_peers_could_use_it, carrier_nat_decides_over_home_nat,
           loss_of_10_percent_seldom_hides_the_type,
           silent_secondary_address_leaves_filtering_unknown_until_it_answers,
           server_silent_during_tests_is_asked_again_later, nat_is_tested_again_only_after_a_change,
           constant_changes_cause_one_run_of_tests_in_a_minute)
