/*
 * reach.h - the states of a peer, and when to contact it
 *
 *   the host sends:    TRYING --- 4 contacts unanswered ---> PAUSED --- 300 s, 2 s ---> (none)
 *   a stranger sends:  TRYING --- 1 contact unanswered ----> (none)
 *   answered:          TRUSTED --- silent for 30 to 60 s ---> (none)
 *
 * A peer is wanted if the host sent to it when it could not be used; any other is a
 * stranger, brought up by the network. To contact a peer is to send what may reach it,
 * bubbles or a probe: the role's contact function (node.h) does that; these functions
 * decide when (RFC 4380 5.2.4, 5.2.6, 5.4.1). A stranger is contacted once, within
 * separate limits; peers that are wanted come first in the table, in the queue of
 * packets and among the contacts.
 *
 * No pointer to a peer is valid after a call that may add one.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_REACH_H
#define LIBTEREDO_REACH_H

#include "peers/node.h"

/*
 * Queues a packet from the host for a peer that cannot be used yet (NULL: not in
 * the table) and contacts the peer, which is wanted from now on. Refuses it, with an
 * error, if the peer did not answer recently, and without one if it cannot be queued.
 */
struct teredo_refusal teredo_reach_send_later (struct teredo_node *, struct teredo_peer *,
                                               const struct teredo_ip6 *);

/* Whether a packet from the host for a peer (NULL: not in the table) that cannot be used
 * starts a series of attempts, at once or when the present one ends. */
bool teredo_reach_is_new (const struct teredo_peer *);

/* Records a packet sent to a peer that can be used. Contacts it if nothing was heard
 * from it for 3 s of sending. */
void teredo_reach_sent (struct teredo_node *, struct teredo_peer *);

/* Holds a packet from the network until its source proves to be at from, and contacts
 * the source, a native host again with each packet that comes 1 s after the last contact.
 * TEREDO_OK, or why the packet must be dropped. */
enum teredo_count teredo_reach_hold (struct teredo_node *, const struct teredo_ip6 *,
                                     const struct teredo_endpoint *from);

/* Contacts the source of a packet from an IPv4 address (host byte order), which may have
 * moved there, within the limits for strangers: a peer that is being tried already is not
 * contacted, one that can be used at most every 2 s. Whether it was contacted. */
bool teredo_reach_ask (struct teredo_node *, const struct in6_addr *, uint32_t ip);

/* Whether a bubble's destination shows that it replies to an indirect bubble of the
 * latest contacts of a peer (which may be NULL). */
bool teredo_reach_is_reply (const struct teredo_node *, const struct teredo_peer *,
                            const struct in6_addr *dst);

/* Records that a peer was heard from at its endpoint. */
static inline void teredo_reach_heard (struct teredo_node *node, struct teredo_peer *peer)
{
	peer->heard = (uint32_t)node->now;
	peer->attempts = 0;
	peer->answers = 0;
	/* Bubbles of neighbours that the host does not use show nothing about the mapping. */
	if (teredo_peer_age (peer->sent, node->now) < TEREDO_TRUST_TIME
	    || teredo_ipv4_is_global (peer->ip))
		teredo_traffic_heard (&node->traffic, peer->ip, node->now);
}

/* Trusts a peer, known or not, that proved to be at an endpoint, and releases what waits
 * for it. TEREDO_OK, or TEREDO_DROP_PEERS_FULL. */
enum teredo_count teredo_reach_trust (struct teredo_node *, const struct in6_addr *,
                                      const struct teredo_endpoint *);

/* The same for a peer that proved it on an auxiliary socket (apart). */
enum teredo_count teredo_reach_trust_on (struct teredo_node *, const struct in6_addr *,
                                         const struct teredo_endpoint *, bool apart);

/* Where a Teredo address maps to, if a peer with another address can be used there; a
 * packet may then be sent there at once. */
bool teredo_reach_is_open (const struct teredo_node *, const struct in6_addr *,
                           struct teredo_endpoint *);

/* Puts off giving up a peer for 2 s: it is being looked for in another way than by contacts. */
void teredo_reach_wait (struct teredo_node *, const struct in6_addr *);

/* Does everything that is due by the node's time: contacts peers again, gives up,
 * forgets. */
void teredo_reach_expire (struct teredo_node *);

/* When teredo_reach_expire is due next; TEREDO_NEVER if the table is empty. */
teredo_time teredo_reach_deadline (const struct teredo_node *);

/* Forgets every peer; senders of packets that wait receive an error. */
void teredo_reach_forget (struct teredo_node *);

#endif
