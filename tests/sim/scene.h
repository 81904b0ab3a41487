/*
 * scene.h - network of most simulations
 *
 * A server, a relay, a native host, and two clients behind separate NATs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_SIM_SCENE_H
#define TESTS_SIM_SCENE_H

#include "world.h"

#define SCENE_SERVER 0xc633640a /* 198.51.100.10 */

struct scene {
	struct world *w;
	struct host *server, *relay, *native;
	struct host *a, *b;
	struct nat nat_a, nat_b;
};

/* Clients have sent their first solicitation; no time has passed. */
void scene_init (struct scene *, uint64_t seed, enum nat_kind a, enum nat_kind b);

/* As above, and both clients are qualified. */
void scene_init_qualified (struct scene *, uint64_t seed, enum nat_kind a, enum nat_kind b);

void scene_end (struct scene *);

#endif
