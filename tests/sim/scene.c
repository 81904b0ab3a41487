/*
 * scene.c - network of most simulations
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scene.h"

#include <check.h>

#define NAT_TIMEOUT TEREDO_SECONDS (35) /* just longer than the refresh interval */

static struct host *add_client (struct scene *s, const char *name, struct nat *nat,
                                enum nat_kind kind, uint32_t public, uint32_t private)
{
	nat_init (nat, kind, public, NAT_TIMEOUT);
	if (kind == NAT_NONE)
		return world_client (s->w, name, NULL, (struct teredo_endpoint){ public, 4096 },
		                     SCENE_SERVER);
	return world_client (s->w, name, nat, (struct teredo_endpoint){ private, 4096 },
	                     SCENE_SERVER);
}

void scene_init (struct scene *s, uint64_t seed, enum nat_kind a, enum nat_kind b)
{
	s->w = world_new (seed);
	s->server = world_server (s->w, SCENE_SERVER);
	s->relay = world_relay (s->w, (struct teredo_endpoint){ 0xcb007114, 3545 });
	s->native = world_native (s->w, "2001:db8:6::80");
	s->a = add_client (s, "a", &s->nat_a, a, 0xc0000202, 0xc0a8010a);
	s->b = add_client (s, "b", &s->nat_b, b, 0xc6120002, 0xc0a8020a);
}

void scene_init_qualified (struct scene *s, uint64_t seed, enum nat_kind a, enum nat_kind b)
{
	scene_init (s, seed, a, b);
	ck_assert (world_run_until (s->w, s->a, true, TEREDO_SECONDS (60)));
	ck_assert (world_run_until (s->w, s->b, true, TEREDO_SECONDS (60)));
}

void scene_end (struct scene *s)
{
	world_free (s->w);
}
