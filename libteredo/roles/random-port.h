/*
 * random-port.h - random ports of a client behind a symmetric NAT (RFC 6081 5.4 and 5.5)
 *
 * A symmetric NAT gives a client another mapped port for each peer, which a peer behind a
 * port-restricted or symmetric NAT cannot know. So the client opens an auxiliary socket for the
 * peer, and tells it through the server which port the NAT will give to that socket:
 *
 *   port-preserving  the local port, for the first endpoint that the socket sends to
 *   sequential       a port between those that the server's two addresses see when the peer is
 *                    sent a bubble between them: the echo test
 *
 * So the socket sends to one endpoint of the peer only: its random port, if it has one, or else
 * its mapped address; and not before the peer has called, as only then that is known. A client
 * behind any other NAT has nothing to do but send a bubble to the random port of the peer.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_RANDOM_PORT_H
#define LIBTEREDO_RANDOM_PORT_H

#include "roles/meeting.h"
#include "roles/test-port.h"

#define TEREDO_RANDOM_PORTS 64 /* at a time (ours) */

struct teredo_random_port {
	struct in6_addr peer;
	struct teredo_test_port test; /* the socket, 0: entry not in use; and the echo test */
	bool wanted;                  /* the peer is, by the host */
	bool advertised;              /* the peer has been told of the port */
	bool usable;                  /* bubbles may be sent on the socket */
	bool guessed;                 /* the peer has found the port by guessing (birthday.h) */
	bool pending;                 /* an indirect bubble is to be sent when the port is known */
	uint16_t port;                /* to be advertised; 0: not known (yet) */
	uint16_t peer_port;           /* random port of the peer; 0: none */
	uint16_t lower, upper;        /* echo test: ports that the server saw; 0: none yet */
	uint8_t tests;                /* echo tests started */
	uint8_t asked;                /* how often in the present one; 0: none is running */
	uint8_t refreshes;            /* since the last data */
	struct teredo_endpoint heard; /* bubble of the peer before its call; port 0: none */
	teredo_time failed;           /* when the echo tests did; 0: they did not */
	teredo_time contacted;        /* when the peer was last contacted, or called */
	teredo_time bubble;           /* last one sent on the socket; 0: none */
	teredo_time deadline;
};

/* All zeros: none. */
struct teredo_random_ports {
	teredo_time deadline; /* of the first entry or earlier; 0: none */
	teredo_time failed;   /* when a socket could not be opened last; 0: never */
	bool called;          /* by the peer below, which is still to be answered */
	struct in6_addr caller;
	struct teredo_random_port of[TEREDO_RANDOM_PORTS];
};

struct teredo_client;
struct teredo_peer;
struct teredo_role;

/* Before an indirect bubble to a peer: whether it may be sent now. If not, a port is being opened
 * or tested, and then the bubble is sent. */
bool teredo_random_port_ready (struct teredo_client *, const struct teredo_peer *);

/* Adds the random port for a peer, if there is one, to an indirect bubble. */
void teredo_random_port_advertise (struct teredo_client *, const struct in6_addr *peer,
                                   struct teredo_trailers *);

/* A peer called, by an indirect bubble with a nonce, which has been stored. */
void teredo_random_port_called (struct teredo_client *, struct teredo_meeting *,
                                const struct teredo_trailers *);

/* Sends what may reach a peer that is being contacted, apart from the bubble to the mapped address
 * in its Teredo address; the same for the peer that has just called, if any. */
void teredo_random_port_bubble (struct teredo_client *, const struct in6_addr *peer);
void teredo_random_port_answer (struct teredo_client *);

/* Whether the bubbles above go out instead of those from the service port: a peer must not see
 * two mappings. The same for the answer to the peer that has just called. */
bool teredo_random_port_replaces (struct teredo_client *, const struct in6_addr *peer);
bool teredo_random_port_answers (struct teredo_client *);

/* The socket for packets to a peer that is reached apart (peer.h). */
unsigned teredo_random_port_socket (const struct teredo_role *, const struct in6_addr *peer);

/* Whether the NAT is symmetric, and the port that a peer would see cannot be predicted. */
bool teredo_random_port_is_unpredictable (struct teredo_client *, const struct in6_addr *peer);

/* The sender of a datagram is to be reached on the auxiliary socket that it arrived on, which had
 * another user: sends it a bubble, and what waits for it. False: there is no room. */
bool teredo_random_port_adopt (struct teredo_client *, const struct teredo_arrival *, bool wanted);

/* Sends that bubble again, unless the peer has been heard since it was first sent, or is no longer
 * reached on the socket: then false. */
bool teredo_random_port_repeat (struct teredo_client *, const struct in6_addr *peer,
                                teredo_time first);

/* Closes all: the address has changed. */
void teredo_random_port_forget (struct teredo_client *);

teredo_time teredo_random_port_deadline (const struct teredo_client *);
void teredo_random_port_expire (struct teredo_client *);

#endif
