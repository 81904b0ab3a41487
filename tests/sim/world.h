/*
 * world.h - simulated Internet in virtual time, with the real role objects
 *
 * Time advances from event to event. All randomness comes from one seed, so that
 * a run can be repeated.
 *
 *   native hosts -- IPv6 -- relay, server -- IPv4 with loss, delay and
 *   reordering -- NATs -- clients
 *
 * rules.c checks every datagram.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_SIM_WORLD_H
#define TESTS_SIM_WORLD_H

#include "roles/client.h"
#include "events.h"
#include "bytes/params.h"
#include "nat.h"
#include "roles/relay.h"
#include "roles/server.h"

#define WORLD_HOSTS    16
#define WORLD_ARRIVALS 4096 /* recorded at each host */

enum host_kind { HOST_CLIENT, HOST_RELAY, HOST_SERVER, HOST_NATIVE };

/* A numbered packet received by a host. */
struct arrival {
	teredo_time when;
	uint32_t number;
	struct in6_addr src;
};

struct world;

struct host {
	struct world *world;
	const char *name;
	enum host_kind kind;
	struct nat *nat;                        /* NULL if none */
	struct teredo_endpoint here;            /* behind the NAT if any; server: primary */
	uint32_t ip2;                           /* server: secondary */
	struct in6_addr address;                /* IPv6: native, or current address of the tunnel */
	bool silent;                            /* server: drops everything */
	bool no_bubbles;                        /* server: forwards no bubbles */
	struct teredo_role *role;               /* client, relay */
	uint16_t ports[TEREDO_SOCKETS_MAX + 1]; /* client: of auxiliary sockets; 0: not open */
	uint16_t next_port;                     /* client: last one given to a socket */
	struct teredo_server *server;
	teredo_time wake;                       /* expiry of its timer */
	const struct teredo_server_pair *names; /* client: result of a look-up; if none, */
	size_t name_count;                      /* the test supplies it */
	unsigned lookups;                       /* client: of its server's name */

	unsigned ups, downs;                        /* changes of the tunnel's address */
	unsigned unreachables;                      /* ICMPv6 errors received */
	unsigned solicitations;                     /* server: router solicitations received */
	teredo_time last_solicitation;              /* client: sent to the server */
	teredo_time refresh_min, refresh_max;       /* client: shortest and longest interval */
	enum teredo_qualification_state states[64]; /* client: history */
	unsigned state_count;
	unsigned arrival_count;
	struct arrival *arrivals; /* NULL: none */
};

struct world {
	uint64_t random;
	teredo_time now;
	unsigned loss;         /* percent of datagrams */
	unsigned duplicates;   /* percent */
	teredo_time delay;     /* of each datagram */
	teredo_time jitter;    /* maximum extra delay, reorders datagrams */
	bool nat_tests;        /* new clients test their NAT */
	bool adaptive_refresh; /* new clients adapt their refresh interval */
	bool forwards;         /* new servers forward data, and new clients qualify securely */
	struct forwarding *forwarding;
	struct host hosts[WORLD_HOSTS];
	unsigned host_count;
	struct events events;
	uint64_t datagrams; /* total sent */
	uint64_t bubbles;   /* total sent by clients and relays */
	struct bubble_log *bubble_log;
	size_t bubble_count;
};

/* A world without hosts. SIM_SEED in the environment overrides the seed, which is
 * printed. */
struct world *world_new (uint64_t seed);
void world_free (struct world *);
uint32_t world_random (struct world *);

struct host *world_server (struct world *, uint32_t ip);
/* Several relays at one endpoint are the workers of one relay, on one host. */
struct host *world_relay (struct world *, struct teredo_endpoint);
/* Replaces a relay by a new one at the same endpoint, as a restart does. */
void world_restart_relay (struct host *);
struct host *world_native (struct world *, const char *address);
/* nat: NULL for a public address. server: 0 if its name must be resolved. */
struct host *world_client (struct world *, const char *name, struct nat *, struct teredo_endpoint,
                           uint32_t server);

/* Sends a numbered packet; payload: its length, at least 8 bytes. */
void host_send (struct host *, const struct in6_addr *to, uint32_t number, size_t payload);

/* How often a packet reached a host; when it first did (TEREDO_NEVER: it did not). */
unsigned host_got (const struct host *, uint32_t number);
teredo_time host_got_when (const struct host *, uint32_t number);

/* To be called after a test has called a host's role directly: handles its output. */
void world_settle (struct host *);

/* Advances the time. */
void world_run (struct world *, teredo_time how_long);
/* Advances the time until a client has an address (qualified), or has none;
 * false if at_most passed before. */
bool world_run_until (struct world *, const struct host *, bool qualified, teredo_time at_most);

#endif
