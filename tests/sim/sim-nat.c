/*
 * sim-nat.c - the simulated NATs themselves
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "nat.h"

#include "unit.h"

#define PUBLIC 0xc0000202

static struct nat nat, carrier;
static const struct teredo_endpoint inside = { 0xc0a8010a, 4096 }, other = { 0xc0a8010b, 4096 };
static const struct teredo_endpoint x = { 0xc6336401, 1000 }, x2 = { 0xc6336401, 1001 };
static const struct teredo_endpoint y = { 0xc6336402, 1000 };

static void set_up (enum nat_kind kind)
{
	nat_init (&nat, kind, PUBLIC, TEREDO_SECONDS (30));
}

/* Public port of an inside endpoint towards a remote one. */
static uint16_t port (struct teredo_endpoint from, struct teredo_endpoint remote)
{
	return nat_out (&nat, 0, from, remote).port;
}

static bool reaches (struct teredo_endpoint wanted, struct teredo_endpoint from, unsigned to_port)
{
	const struct teredo_endpoint public = { PUBLIC, (uint16_t)to_port };
	struct teredo_endpoint to;

	return nat_in (&nat, 0, public, from, &to) && teredo_endpoint_equal (&to, &wanted);
}

START_TEST (nat_filters_inbound_datagrams_by_kind)
{
	static const struct {
		enum nat_kind kind;
		bool same_address, any_address;
	} wanted[] = {
		{ NAT_CONE, true, true },         { NAT_ADDRESS, true, false },
		{ NAT_PORT, false, false },       { NAT_SYMMETRIC, false, false },
		{ NAT_PRESERVING, false, false }, { NAT_SEQUENTIAL, false, false },
	};

	for (size_t i = 0; i < ARRAY_LEN (wanted); i++) {
		struct teredo_endpoint seen;

		set_up (wanted[i].kind);
		seen = nat_out (&nat, 0, inside, x);
		ck_assert_uint_eq (seen.ip, PUBLIC);
		ck_assert (reaches (inside, x, seen.port));
		ck_assert_int_eq (reaches (inside, x2, seen.port), wanted[i].same_address);
		ck_assert_int_eq (reaches (inside, y, seen.port), wanted[i].any_address);
		ck_assert (!reaches (inside, x, seen.port + 1u));
	}
}
END_TEST

START_TEST (only_symmetric_nat_maps_each_destination_anew)
{
	for (enum nat_kind kind = NAT_CONE; kind < NAT_KINDS; kind++) {
		uint16_t first;

		set_up (kind);
		first = port (inside, x);
		ck_assert_uint_eq (port (inside, x), first);
		ck_assert_int_eq (port (inside, y) == first, !nat_is_symmetric (kind));
		ck_assert_uint_ne (port (other, x), first);
	}
}
END_TEST

START_TEST (mapping_and_filtering_are_independent)
{
	set_up (NAT_SYMMETRIC);
	nat.mapping = NAT_MAP_ADDRESS;
	nat.filtering = NAT_FROM_ALL;
	ck_assert_uint_eq (port (inside, x), port (inside, x2));
	ck_assert_uint_ne (port (inside, x), port (inside, y));
	ck_assert (reaches (inside, y, port (inside, x)));
}
END_TEST

/* A second destination and a second host find the port taken. */
START_TEST (port_preserving_nat_gives_other_port_if_taken)
{
	const struct teredo_endpoint fresh = { 0xc0a8010a, 4097 };

	set_up (NAT_PRESERVING);
	ck_assert_uint_eq (port (inside, x), 4096);
	ck_assert_uint_ge (port (inside, y), 20000);
	ck_assert_uint_eq (port (fresh, y), 4097);

	set_up (NAT_PORT);
	nat.ports = NAT_PORTS_PRESERVED;
	ck_assert_uint_eq (port (inside, x), 4096);
	ck_assert_uint_eq (port (inside, y), 4096);
	ck_assert_uint_ge (port (other, x), 20000);
	ck_assert_uint_eq (port (other, y), port (other, x));
}
END_TEST

START_TEST (sequential_nat_counts_by_stride_with_flows_of_strangers)
{
	set_up (NAT_SEQUENTIAL);
	nat.stride = 2;
	nat.last_port = 20009;
	ck_assert_uint_eq (port (inside, x), 20000);
	ck_assert_uint_eq (port (inside, y), 20002);
	ck_assert_uint_eq (port (inside, x), 20000);
	nat.strangers = 100;
	nat.strangers_counted = 1;
	ck_assert_uint_eq (nat_out (&nat, 21, other, x).port, 20008); /* two in between */
	ck_assert_uint_eq (nat_out (&nat, 21, other, y).port, 20004); /* 20000 and 20002: taken */
}
END_TEST

