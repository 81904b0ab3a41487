/*
 * role.h - a Teredo client or relay, whichever it is
 *
 * A role receives packets and the time, and returns verdicts, a deadline and
 * further output. After each call other than _next, _deadline, _status and _counts,
 * call teredo_role_next until it returns NULL. teredo_client_new and
 * teredo_relay_new construct roles.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_ROLE_H
#define LIBTEREDO_ROLE_H

#include "roles/nat-tests.h"
#include "roles/qualification.h"
#include "roles/refresh.h"
#include "values/env.h"
#include "values/verdict.h"

struct teredo_role;

struct teredo_role_config {
	uint32_t prefix;         /* of Teredo addresses, host byte order; TEREDO_PREFIX */
	uint32_t max_peers;      /* bound of the peer table */
	uint32_t max_packets;    /* bound of packets queued or to be sent, all together */
	uint32_t max_packet_len; /* bytes of the largest packet that can be queued */
	/* How many roles share the endpoint, each with its own peers. The bounds above and the
	 * limits on what peers cause are for all of them together: each gets its share. */
	uint32_t parts;
};

void teredo_role_free (struct teredo_role *);

/* A UDP payload received from an endpoint. DELIVER: *packet is the part of it to
 * pass to IPv6. Never SEND. */
enum teredo_verdict teredo_role_rx (struct teredo_role *, teredo_time now,
                                    const struct teredo_endpoint *from, struct teredo_slice udp,
                                    struct teredo_slice *packet);

/* An IPv6 packet that the host sends or routes into the tunnel. SEND: send it,
 * unchanged, to *to over UDP. Never DELIVER. */
enum teredo_verdict teredo_role_tx (struct teredo_role *, teredo_time now,
                                    struct teredo_slice packet, struct teredo_endpoint *to);

/* After SEND: the socket to send it on (verdict.h). */
unsigned teredo_role_socket (const struct teredo_role *);

/* After SEND: the driver sends this many more packets of the same flow to the same endpoint.
 * Only counts them. */
void teredo_role_sent_more (struct teredo_role *, unsigned packets);

/* When teredo_role_expire is due. Earlier calls change nothing. */
teredo_time teredo_role_deadline (const struct teredo_role *);
void teredo_role_expire (struct teredo_role *, teredo_time now);

/* The network below has changed (address, link, resume from sleep): a client
 * checks its mapping at once. */
void teredo_role_network_changed (struct teredo_role *, teredo_time now);

/* The next output, or NULL; valid until the next call on the role. */
const struct teredo_out *teredo_role_next (struct teredo_role *);

struct teredo_status {
	enum teredo_qualification_state
		state; /* TEREDO_NO_QUALIFICATION: a relay; only peers is set */
	enum teredo_nat nat;
	bool have_address;
	struct in6_addr address;             /* if have_address */
	struct teredo_endpoint mapped;       /* if have_address: mapped address */
	uint32_t server, server2;            /* host byte order; 0: not known yet */
	unsigned server_count;               /* addresses of the server's name, or 1 */
	uint32_t mtu;                        /* bytes */
	teredo_time server_answered;         /* last valid advertisement; < 0: never */
	struct teredo_endpoint port_mapping; /* external endpoint, by the router; port 0: none */
	bool secure;                         /* qualification is authenticated by a secret */
	bool renew;                          /* ... and the server asks for a new one */
	/* By teredo_role_count_ways: */
	uint32_t relayed;      /* peers reached only through the server */
	uint32_t random_ports; /* peers reached from random ports (RFC 6081 5.4) */
	uint32_t peers;        /* in the table */
	uint32_t neighbours;   /* other clients on our links */
	unsigned guesses;      /* still to be sent to a peer; 0: there is no attempt (birthday.h) */
	unsigned guessable;    /* sockets that a peer may guess the port of */
	bool nat_tested;       /* no test of the NAT is running */
	struct teredo_nat_type nat_type;
	teredo_time refresh;               /* interval, milliseconds */
	struct teredo_refresh_result kept; /* how long the NAT keeps a mapping */
};

void teredo_role_status (const struct teredo_role *, struct teredo_status *);
/* Counts the peers of a status by how they are reached. Takes time for each peer. */
void teredo_role_count_ways (const struct teredo_role *, struct teredo_status *);
const struct teredo_counts *teredo_role_counts (const struct teredo_role *);

#endif
