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

#define SCENE_SERVER  0xc633640a /* 198.51.100.10 */
#define SCENE_SERVER2 0xc6336414 /* 198.51.100.20 */

struct scene {
	struct world *w;
	struct host *server, *relay, *native;
	struct host *a, *b;
	struct nat nat_a, nat_b;
	struct nat carrier_a, carrier_b; /* only if set up by scene_init_nats */
	/* As in struct world; to be set before scene_init. */
	bool nat_tests, adaptive_refresh, forwards;
	uint32_t sent; /* number of the last packet of scene_time_to_answer */
};

/* How a client is connected; NAT_NONE: there is no such NAT. */
struct scene_nats {
	enum nat_kind home;
	enum nat_kind carrier; /* between the home's and the Internet */
	bool mapped;           /* the home's has a port mapping, of the client's own port */
	bool other_server;     /* it uses SCENE_SERVER2 */
};

/* Clients have sent their first solicitation; no time has passed. */
void scene_init (struct scene *, uint64_t seed, enum nat_kind a, enum nat_kind b);

/* As above, with a carrier's NAT before that of each client, if wanted. */
void scene_init_nats (struct scene *, uint64_t seed, struct scene_nats a, struct scene_nats b);

/* As scene_init, and both clients are qualified. */
void scene_init_qualified (struct scene *, uint64_t seed, enum nat_kind a, enum nat_kind b);

void scene_end (struct scene *);

/* Sends packets from one host to another, every 0.5 s, until the answer to one arrives. The time
 * from the first packet to that; TEREDO_NEVER: none within the patience. */
teredo_time scene_time_to_answer (struct scene *, struct host *from, struct host *to,
                                  teredo_time patience);

/* For qsort. */
int scene_compare_times (const void *, const void *);

#endif
