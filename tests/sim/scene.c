/*
 * scene.c - network of most simulations
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "scene.h"

#include <check.h>

#define NAT_TIMEOUT TEREDO_SECONDS (35) /* just longer than the refresh interval */

/* Addresses of a client: public, of its NAT behind a carrier's, of the client behind that. */
struct addresses {
	uint32_t public, between, private;
};

static struct host *add_client (struct scene *s, const char *name, struct nat *nat,
                                struct nat *carrier, const struct scene_nats *kinds,
                                const struct addresses *ip)
{
	const struct teredo_endpoint here = { ip->private, 4096 };
	const uint32_t server = kinds->other_server ? SCENE_SERVER2 : SCENE_SERVER;
	struct host *host;

	nat_init (nat, kinds->home, ip->public, NAT_TIMEOUT);
	if (kinds->home == NAT_NONE)
		return world_client (s->w, name, NULL, (struct teredo_endpoint){ ip->public, 4096 },
		                     server);
	if (kinds->carrier != NAT_NONE) {
		nat->ip = ip->between;
		nat->outer = carrier;
		nat_init (carrier, kinds->carrier, ip->public, NAT_TIMEOUT);
		carrier->first_port = carrier->next_port = 30000; /* block of one subscriber */
		carrier->last_port = 30511;
	}
	if (kinds->mapped)
		nat_forward (nat, here.port, here);
	host = world_client (s->w, name, nat, here, server);
	if (kinds->mapped)
		teredo_client_port_mapped (host->role, s->w->now,
		                           &(struct teredo_endpoint){ nat->ip, here.port });
	return host;
}

void scene_init_nats (struct scene *s, uint64_t seed, struct scene_nats a, struct scene_nats b)
{
	static const struct addresses ip_a = { 0xc0000202, 0x64400002, 0xc0a8010a };
	static const struct addresses ip_b = { 0xc6120002, 0x64400003, 0xc0a8020a };

	s->w = world_new (seed);
	s->w->nat_tests = s->nat_tests;
	s->w->adaptive_refresh = s->adaptive_refresh;
	s->w->forwards = s->forwards;
	s->server = world_server (s->w, SCENE_SERVER);
	s->relay = world_relay (s->w, (struct teredo_endpoint){ 0xcb007114, 3545 });
	s->native = world_native (s->w, "2001:db8:6::80");
	if (a.other_server || b.other_server)
		world_server (s->w, SCENE_SERVER2);
	s->a = add_client (s, "a", &s->nat_a, &s->carrier_a, &a, &ip_a);
	s->b = add_client (s, "b", &s->nat_b, &s->carrier_b, &b, &ip_b);
}

void scene_init (struct scene *s, uint64_t seed, enum nat_kind a, enum nat_kind b)
{
	scene_init_nats (s, seed, (struct scene_nats){ .home = a },
	                 (struct scene_nats){ .home = b });
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

teredo_time scene_time_to_answer (struct scene *s, struct host *from, struct host *to,
                                  teredo_time patience)
{
	const teredo_time begin = s->w->now;
	const uint32_t first = s->sent + 1;
	uint32_t answered = to->arrival_count;

	while (s->w->now < begin + patience) {
		if ((s->w->now - begin) % 500 == 0)
			host_send (from, &to->address, ++s->sent, 64);
		world_run (s->w, 10);
		for (; answered < to->arrival_count; answered++)
			host_send (to, &from->address, to->arrivals[answered].number, 64);
		for (uint32_t n = first; n <= s->sent && from->arrival_count > 0; n++)
			if (host_got (from, n) > 0)
				return host_got_when (from, n) - begin;
	}
	return TEREDO_NEVER;
}

int scene_compare_times (const void *a, const void *b)
{
	const teredo_time *one = a, *two = b;

	return (*one > *two) - (*one < *two);
}
