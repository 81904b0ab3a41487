/*
 * reach.c - reaching peers: the life of a peer in the table
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "peers/reach.h"

#include <assert.h>
#include "values/addr.h"
#include "peers/waiting.h"

#define EVICT_LOOKS 8                   /* trusted peers looked at, to find one to be forgotten */
#define REST_TIME   TEREDO_SECONDS (10) /* of those 5.2.6 does not speak of (ours) */

/* How long peers stay in each list before they are looked at. */
static const uint32_t stay[TEREDO_LISTS] = {
	[TEREDO_LIST_TRYING] = TEREDO_ATTEMPT_INTERVAL,   [TEREDO_LIST_TRUSTED] = TEREDO_TRUST_TIME,
	[TEREDO_LIST_PAUSED_300S] = TEREDO_ATTEMPT_PAUSE, [TEREDO_LIST_PAUSED_10S] = REST_TIME,
	[TEREDO_LIST_RECENT] = TEREDO_ATTEMPT_INTERVAL,
};

static bool is_teredo (const struct teredo_node *node, const struct teredo_peer *peer)
{
	return teredo_address_in_prefix (&peer->address, node->prefix);
}

static enum teredo_peer_list list_of (const struct teredo_node *node,
                                      const struct teredo_peer *peer)
{
	switch ((enum teredo_peer_state)peer->state) {
	case TEREDO_PEER_TRYING:
		return TEREDO_LIST_TRYING;
	case TEREDO_PEER_TRUSTED:
		return TEREDO_LIST_TRUSTED;
	case TEREDO_PEER_PAUSED:
		return is_teredo (node, peer) ? node->paused_list : TEREDO_LIST_PAUSED_10S;
	default:
		return TEREDO_LIST_RECENT;
	}
}

/* The only writer of a peer's state; joins the list whose time then runs. */
static void enter (struct teredo_node *node, struct teredo_peer *peer, enum teredo_peer_state state)
{
	enum teredo_peer_list from = list_of (node, peer);
	const struct teredo_event event = {
		.kind = TEREDO_EVENT_PEER,
		.when = node->now,
		.from = peer->state,
		.to = (int)state,
		.of = &peer->address,
	};

	peer->state = (uint8_t)state;
	teredo_peers_move (&node->peers, peer, from, list_of (node, peer), node->now);
	if (event.from != event.to && node->env.event != NULL)
		node->env.event (node->env.ctx, &event);
}

/* --- giving up, forgetting --- */

static void forget (struct teredo_node *node, struct teredo_peer *peer)
{
	if (peer->state != TEREDO_PEER_NONE) {
		teredo_waiting_drop (node, peer);
		enter (node, peer, TEREDO_PEER_NONE);
	}
	teredo_peers_remove (&node->peers, peer, TEREDO_LIST_RECENT);
}

void teredo_reach_forget (struct teredo_node *node)
{
	for (int list = 0; list < TEREDO_LISTS; list++) {
		struct teredo_peer *peer;

		while ((peer = teredo_peers_oldest (&node->peers, (enum teredo_peer_list)list)))
			forget (node, peer);
	}
}

/* --- knowing --- */

/*
 * The peer to be forgotten for a new one: first those that cannot be used
 * anyway, then trusted ones to which we have not sent lately (a flood of
 * strangers is of that kind), last those still being tried.
 */
static struct teredo_peer *least_useful (struct teredo_node *node)
{
	static const enum teredo_peer_list useless[] = { TEREDO_LIST_RECENT, TEREDO_LIST_PAUSED_10S,
		                                         TEREDO_LIST_PAUSED_300S };

	for (size_t i = 0; i < sizeof (useless) / sizeof (useless[0]); i++) {
		struct teredo_peer *peer = teredo_peers_oldest (&node->peers, useless[i]);

		if (peer != NULL)
			return peer;
	}
	for (int i = 0; i < EVICT_LOOKS; i++) {
		struct teredo_peer *peer = teredo_peers_oldest (&node->peers, TEREDO_LIST_TRUSTED);

		if (peer == NULL)
			break;
		if (teredo_peer_age (peer->sent, node->now) >= TEREDO_TRUST_TIME)
			return peer;
		enter (node, peer, TEREDO_PEER_TRUSTED); /* a second chance */
	}
	return teredo_peers_oldest (&node->peers, TEREDO_LIST_TRYING);
}

