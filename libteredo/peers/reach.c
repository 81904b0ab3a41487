/*
 * reach.c - the states of a peer, and when to contact it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "peers/reach.h"

#include <assert.h>
#include "bytes/array.h"
#include "values/addr.h"
#include "peers/waiting.h"

#define EVICT_LOOKS 8                   /* trusted peers examined to find one to evict */
#define PAUSE_10S   TEREDO_SECONDS (10) /* pause of peers that 5.2.6 does not cover (ours) */

/* Milliseconds after which a peer in each list expires. */
static const uint32_t stay[TEREDO_LISTS] = {
	[TEREDO_LIST_TRYING] = TEREDO_ATTEMPT_INTERVAL,   [TEREDO_LIST_TRUSTED] = TEREDO_TRUST_TIME,
	[TEREDO_LIST_PAUSED_300S] = TEREDO_ATTEMPT_PAUSE, [TEREDO_LIST_PAUSED_10S] = PAUSE_10S,
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

/* The only function that writes a peer's state; moves the peer to the end of the
 * list for that state. */
static void enter (struct teredo_node *node, struct teredo_peer *peer, enum teredo_peer_state state)
{
	const enum teredo_peer_state old = (enum teredo_peer_state)peer->state;
	const enum teredo_peer_list from = list_of (node, peer);

	peer->state = (uint8_t)state;
	teredo_peers_move (&node->peers, peer, from, list_of (node, peer), node->now);
	teredo_env_transition (&node->env, TEREDO_EVENT_PEER, node->now, (int)old, (int)state,
	                       &peer->address);
}

/* --- forgetting --- */

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

/* --- finding and adding --- */

/*
 * The peer to evict for a new one: first peers that cannot be used anyway, then
 * trusted ones that we have not sent to recently (as those of a flood), last
 * peers that are being tried.
 */
static struct teredo_peer *least_useful (struct teredo_node *node)
{
	static const enum teredo_peer_list useless[] = { TEREDO_LIST_RECENT, TEREDO_LIST_PAUSED_10S,
		                                         TEREDO_LIST_PAUSED_300S };

	for (size_t i = 0; i < ARRAY_LEN (useless); i++) {
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

		if (old == NULL)
			return NULL;
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

/* --- attempts --- */

/* Takes a token from the limit on attempts for all peers together. */
static bool take_token (struct teredo_node *node, const struct in6_addr *of)
{
	if (teredo_token_bucket_take (&node->attempt_limit, node->now))
		return true;
	teredo_node_count (node, TEREDO_DROP_LIMIT, of);
	return false;
}

/* Whether a bubble may follow what was sent to the peer last (RFC 4380 5.2.6). */
static bool is_spaced (const struct teredo_node *node, const struct teredo_peer *peer)
{
	return !is_teredo (node, peer)
	       || teredo_peer_age (peer->sent, node->now) >= TEREDO_ATTEMPT_INTERVAL;
}

static bool take_attempt (struct teredo_node *node, struct teredo_peer *peer)
{
	if (peer->attempts >= TEREDO_ATTEMPT_MAX || !is_spaced (node, peer)
	    || !take_token (node, &peer->address))
		return false;
	if (peer->attempts++ == 0)
		peer->began = (uint32_t)node->now;
	peer->sent = (uint32_t)node->now;
	return true;
}

bool teredo_reach_take_attempt (struct teredo_node *node, struct teredo_peer *peer)
{
	if (!take_attempt (node, peer))
		return false;
	if (peer->state == TEREDO_PEER_PAUSED)
		enter (node, peer, TEREDO_PEER_PAUSED); /* the pause starts again */
	return true;
}

bool teredo_reach_take_attempt_at (struct teredo_node *node, const struct teredo_endpoint *where)
{
	struct in6_addr key; /* link-local: no peer has such an address */

	teredo_linklocal_encode (&key, 0, where);
	return teredo_peers_find (&node->peers, &key) == NULL && take_token (node, NULL)
	       && add (node, &key, TEREDO_LIST_RECENT) != NULL;
}

bool teredo_reach_take_greeting (struct teredo_node *node, struct teredo_peer *peer)
{
	peer->attempts = 0;
	if (!is_spaced (node, peer) || !take_token (node, &peer->address))
		return false;
	peer->sent = (uint32_t)node->now;
	return true;
}

void teredo_reach_start (struct teredo_node *node, struct teredo_peer *peer)
{
	if (peer->state == TEREDO_PEER_TRYING || !take_attempt (node, peer))
		return;
	enter (node, peer, TEREDO_PEER_TRYING);
	node->contact (node->ctx, peer);
}

/* --- waiting --- */

/* Enters TRYING if attempts are left. *now: contact the peer at once; if it is too
 * early for that, the next attempt is due when the state expires. */
static bool try (struct teredo_node *node, struct teredo_peer *peer, bool *now)
{
	*now = false;
	if (peer->state == TEREDO_PEER_TRYING)
		return true;
	if (peer->state == TEREDO_PEER_TRUSTED)
		peer->attempts = 0; /* it answered before it fell silent */
	if (peer->attempts >= TEREDO_ATTEMPT_MAX)
		return false;
	*now = take_attempt (node, peer);
	enter (node, peer, TEREDO_PEER_TRYING);
	return true;
}

/* Queues a packet for a peer that is tried from now on; other: the reason if there
 * are no attempts left. */
static enum teredo_count wait_for (struct teredo_node *node, struct teredo_peer *peer,
                                   enum teredo_out_kind kind, const struct teredo_ip6 *ip6,
                                   const struct teredo_endpoint *from, enum teredo_count other)
{
	enum teredo_count reason;
	bool now;

	if (!try (node, peer, &now))
		return other;
	reason = teredo_waiting_add (node, peer, kind, ip6, from);
	if (now)
		node->contact (node->ctx, peer);
	return reason;
}

struct teredo_refusal teredo_reach_send_later (struct teredo_node *node, struct teredo_peer *peer,
                                               const struct teredo_ip6 *ip6)
{
	const struct teredo_endpoint nowhere = { 0, 0 };
	struct teredo_refusal refusal = { TEREDO_DROP_PEERS_FULL, TEREDO_UNREACH_ADDRESS };

	if (peer == NULL)
		peer = teredo_reach_find_or_add (node, &ip6->dst);
	if (peer == NULL)
		return refusal;
	refusal.reason = wait_for (node, peer, TEREDO_OUT_UDP, ip6, &nowhere,
	                           TEREDO_DROP_UNREACHABLE);
	if (refusal.reason != TEREDO_DROP_UNREACHABLE)
		refusal.error = TEREDO_UNREACH_NONE;
	return refusal;
}

enum teredo_count teredo_reach_deliver_later (struct teredo_node *node, struct teredo_peer *peer,
                                              const struct teredo_ip6 *ip6,
                                              const struct teredo_endpoint *from)
{
	return wait_for (node, peer, TEREDO_OUT_IP6, ip6, from, TEREDO_DROP_UNTRUSTED);
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

/* Handles a peer whose time in its list is over. */
static void expire (struct teredo_node *node, struct teredo_peer *peer)
{
	switch ((enum teredo_peer_state)peer->state) {
	case TEREDO_PEER_TRYING:
		if (peer->attempts >= TEREDO_ATTEMPT_MAX) {
			teredo_waiting_drop (node, peer);
			enter (node, peer, TEREDO_PEER_PAUSED);
			break;
		}
		enter (node, peer, TEREDO_PEER_TRYING);
		if (take_attempt (node, peer))
			node->contact (node->ctx, peer);
		break;
	case TEREDO_PEER_TRUSTED:
		if (teredo_peer_usable (peer, node->now))
			enter (node, peer, TEREDO_PEER_TRUSTED);
		else
			forget (node, peer);
		break;
	default:
		forget (node, peer);
	}
}

void teredo_reach_expire (struct teredo_node *node)
{
	for (int list = 0; list < TEREDO_LISTS; list++) {
		struct teredo_peer *peer;

		while ((peer = teredo_peers_oldest (&node->peers, (enum teredo_peer_list)list))
		       && teredo_peer_age (peer->listed, node->now) >= stay[list])
			expire (node, peer);
	}
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
