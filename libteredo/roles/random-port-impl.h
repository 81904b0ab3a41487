/*
 * random-port-impl.h - inside of random ports; for random-port*.c alone
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_RANDOM_PORT_IMPL_H
#define LIBTEREDO_RANDOM_PORT_IMPL_H

#include "roles/client-impl.h"

/* Which extension helps behind our NAT, if any. */
enum teredo_random_kind {
	TEREDO_RANDOM_NONE,
	TEREDO_RANDOM_PRESERVING,
	TEREDO_RANDOM_SEQUENTIAL,
};

enum teredo_random_kind teredo_random_port_kind (const struct teredo_client *);

extern const struct teredo_socket_user teredo_random_port_user;

/* The entry of a peer, or of a socket; NULL: there is none. */
struct teredo_random_port *teredo_random_port_find (struct teredo_client *,
                                                    const struct in6_addr *peer);
struct teredo_random_port *teredo_random_port_at (struct teredo_client *, unsigned socket);

/* The peer in the peer table, or NULL. */
struct teredo_peer *teredo_random_port_peer (struct teredo_client *,
                                             const struct teredo_random_port *);

/* Sets the entry's timer. */
void teredo_random_port_wait (struct teredo_client *, struct teredo_random_port *,
                              teredo_time when);

/* Opens a new socket instead of the old one, if any; false: there is none left, and the entry is
 * not in use. */
bool teredo_random_port_open (struct teredo_client *, struct teredo_random_port *);

/* Opens a socket for a peer, and then sends an indirect bubble. */
void teredo_random_port_start (struct teredo_client *, const struct teredo_peer *);

/* Closes the socket. A peer that was reached on it has to be contacted again. */
void teredo_random_port_close (struct teredo_client *, struct teredo_random_port *);

/* Sends a direct bubble on the socket, with the peer's nonce and more trailers. */
void teredo_random_port_send (struct teredo_client *, struct teredo_random_port *,
                              const struct teredo_endpoint *to, unsigned more);

/* An entry not in use, perhaps that of a stranger; NULL: there is no room. */
struct teredo_random_port *teredo_random_port_room (struct teredo_client *, bool wanted);

/* Where bubbles on the socket go. */
struct teredo_endpoint teredo_random_port_target (const struct teredo_random_port *);

/* Whether what was last done at a time (0: never) is so long ago. */
bool teredo_random_port_is_over (const struct teredo_client *, teredo_time last, teredo_time gap);

/* Sends the indirect bubble that was put off, if any. */
void teredo_random_port_continue (struct teredo_client *, struct teredo_random_port *);

/* Whether a packet may be sent to an IPv4 address because of a peer, which may be a stranger. */
bool teredo_random_port_take (struct teredo_client *, bool wanted, uint32_t ip);

/* A socket has been opened; a router advertisement has arrived on one; the echo test failed. */
void teredo_random_port_opened (struct teredo_client *, unsigned socket, uint16_t port);
enum teredo_count teredo_random_port_answered (struct teredo_client *, struct teredo_random_port *,
                                               const struct teredo_arrival *);
void teredo_random_port_retry (struct teredo_client *, struct teredo_random_port *);

#endif
