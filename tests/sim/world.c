/*
 * world.c - simulated Internet in virtual time
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "world.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include "forwarding.h"
#include "host.h"
#include "network.h"
#include "rules.h"
#include "bytes/params.h"
#include "unit.h"

#define PACKETS \
	128 /* queued at most; they are initialised for each world, of which there are many */

/* splitmix64 */
uint32_t world_random (struct world *w)
{
	uint64_t z = w->random += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return (uint32_t)((z ^ z >> 31) >> 32);
}

static void step (struct world *w)
{
	struct event event = events_next (&w->events);

	if (event.when < w->now)
		ck_abort_msg ("event in the past");
	w->now = event.when;
	switch (event.kind) {
	case EVENT_UDP:
		network_arrive_udp (w, &event);
		break;
	case EVENT_IP6:
		network_arrive_ip6 (w, &event);
		break;
	case EVENT_WAKE:
		host_wake (event.host);
		break;
	}
	free (event.data);
}

void world_run (struct world *w, teredo_time how_long)
{
	teredo_time end = w->now + how_long;

	while (w->events.count > 0 && w->events.list[0].when <= end)
		step (w);
	w->now = end;
}

bool world_run_until (struct world *w, const struct host *host, bool qualified, teredo_time at_most)
{
	teredo_time end = w->now + at_most;

	while (IN6_IS_ADDR_UNSPECIFIED (&host->address) == qualified) {
		if (w->events.count == 0 || w->events.list[0].when > end) {
			w->now = end;
			return false;
		}
		step (w);
	}
	return true;
}

void world_settle (struct host *host)
{
	host_settle (host);
}

/* --- construction --- */

struct world *world_new (uint64_t seed)
{
	struct world *w = calloc (1, sizeof (*w));
	const char *given = getenv ("SIM_SEED");

	ck_assert_ptr_nonnull (w);
	if (given != NULL)
		seed = strtoull (given, NULL, 0);
	printf ("seed %llu (SIM_SEED sets it)\n", (unsigned long long)seed);
	w->random = seed;
	w->now = 1000000; /* the clock may start at any time */
	w->delay = 20;
	return w;
}

void world_free (struct world *w)
{
	while (w->events.count > 0)
		free (events_next (&w->events).data);
	for (unsigned i = 0; i < w->host_count; i++) {
		teredo_role_free (w->hosts[i].role);
		teredo_server_free (w->hosts[i].server);
		free (w->hosts[i].arrivals);
	}
	forwarding_free (w->forwarding);
	free (w->events.list);
	free (w->bubble_log);
	free (w);
}

static struct host *add_host (struct world *w, const char *name, enum host_kind kind)
{
	struct host *host = &w->hosts[w->host_count++];

	ck_assert_uint_le (w->host_count, WORLD_HOSTS);
	host->world = w;
	host->name = name;
	host->kind = kind;
	host->refresh_min = TEREDO_NEVER;
	return host;
}

static struct teredo_env env_of (struct host *host)
{
	return (struct teredo_env){
		.ctx = host,
		.random = host_random,
		.event = host_event,
		.is_own = host_is_own,
		.hmac = forwarding_hmac,
	};
}

struct host *world_server (struct world *w, uint32_t ip)
{
	struct host *host = add_host (w, "server", HOST_SERVER);
	const struct teredo_env env = env_of (host);
	const uint64_t random = w->random;
	struct teredo_server_config config;

	teredo_server_config_default (&config);
	config.primary = ip;
	config.secondary = ip + 1;
	host->here = (struct teredo_endpoint){ ip, TEREDO_PORT };
	host->ip2 = ip + 1;
	if (w->forwards && w->forwarding == NULL)
		w->forwarding = forwarding_new (&env);
	if (w->forwards)
		forwarding_configure (w->forwarding, &config);
	host->server = teredo_server_new (&config, &env);
	ck_assert_ptr_nonnull (host->server);
	if (w->forwards)
		forwarding_admit (w->forwarding, host->server);
	w->random = random; /* runs do not depend on what keys the server draws */
	return host;
}

static void start_relay (struct host *host)
{
	const struct teredo_env env = env_of (host);
	struct teredo_relay_config config;

	teredo_relay_config_default (&config);
	config.role.max_peers = 10000;
	config.role.max_packets = PACKETS;
	config.icmp6_src = host->address;
	host->role = teredo_relay_new (&config, &env, host->world->now);
	ck_assert_ptr_nonnull (host->role);
}

struct host *world_relay (struct world *w, struct teredo_endpoint here)
{
	struct host *host = add_host (w, "relay", HOST_RELAY);

	ck_assert_int_eq (inet_pton (AF_INET6, "2001:db8:4::20", &host->address), 1);
	host->here = here;
	start_relay (host);
	return host;
}

void world_restart_relay (struct host *relay)
{
	teredo_role_free (relay->role);
	rules_forget (relay->world, relay);
	start_relay (relay);
}

struct host *world_native (struct world *w, const char *address)
{
	struct host *host = add_host (w, "native", HOST_NATIVE);

	ck_assert_int_eq (inet_pton (AF_INET6, address, &host->address), 1);
	return host;
}

struct host *world_client (struct world *w, const char *name, struct nat *nat,
                           struct teredo_endpoint here, uint32_t server)
{
	struct host *host = add_host (w, name, HOST_CLIENT);
	const struct teredo_env env = env_of (host);
	struct teredo_client_config config;

	teredo_client_config_default (&config);
	config.server = server;
	config.role.max_peers = 1000;
	config.role.max_packets = PACKETS;
	config.nat_tests = w->nat_tests;
	config.adaptive_refresh = w->adaptive_refresh;
	config.identity = w->forwards ? forwarding_identity () : NULL;
	host->nat = nat;
	for (; nat != NULL; nat = nat->outer)
		nat->random += w->random; /* other ports with another seed */
	host->here = here;
	host->role = teredo_client_new (&config, &env, w->now);
	ck_assert_ptr_nonnull (host->role);
	if (nat != host->nat)
		teredo_client_local (host->role, &here, 1);
	host_settle (host);
	return host;
}
