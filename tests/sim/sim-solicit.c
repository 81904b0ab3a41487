/*
 * sim-solicit.c - idle peers: Server Load Reduction (RFC 6081 5.7)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/client-impl.h"

#include <check.h>
#include "scene.h"
#include "unit.h"

/* Two clients that have exchanged packets; A sent first. */
static void set_up (struct scene *s, enum nat_kind a, enum nat_kind b)
{
	scene_init_qualified (s, 1, a, b);
	for (uint32_t number = 1; number <= 6; number++) {
		host_send (s->a, &s->b->address, number, 64);
		world_run (s->w, 500);
		host_send (s->b, &s->a->address, number, 64);
		world_run (s->w, 500);
	}
	ck_assert_uint_eq (host_got (s->a, 6), 1);
	ck_assert_uint_eq (host_got (s->b, 6), 1);
}

static uint64_t sent (const struct host *host, enum teredo_count what)
{
	return teredo_role_counts (host->role)->of[what];
}

static uint64_t direct (const struct scene *s)
{
	return sent (s->a, TEREDO_TX_BUBBLE_DIRECT) + sent (s->b, TEREDO_TX_BUBBLE_DIRECT);
}

static uint64_t indirect (const struct scene *s)
{
	return sent (s->a, TEREDO_TX_BUBBLE_INDIRECT) + sent (s->b, TEREDO_TX_BUBBLE_INDIRECT);
}

static void set_extension (struct host *host, bool on)
{
	teredo_client_of (host->role)->extensions.server_load_reduction = on;
}

/* Sends a packet each way and waits for them. */
static void exchange (const struct scene *s, uint32_t number)
{
	host_send (s->a, &s->b->address, number, 64);
	world_run (s->w, 500);
	host_send (s->b, &s->a->address, number, 64);
	world_run (s->w, 500);
	ck_assert_uint_eq (host_got (s->a, number), 1);
	ck_assert_uint_eq (host_got (s->b, number), 1);
}

START_TEST (packet_after_idle_time_costs_no_indirect_bubble)
{
	static const enum nat_kind kinds[] = { NAT_NONE, NAT_CONE, NAT_ADDRESS, NAT_PORT };

	for (unsigned i = 0; i < ARRAY_LEN (kinds) * ARRAY_LEN (kinds); i++) {
		struct scene s = { 0 };
		uint64_t before;

		set_up (&s, kinds[i / ARRAY_LEN (kinds)], kinds[i % ARRAY_LEN (kinds)]);
		before = indirect (&s);
		for (uint32_t number = 10; number < 13; number++) {
			world_run (s.w, TEREDO_SECONDS (100));
			exchange (&s, number);
		}
		ck_assert_uint_eq (indirect (&s), before);
		scene_end (&s);
	}
}
END_TEST

/* Whatever the two support. */
START_TEST (idle_clients_fall_silent)
{
	for (unsigned i = 0; i < 16; i++) {
		struct scene s = { 0 };
		uint64_t before;

		set_up (&s, i & 4 ? NAT_PORT : NAT_CONE, i & 8 ? NAT_PORT : NAT_CONE);
		set_extension (s.a, i & 1);
		set_extension (s.b, i & 2);
		world_run (s.w, TEREDO_SECONDS (15));
		before = direct (&s);
		world_run (s.w, TEREDO_SECONDS (800));
		ck_assert_uint_le (direct (&s) - before, 80); /* 20 times, both, with answers */
		before = direct (&s);
		world_run (s.w, TEREDO_SECONDS (1800));
		ck_assert_uint_eq (direct (&s), before);
		exchange (&s, 10);
		scene_end (&s);
	}
}
END_TEST

/* Indirect bubbles for a packet after some idle time, and direct ones in that time. */
static uint64_t cost (bool extension, struct teredo_extensions other, uint64_t *idle)
{
	struct scene s = { 0 };
	uint64_t before;

	scene_init (&s, 1, NAT_PORT, NAT_PORT);
	set_extension (s.a, extension);
	teredo_client_of (s.b->role)->extensions = other;
	world_run (s.w, TEREDO_SECONDS (10));
	for (uint32_t number = 1; number <= 6; number++) {
		host_send (s.a, &s.b->address, number, 64);
		world_run (s.w, 500);
	}
	exchange (&s, 9);
	world_run (s.w, TEREDO_SECONDS (15));
	*idle = direct (&s);
	world_run (s.w, TEREDO_SECONDS (85));
	*idle = direct (&s) - *idle;
	before = indirect (&s);
	exchange (&s, 10);
	before = indirect (&s) - before;
	scene_end (&s);
	return before;
}

START_TEST (client_without_extensions_is_met_again_as_before)
{
	const struct teredo_extensions none = { 0 };
	uint64_t with, without;

	ck_assert_uint_eq (cost (true, none, &with), cost (false, none, &without));
	ck_assert_uint_eq (without, 0);
	ck_assert_uint_eq (with, 3);
}
END_TEST

START_TEST (without_extension_packet_after_idle_time_costs_indirect_bubbles)
{
	uint64_t idle;

	ck_assert_uint_ge (cost (false, TEREDO_EXTENSIONS_ALL, &idle), 1);
	ck_assert_uint_eq (idle, 0);
	ck_assert_uint_eq (cost (true, TEREDO_EXTENSIONS_ALL, &idle), 0);
}
END_TEST

UNIT_MAIN ("sim-solicit", packet_after_idle_time_costs_no_indirect_bubble, idle_clients_fall_silent,
           client_without_extensions_is_met_again_as_before,
           without_extension_packet_after_idle_time_costs_indirect_bubbles)