/* As a carrier gives out: a block for each subscriber. */
START_TEST (nat_without_free_port_drops_new_flows)
{
	struct teredo_endpoint from = inside;

	set_up (NAT_SYMMETRIC);
	nat.first_port = 30000;
	nat.last_port = 30511;
	for (unsigned i = 0; i < 512; i++, from.port++) {
		ck_assert_uint_ge (port (from, x), 30000);
		ck_assert_uint_le (port (from, x), 30511);
	}
	ck_assert_uint_eq (port (from, x), 0);
	ck_assert_uint_ne (port (inside, x), 0);
}
END_TEST

START_TEST (random_ports_differ_by_seed)
{
	uint16_t first;

	set_up (NAT_SYMMETRIC);
	first = port (inside, x);
	ck_assert_uint_gt (first < port (inside, y) ? port (inside, y) - first
	                                            : first - port (inside, y),
	                   1);
	set_up (NAT_SYMMETRIC);
	ck_assert_uint_eq (port (inside, x), first);
	set_up (NAT_SYMMETRIC);
	nat.random += 1000;
	ck_assert_uint_ne (port (inside, x), first);
}
END_TEST

/* The outer NAT decides on the mapping, each of both on the filtering. */
START_TEST (nats_can_be_chained)
{
	struct teredo_endpoint seen;

	set_up (NAT_PORT);
	nat.ip = 0x64400002;
	nat.outer = &carrier;
	nat_init (&carrier, NAT_CONE, PUBLIC, TEREDO_SECONDS (30));
	carrier.next_port = 40000;
	seen = nat_out (&nat, 0, inside, x);
	ck_assert_uint_eq (seen.ip, PUBLIC);
	ck_assert_uint_eq (seen.port, 40000);
	ck_assert_uint_eq (port (inside, y), seen.port);
	ck_assert (reaches (inside, x, seen.port));
	ck_assert (!reaches (inside, x2, seen.port));
	nat_set_kind (&nat, NAT_CONE);
	ck_assert (reaches (inside, x2, seen.port));
	nat_set_kind (&carrier, NAT_SYMMETRIC);
	ck_assert (!reaches (inside, x2, seen.port));
	ck_assert_uint_ne (port (inside, x2), seen.port);
}
END_TEST

START_TEST (only_hairpinning_nat_accepts_datagrams_from_itself)
{
	struct teredo_endpoint a, b;

	set_up (NAT_CONE);
	b = nat_out (&nat, 0, other, x);
	a = nat_out (&nat, 0, inside, b);
	ck_assert (!reaches (other, a, b.port));
	nat.hairpinning = NAT_HAIRPIN_PUBLIC;
	ck_assert (reaches (other, a, b.port));
	nat.filtering = NAT_FROM_ENDPOINT;
	ck_assert (!reaches (other, a, b.port));
	ck_assert_uint_eq (port (other, a), b.port);
	ck_assert (reaches (other, a, b.port));
}
END_TEST

START_TEST (port_mapping_accepts_datagrams_from_anywhere)
{
	set_up (NAT_PORT);
	nat_forward (&nat, 5000, inside);
	ck_assert (reaches (inside, x, 5000));
	ck_assert_uint_eq (port (inside, y), 5000);
	ck_assert (reaches (inside, x2, 5000));

	set_up (NAT_SYMMETRIC);
	nat_forward (&nat, 5000, inside);
	ck_assert_uint_ne (port (inside, x), 5000);
	ck_assert (reaches (inside, x, 5000));
	ck_assert (reaches (inside, y, 5000));
	ck_assert_uint_eq (port (inside, y), 5000); /* a reply */

	set_up (NAT_PRESERVING);
	nat_forward (&nat, 4096, inside);
	ck_assert_uint_ne (port (other, x), 4096);
	ck_assert_uint_eq (port (inside, x), 4096);
	ck_assert_uint_ne (port (inside, y), 4096);
	ck_assert (reaches (inside, x2, 4096));
}
END_TEST

START_TEST (mapping_ends_on_timeout_and_restart)
{
	struct teredo_endpoint to, public = { PUBLIC, 0 };

	set_up (NAT_PORT);
	public.port = port (inside, x);
	ck_assert (nat_in (&nat, 29999, public, x, &to));
	ck_assert (!nat_in (&nat, 30000, public, x, &to));
	public = nat_out (&nat, 30000, inside, x);
	nat_rebind (&nat);
	ck_assert (!nat_in (&nat, 30000, public, x, &to));
	ck_assert_uint_ne (nat_out (&nat, 30000, inside, x).port, public.port);
}
END_TEST

UNIT_MAIN ("sim-nat", nat_filters_inbound_datagrams_by_kind,
           only_symmetric_nat_maps_each_destination_anew, mapping_and_filtering_are_independent,
           port_preserving_nat_gives_other_port_if_taken,
           sequential_nat_counts_by_stride_with_flows_of_strangers,
           nat_without_free_port_drops_new_flows, random_ports_differ_by_seed, nats_can_be_chained,
           only_hairpinning_nat_accepts_datagrams_from_itself,
           port_mapping_accepts_datagrams_from_anywhere, mapping_ends_on_timeout_and_restart)
