/*
 * reach.h - reaching peers: the life of a peer in the table
 *
 *             later, no answer to 4              300 s, 10 s
 *   (none) ------> TRYING ----------> PAUSED ----------------> (none)
 *      \              \                 /
 *       \              v               v   has proved to be somewhere
 *        `---------> TRUSTED <---------'  --- 30 to 60 s of silence --> (none)
 *
 * What is sent to reach a peer, bubbles or pings, is the role's affair: here
 * it is decided when (RFC 4380 5.2.4, 5.2.6, 5.4.1). Each function that says
 * "send" has noted that a bubble or ping goes out: then it must.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_REACH_H
#define LIBTEREDO_REACH_H

#include "peers/node.h"

/* The peer with an address, or a new one in state PAUSED that was never tried
 * (RFC 4380 5.2.6); NULL if the table is full of better ones (counted). */
struct teredo_peer *teredo_reach_find_or_add (struct teredo_node *, const struct in6_addr *);

/*
 * A packet from the host for a peer that cannot be used now (NULL: is not known
 * yet) waits until it can. Names the peer if the role is to send to it. A full
 * queue drops the packet (counted); a peer that did not answer lately, too, and
 * the sender is told.
 */
const struct teredo_peer *teredo_reach_send_later (struct teredo_node *, struct teredo_peer *,
                                                   const struct teredo_ip6 *,
                                                   enum teredo_verdict *);

/* A packet from the network waits until its source has proved to be where it
 * came from. Whether the role is to send to the peer. */
bool teredo_reach_deliver_later (struct teredo_node *, struct teredo_peer *,
                                 const struct teredo_ip6 *, const struct teredo_endpoint *from,
                                 enum teredo_verdict *);

/* Whether to send in order to reach a peer for which nothing waits. */
bool teredo_reach_start (struct teredo_node *, struct teredo_peer *);

/* Whether to send one bubble to a peer that asked for it through our server;
 * it is not repeated. */
bool teredo_reach_answer (struct teredo_node *, struct teredo_peer *);

/* The same for an endpoint whose peer is not known: once in 2 s each. */
bool teredo_reach_answer_endpoint (struct teredo_node *, const struct teredo_endpoint *);

/* Whether to send one bubble to a peer that has shown itself on our link; no
 * answer is waited for, and it can be tried anew. */
bool teredo_reach_greet (struct teredo_node *, struct teredo_peer *);

/* The peer was heard from where its mapping says. */
static inline void teredo_reach_heard (struct teredo_node *node, struct teredo_peer *peer)
{
	peer->heard = (uint32_t)node->now;
	peer->attempts = 0;
}

/* The peer proved to be at an endpoint: it can be used, what waits is sent. */
void teredo_reach_trust (struct teredo_node *, struct teredo_peer *,
                         const struct teredo_endpoint *);

/* Does what is due by the node's time, up to a peer to which to send again:
 * that is named. NULL: nothing more is due. */
struct teredo_peer *teredo_reach_due (struct teredo_node *);

/* When teredo_reach_due has something to do; TEREDO_NEVER if nothing waits. */
teredo_time teredo_reach_deadline (const struct teredo_node *);

/* Forgets every peer, and tells the senders of what waits. */
void teredo_reach_forget (struct teredo_node *);

#endif
