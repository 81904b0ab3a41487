/*
 * tunnel.h - event loop of a client or relay: packets between tunnel device and UDP
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_TUNNEL_H
#define MIREDO_TUNNEL_H

#include <event2/event.h>
#include "net/upkeep.h"
#include "report/report-nat.h"
#include "roles/role.h"
#include "tun6.h"

struct discovery;
struct forward;
struct port_mapping;
struct ports;
struct finder;
struct state;

enum { TUNNEL_EVENT_TIMER, TUNNEL_EVENT_UDP, TUNNEL_EVENT_TUN, TUNNEL_EVENTS };

struct tunnel {
	struct event_base *base;
	struct tun6 *tun;
	int udp; /* socket */
	struct helper
		*helper; /* NULL: another tunnel of the program has the interface configured */
	struct teredo_role *role;
	struct finder *finder;             /* of roles that want names looked up, or NULL */
	uint32_t bind_address;             /* client: of the UDP socket; 0: any */
	struct discovery *discovery;       /* of roles that take part in discovery, or NULL */
	struct ports *ports;               /* of roles that use auxiliary sockets, or NULL */
	struct port_mapping *port_mapping; /* of a client, or NULL */
	struct state *state;               /* of a client, or NULL */
	const char *server;                /* as configured (lists), for the finder and the log */
	const char *server2;
	unsigned offloads; /* that may be used: a set of enum offload */
	/* Called when the interface is configured for the first time; the loop ends if that
	 * fails. NULL: not called; the hook is run again if it fails. */
	void (*ready) (void *ctx);
	void *ctx;
	enum teredo_qualification_state reported; /* the state, address and NAT last logged */
	struct in6_addr reported_address;
	enum teredo_nat reported_nat;
	struct report_nat reported_nat_type;
	bool offline;              /* logged that there is no address, */
	uint32_t offline_server;   /* with this server (0: its name cannot be looked up) */
	uint32_t silent_secondary; /* the address of the last warning; 0: none */
	int reported_error;        /* the last errno of sending logged in this state; 0: none */
	teredo_time armed;         /* the deadline that the timer is set to */
	struct teredo_counts lost; /* packets that could not be sent */
	bool failed;               /* the loop ended because of an error */
	struct upkeep upkeep;      /* of the interface */
	struct forward *forward;   /* while it is started */
	struct event *events[TUNNEL_EVENTS];
};

/* Starts forwarding in the loop of base. The caller has filled in base, tun, udp,
 * helper, role and what the role needs; the rest is zero. 0, or -1 with errno. */
int tunnel_start (struct tunnel *);

/* Fetches and performs the role's output; must follow any call on the role. */
void tunnel_settle (struct tunnel *, teredo_time now);

/* Delivers an IPv6 packet to the tunnel device. */
void tunnel_deliver (struct tunnel *, struct teredo_slice ip6);

/* Number of peers in the role's table. */
uint32_t tunnel_peers (const struct tunnel *);

/* Adds all counters. */
void tunnel_add_counts (const struct tunnel *, struct teredo_counts *);

/* Logs the current state. peers: in the tables of all tunnels of the program. */
void tunnel_report_state (const struct tunnel *, uint32_t peers);

/* Stops forwarding. What the fields point to remains the caller's. */
void tunnel_stop (struct tunnel *);

#endif