static struct teredo_peer *add (struct teredo_node *node, const struct in6_addr *address,
                                enum teredo_peer_list list)
{
	struct teredo_peer *peer;

	if (node->peers.count == node->peers.max) {
		struct teredo_peer *old = least_useful (node);

		if (old == NULL) {
			teredo_node_count (node, TEREDO_DROP_PEERS_FULL, address);
			return NULL;
		}
		teredo_node_count (node, TEREDO_EVICTED, &old->address);
		forget (node, old);
	}
	peer = teredo_peers_add (&node->peers, address, list, node->now);
	assert (peer != NULL);
	peer->packets = TEREDO_NO_PACKET;
	/* RFC 4380 5.2.6: as if last heard and sent to 30 seconds ago. */
	peer->heard = peer->sent = (uint32_t)(node->now - TEREDO_TRUST_TIME);
	return peer;
}

struct teredo_peer *teredo_reach_find_or_add (struct teredo_node *node,
                                              const struct in6_addr *address)
{
	struct teredo_peer *peer = teredo_peers_find (&node->peers, address);

	if (peer != NULL)
		return peer;
	peer = add (node, address, TEREDO_LIST_RECENT);
	if (peer != NULL)
		enter (node, peer, TEREDO_PEER_PAUSED);
	return peer;
}

/* --- trying --- */

/* Notes a bubble or ping, if there may be one: at most 4 unanswered, bubbles 2
 * seconds after anything else sent to the peer (5.2.6), all within bounds. */
static bool try (struct teredo_node *node, struct teredo_peer *peer)
{
	if (peer->attempts >= TEREDO_ATTEMPT_MAX)
		return false;
	if (is_teredo (node, peer)
	    && teredo_peer_age (peer->sent, node->now) < TEREDO_ATTEMPT_INTERVAL)
		return false;
	if (!teredo_token_bucket_take (&node->attempt_limit, node->now)) {
		teredo_node_count (node, TEREDO_DROP_LIMIT, &peer->address);
		return false;
	}
	if (peer->attempts++ == 0)
		peer->began = (uint32_t)node->now;
	peer->sent = (uint32_t)node->now;
	return true;
}

bool teredo_reach_start (struct teredo_node *node, struct teredo_peer *peer)
{
	if (peer->state == TEREDO_PEER_TRYING || !try (node, peer))
		return false;
	enter (node, peer, TEREDO_PEER_TRYING);
	return true;
}

bool teredo_reach_answer (struct teredo_node *node, struct teredo_peer *peer)
{
	if (!try (node, peer))
		return false;
	if (peer->state == TEREDO_PEER_PAUSED)
		enter (node, peer, TEREDO_PEER_PAUSED); /* remembered 300 s from now */
	return true;
}

bool teredo_reach_greet (struct teredo_node *node, struct teredo_peer *peer)
{
	peer->attempts = 0;
	if (!try (node, peer))
		return false;
	peer->attempts = 0;
	return true;
}

bool teredo_reach_answer_endpoint (struct teredo_node *node, const struct teredo_endpoint *where)
{
	struct in6_addr key; /* such as no peer has */

	teredo_linklocal_encode (&key, 0, where);
	if (teredo_peers_find (&node->peers, &key) != NULL)
		return false;
	if (!teredo_token_bucket_take (&node->attempt_limit, node->now)) {
		teredo_node_count (node, TEREDO_DROP_LIMIT, NULL);
		return false;
	}
	return add (node, &key, TEREDO_LIST_RECENT) != NULL;
}

/* --- waiting --- */

/* Whether a peer is being reached, or can be from now on; *send: with a bubble
 * or ping at once. If it is too early for one, the retry will send it. */
