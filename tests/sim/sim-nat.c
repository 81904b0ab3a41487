/*
 * sim-nat.c - the simulated NATs themselves
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "nat.h"

#include "unit.h"

static struct nat nat;
static const struct teredo_endpoint inside = { 0xc0a8010a, 4096 }, other = { 0xc0a8010b, 4096 };
static const struct teredo_endpoint x = { 0xc6336401, 1000 }, x2 = { 0xc6336401, 1001 };
static const struct teredo_endpoint y = { 0xc6336402, 1000 };

static bool reaches_inside (const struct teredo_endpoint *from, uint16_t port)
{
	struct teredo_endpoint to;

	return nat_in (&nat, 0, port, *from, &to) && teredo_endpoint_equal (&to, &inside);
}

START_TEST (nat_filters_inbound_datagrams_by_kind)
{
	static const struct {
		enum nat_kind kind;
		bool same_address, any_address;
	} wanted[] = {
		{ NAT_CONE, true, true },
		{ NAT_ADDRESS, true, false },
		{ NAT_PORT, false, false },
		{ NAT_SYMMETRIC, false, false },
	};

	for (size_t i = 0; i < ARRAY_LEN (wanted); i++) {
		struct teredo_endpoint seen;

		nat_init (&nat, wanted[i].kind, 0xc0000202, TEREDO_SECONDS (30));
		seen = nat_out (&nat, 0, inside, x);
		ck_assert_uint_eq (seen.ip, 0xc0000202);
		ck_assert (reaches_inside (&x, seen.port));
		ck_assert_int_eq (reaches_inside (&x2, seen.port), wanted[i].same_address);
		ck_assert_int_eq (reaches_inside (&y, seen.port), wanted[i].any_address);
		ck_assert (!reaches_inside (&x, (uint16_t)(seen.port + 1)));
	}
}
END_TEST

START_TEST (only_symmetric_nat_maps_each_destination_anew)
{
	for (enum nat_kind kind = NAT_CONE; kind < NAT_KINDS; kind++) {
		uint16_t port;

		nat_init (&nat, kind, 0xc0000202, TEREDO_SECONDS (30));
		port = nat_out (&nat, 0, inside, x).port;
		ck_assert_uint_eq (nat_out (&nat, 0, inside, x).port, port);
		ck_assert_int_eq (nat_out (&nat, 0, inside, y).port == port, kind != NAT_SYMMETRIC);
		ck_assert_uint_ne (nat_out (&nat, 0, other, x).port, port);
	}
}
END_TEST

START_TEST (mapping_ends_on_timeout_and_restart)
{
	struct teredo_endpoint to;
	uint16_t port;

	nat_init (&nat, NAT_PORT, 0xc0000202, TEREDO_SECONDS (30));
	port = nat_out (&nat, 0, inside, x).port;
	ck_assert (nat_in (&nat, 29999, port, x, &to));
	ck_assert (!nat_in (&nat, 30000, port, x, &to));
	port = nat_out (&nat, 30000, inside, x).port;
	nat_rebind (&nat);
	ck_assert (!nat_in (&nat, 30000, port, x, &to));
	ck_assert_uint_ne (nat_out (&nat, 30000, inside, x).port, port);
}
END_TEST

UNIT_MAIN ("sim-nat", nat_filters_inbound_datagrams_by_kind,
           only_symmetric_nat_maps_each_destination_anew, mapping_ends_on_timeout_and_restart)
