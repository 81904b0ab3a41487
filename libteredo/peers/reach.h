/*
 * reach.h - the states of a peer, and when to contact it
 *
 *             later, no answer to 4              300 s, 10 s
 *   (none) ------> TRYING ----------> PAUSED ----------------> (none)
 *      \              \                 /
 *       \              v               v   proved to be at an endpoint
 *        `---------> TRUSTED <---------'  --- silent for 30 to 60 s --> (none)
 *
 * An attempt to contact a peer is one transmission of bubbles or of a probe. The
 * role's contact function (node.h) makes it; these functions decide when
 * (RFC 4380 5.2.4, 5.2.6, 5.4.1).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_REACH_H
#define LIBTEREDO_REACH_H

#include "peers/node.h"

/* The peer with an address, or a new one in state PAUSED with no attempts made
 * (RFC 4380 5.2.6); NULL if the table is full and no peer can be evicted. */
struct teredo_peer *teredo_reach_find_or_add (struct teredo_node *, const struct in6_addr *);

/*
 * Queues a packet from the host for a peer that cannot be used yet (NULL: not in
 * the table) and contacts the peer. Refuses it, with an error, if the peer did
 * not answer recently, and without one if it cannot be queued.
 */
struct teredo_refusal teredo_reach_send_later (struct teredo_node *, struct teredo_peer *,
                                               const struct teredo_ip6 *);

/* Queues a packet from the network until its source proves to be at from, and
 * contacts the source. TEREDO_OK, or why the packet must be dropped. */
enum teredo_count teredo_reach_deliver_later (struct teredo_node *, struct teredo_peer *,
                                              const struct teredo_ip6 *,
                                              const struct teredo_endpoint *from);

/* Contacts a peer for which no packet waits, unless attempts are under way. */
void teredo_reach_start (struct teredo_node *, struct teredo_peer *);

/*
 * Takes one attempt of a peer, if it has any left: at most 4 without an answer, at
 * least 2 s after anything else was sent to a Teredo peer (RFC 4380 5.2.6), within
 * the rate limit for all. true: the caller must send a bubble or probe; it is not
 * repeated.
 */
bool teredo_reach_take_attempt (struct teredo_node *, struct teredo_peer *);

/* The same for an endpoint whose peer is unknown: one attempt in 2 s. */
bool teredo_reach_take_attempt_at (struct teredo_node *, const struct teredo_endpoint *);

/* The same for a peer that has just announced itself on a link. Its attempts start
 * again from 0, and this one does not count: no answer is expected. */
bool teredo_reach_take_greeting (struct teredo_node *, struct teredo_peer *);

/* Records that a peer was heard from at its endpoint. */
static inline void teredo_reach_heard (struct teredo_node *node, struct teredo_peer *peer)
{
	peer->heard = (uint32_t)node->now;
	peer->attempts = 0;
}

/* Trusts a peer that proved to be at an endpoint, and releases what waits for it. */
void teredo_reach_trust (struct teredo_node *, struct teredo_peer *,
                         const struct teredo_endpoint *);

/* Does everything that is due by the node's time: contacts peers again, gives up,
 * forgets. */
void teredo_reach_expire (struct teredo_node *);

/* When teredo_reach_expire is due next; TEREDO_NEVER if the table is empty. */
teredo_time teredo_reach_deadline (const struct teredo_node *);

/* Forgets every peer; senders of packets that wait receive an error. */
void teredo_reach_forget (struct teredo_node *);

#endif