static bool reaching (struct teredo_node *node, struct teredo_peer *peer, bool *send)
{
	*send = false;
	if (peer->state == TEREDO_PEER_TRYING)
		return true;
	if (peer->state == TEREDO_PEER_TRUSTED)
		peer->attempts = 0; /* it answered, then fell silent: a new start */
	if (peer->attempts >= TEREDO_ATTEMPT_MAX)
		return false;
	*send = try (node, peer);
	enter (node, peer, TEREDO_PEER_TRYING);
	return true;
}

const struct teredo_peer *teredo_reach_send_later (struct teredo_node *node,
                                                   struct teredo_peer *peer,
                                                   const struct teredo_ip6 *ip6,
                                                   enum teredo_verdict *verdict)
{
	bool send;

	*verdict = TEREDO_DROP;
	if (peer == NULL)
		peer = teredo_reach_find_or_add (node, &ip6->dst);
	if (peer == NULL) {
		teredo_node_unreachable (node, TEREDO_UNREACH_ADDRESS, ip6);
		return NULL;
	}
	if (!reaching (node, peer, &send)) {
		*verdict = teredo_node_refuse (node, TEREDO_DROP_UNREACHABLE,
		                               TEREDO_UNREACH_ADDRESS, ip6);
		return NULL;
	}
	if (teredo_waiting_add (node, peer, TEREDO_OUT_UDP, ip6, &(struct teredo_endpoint){ 0 }))
		*verdict = TEREDO_CONSUMED;
	return send ? peer : NULL;
}

bool teredo_reach_deliver_later (struct teredo_node *node, struct teredo_peer *peer,
                                 const struct teredo_ip6 *ip6, const struct teredo_endpoint *from,
                                 enum teredo_verdict *verdict)
{
	bool send;

	*verdict = TEREDO_DROP;
	if (!reaching (node, peer, &send))
		teredo_node_count (node, TEREDO_DROP_UNTRUSTED, &ip6->src);
	else if (teredo_waiting_add (node, peer, TEREDO_OUT_IP6, ip6, from))
		*verdict = TEREDO_CONSUMED;
	return send;
}

void teredo_reach_trust (struct teredo_node *node, struct teredo_peer *peer,
                         const struct teredo_endpoint *where)
{
	peer->ip = where->ip;
	peer->port = where->port;
	teredo_reach_heard (node, peer);
	if (peer->state != TEREDO_PEER_TRUSTED)
		enter (node, peer, TEREDO_PEER_TRUSTED);
	teredo_waiting_release (node, peer, where);
}

/* --- time --- */

/* Handles the peer at the head of a list, whose time is up; true if the role
 * is to send to it again. */
static bool look_at (struct teredo_node *node, struct teredo_peer *peer)
{
	switch ((enum teredo_peer_state)peer->state) {
	case TEREDO_PEER_TRYING:
		if (peer->attempts >= TEREDO_ATTEMPT_MAX) {
			teredo_waiting_drop (node, peer);
			enter (node, peer, TEREDO_PEER_PAUSED);
			return false;
		}
		enter (node, peer, TEREDO_PEER_TRYING);
		return try (node, peer);
	case TEREDO_PEER_TRUSTED:
		if (teredo_peer_usable (peer, node->now))
			enter (node, peer, TEREDO_PEER_TRUSTED);
		else
			forget (node, peer);
		return false;
	default:
		forget (node, peer);
		return false;
	}
}

struct teredo_peer *teredo_reach_due (struct teredo_node *node)
{
	for (int list = 0; list < TEREDO_LISTS; list++) {
		struct teredo_peer *peer;

		while ((peer = teredo_peers_oldest (&node->peers, (enum teredo_peer_list)list))
		       && teredo_peer_age (peer->listed, node->now) >= stay[list]) {
			if (look_at (node, peer))
				return peer;
		}
	}
	return NULL;
}

teredo_time teredo_reach_deadline (const struct teredo_node *node)
{
	teredo_time deadline = TEREDO_NEVER;

	for (int list = 0; list < TEREDO_LISTS; list++) {
		const struct teredo_peer *peer = teredo_peers_oldest (&node->peers,
		                                                      (enum teredo_peer_list)list);

		if (peer != NULL)
			deadline = teredo_time_min (deadline,
			                            node->now + stay[list]
			                                    - teredo_peer_age (peer->listed,
			                                                       node->now));
	}
	return deadline;
}
