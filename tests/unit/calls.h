/*
 * calls.h - indirect bubbles of peers with offers and requests to guess ports
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_CALLS_H
#define TESTS_CALLS_H

#include "messages/trailers.h"
#include "node.h"

#define PEER_NONCE 0xdeadbeef

/* A bubble to the client under test, with trailers. */
struct unit_bytes call_bubble (const struct node *, const struct in6_addr *from,
                               const struct teredo_trailers *);

/* An indirect bubble of a peer, from its IPv4 address, with PEER_NONCE and perhaps (proof not 0) an
 * offer or a request. */
void call_rx (struct node *, const struct in6_addr *from, const struct teredo_guess_terms *);

/* The same, but the server says that it has come from this IPv4 address; 0: it does not say. */
void call_rx_from (struct node *, const struct in6_addr *from, uint32_t ip,
                   const struct teredo_guess_terms *);

/* The trailers of our indirect bubble to a peer; none present: there is no such bubble. */
struct teredo_trailers call_back (const struct node *, const struct in6_addr *peer);

/* A peer calls and is called back; returns the nonce that it gets. */
uint32_t call_meet (struct node *, const struct in6_addr *peer);

#endif
