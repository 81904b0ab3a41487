/*
 * sim-idle.c - bubbles between two clients that have met and send no more data
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/client-impl.h"
#include "scene.h"

#include <check.h>
#include "unit.h"

#define IDLE      TEREDO_SECONDS (600)
#define SIDES     (2 * NAT_KINDS) /* without and with a port mapping */
#define REFRESHES 20              /* of a random port (RFC 6081 5.4.2.1) */
#define LAST      8               /* answers to the last bubbles, and those to a random port */

static struct scene s;

static struct scene_nats side (unsigned number)
{
	return (struct scene_nats){ .home = number / 2, .mapped = number % 2 != 0 };
}

/* Clients that send packets for 4 s: the first one does, or the second one, or both. */
static void meet (unsigned a, unsigned b, unsigned who)
{
	s.nat_tests = true;
	scene_init_nats (&s, (a * SIDES + b) * 3 + who, side (a), side (b));
	world_run (s.w, TEREDO_SECONDS (20));
	for (uint32_t i = 0; i < 8; i++) {
		if (who != 1)
			host_send (s.a, &s.b->address, i, 64);
		if (who != 0)
			host_send (s.b, &s.a->address, 100 + i, 64);
		world_run (s.w, 500);
	}
	world_run (s.w, TEREDO_SECONDS (2));
}

static bool has_random_port (unsigned number)
{
	const enum nat_kind kind = side (number).home;

	return !side (number).mapped && (kind == NAT_PRESERVING || kind == NAT_SEQUENTIAL);
}

/* Either client refreshes its random port, or solicits the other one, which may answer. */
static void check_idle (unsigned a, unsigned b, bool solicit)
{
	const bool refresh = solicit || has_random_port (a) || has_random_port (b);
	const unsigned most = (refresh ? 4 * REFRESHES : 0) + LAST;
	const uint64_t before = s.w->bubbles;

	teredo_client_of (s.a->role)->extensions.server_load_reduction = solicit;
	teredo_client_of (s.b->role)->extensions.server_load_reduction = solicit;
	world_run (s.w, IDLE);
	ck_assert_msg (s.w->bubbles - before <= most, "%s%s and %s%s: %u bubbles in 10 minutes",
	               nat_names[side (a).home], side (a).mapped ? " (mapped)" : "",
	               nat_names[side (b).home], side (b).mapped ? " (mapped)" : "",
	               (unsigned)(s.w->bubbles - before));
}

START_TEST (idle_clients_stop_sending_bubbles)
{
	for (unsigned i = 0; i < SIDES * SIDES; i++) {
		for (unsigned who = 0; who < 3; who++) {
			meet (i / SIDES, i % SIDES, who);
			check_idle (i / SIDES, i % SIDES, false);
			scene_end (&s);
			meet (i / SIDES, i % SIDES, who);
			check_idle (i / SIDES, i % SIDES, true);
			scene_end (&s);
		}
	}
}
END_TEST

UNIT_MAIN ("sim-idle", idle_clients_stop_sending_bubbles)
