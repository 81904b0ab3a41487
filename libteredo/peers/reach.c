/*
 * reach.c - the states of a peer, and when to contact it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "peers/reach.h"

#include "messages/bubble.h"
#include "peers/members.h"
#include "peers/waiting.h"
#include "values/addr.h"

/* Milliseconds after which a peer in each list expires. */
static const uint32_t stay[TEREDO_LISTS] = {
	[TEREDO_LIST_TRYING] = TEREDO_PROBE_INTERVAL,
	[TEREDO_LIST_TRUSTED] = TEREDO_TRUST_TIME,
	[TEREDO_LIST_PAUSED] = TEREDO_ATTEMPT_PAUSE,
	[TEREDO_LIST_ASKED] = TEREDO_ATTEMPT_INTERVAL,
	[TEREDO_LIST_STRANGERS] = TEREDO_TRUST_TIME,
	[TEREDO_LIST_CALLERS] = TEREDO_ATTEMPT_PAUSE,
	[TEREDO_LIST_RECENT] = TEREDO_ATTEMPT_INTERVAL,
};

static bool is_teredo (const struct teredo_node *node, const struct in6_addr *address)
{
	return teredo_address_in_prefix (address, node->prefix);
}

/* Whether a peer that does not answer is left alone for 300 s (RFC 4380 5.2.6). */
static bool is_pausable (const struct teredo_node *node, const struct teredo_peer *peer)
{
	return node->pauses && is_teredo (node, &peer->address);
}

/* Starts a series of attempts. One that follows another closely keeps its key, so that
 * late replies to that one are accepted too. */
static void begin (const struct teredo_node *node, struct teredo_peer *peer)
{
	const teredo_time interval = is_teredo (node, &peer->address) ? TEREDO_ATTEMPT_INTERVAL
	                                                              : TEREDO_PROBE_INTERVAL;

	if (teredo_peer_age (peer->began, node->now)
	    > TEREDO_REPLY_TIME - TEREDO_ATTEMPT_MAX * interval)
		peer->began = (uint32_t)node->now;
}

static void contact (struct teredo_node *node, struct teredo_peer *peer)
{
	peer->sent = (uint32_t)node->now;
	node->contact (node->ctx, peer);
}

/* --- limits --- */

/* Whether a bubble may follow what was sent to the peer last (RFC 4380 5.2.6). */
static bool is_spaced (const struct teredo_node *node, const struct teredo_peer *peer)
{
	return !is_teredo (node, &peer->address)
	       || teredo_peer_age (peer->sent, node->now) >= TEREDO_ATTEMPT_INTERVAL;
}

/*
 * Takes one attempt to contact a peer that is wanted. It counts whether or not there is
 * a token for it, so that the attempts come to an end; the first attempts of new peers
 * come before repetitions.
 */
static bool take_attempt (struct teredo_node *node, struct teredo_peer *peer)
{
	const bool repeated = peer->attempts > 0
	                      && teredo_peer_age (peer->began, node->now)
	                                 >= teredo_peer_age (peer->sent, node->now);

	if (peer->attempts >= TEREDO_ATTEMPT_MAX || !is_spaced (node, peer))
		return false;
	if (peer->attempts == 0)
		begin (node, peer);
	peer->attempts++;
	peer->again = 0;
	if (repeated ? teredo_token_bucket_take_spare (&node->attempt_limit, node->now)
	             : teredo_token_bucket_take (&node->attempt_limit, node->now))
		return true;
	teredo_node_count (node, TEREDO_DROP_LIMIT, &peer->address);
	return false;
}

/* --- for the host --- */

/* Enters TRYING if attempts are left. *now: contact the peer at once; if it is too
 * early for that, the next attempt is due when the state expires. */
static bool try (struct teredo_node *node, struct teredo_peer *peer, bool *now)
{
	*now = false;
	if (peer->state == TEREDO_PEER_TRYING && peer->wanted) {
		peer->again = peer->attempts >= TEREDO_ATTEMPT_MAX;
		return true;
	}
	if (peer->state == TEREDO_PEER_TRUSTED)
		peer->attempts = 0; /* it answered before it fell silent */
	if (peer->attempts >= TEREDO_ATTEMPT_MAX)
		return false;
	*now = take_attempt (node, peer);
	teredo_member_enter (node, peer, TEREDO_PEER_TRYING, true);
	return true;
}

struct teredo_refusal teredo_reach_send_later (struct teredo_node *node, struct teredo_peer *peer,
                                               const struct teredo_ip6 *ip6)
{
	const struct teredo_endpoint nowhere = { 0, 0 };
	struct teredo_refusal refusal = { TEREDO_OK, TEREDO_UNREACH_NONE };
	bool now;

	if (peer == NULL)
		peer = teredo_member_add (node, &ip6->dst, true);
	if (peer == NULL)
		return (struct teredo_refusal){ TEREDO_DROP_PEERS_FULL, TEREDO_UNREACH_ADDRESS };
	if (!try (node, peer, &now))
		return (struct teredo_refusal){ TEREDO_DROP_UNREACHABLE, TEREDO_UNREACH_ADDRESS };
	refusal.reason = teredo_waiting_add (node, peer, TEREDO_OUT_UDP, ip6, &nowhere);
	if (now)
		contact (node, peer);
	return refusal;
}

void teredo_reach_sent (struct teredo_node *node, struct teredo_peer *peer)
{
	const bool unanswered = teredo_peer_age (peer->sent, node->now)
	                        < teredo_peer_age (peer->heard, node->now);

	peer->sent = (uint32_t)node->now;
	teredo_traffic_sent (&node->traffic, peer->ip, node->now);
	if (!unanswered || teredo_peer_age (peer->heard, node->now) < TEREDO_SILENCE
	    || teredo_peer_age (peer->began, node->now) < TEREDO_SILENCE
	    || peer->attempts >= TEREDO_ATTEMPT_MAX
	    || !teredo_token_bucket_take_spare (&node->attempt_limit, node->now))
		return;
	peer->attempts++;
	peer->began = (uint32_t)node->now;
	contact (node, peer);
}

bool teredo_reach_is_new (const struct teredo_peer *peer)
{
	return peer == NULL
	       || (peer->state == TEREDO_PEER_TRYING && peer->wanted && !peer->again
	           && peer->attempts >= TEREDO_ATTEMPT_MAX);
}

bool teredo_reach_is_open (const struct teredo_node *node, const struct in6_addr *address,
                           struct teredo_endpoint *to)
{
	struct teredo_peer *others[TEREDO_PEERS_AT_ENDPOINT];
	struct teredo_address parts;
	unsigned count;

	if (!is_teredo (node, address))
		return false;
	teredo_address_decode (&parts, address);
	count = teredo_peers_find_others (&node->peers, address, others);
	for (unsigned i = 0; i < count; i++) {
		if (teredo_peer_usable (others[i], node->now) && !others[i]->apart
		    && teredo_peer_is_at (others[i], &parts.mapped)) {
			*to = parts.mapped;
			return true;
		}
	}
	return false;
}

/* --- for strangers --- */

/* Contacts a stranger once: a new one, a peer that cannot be used, or a native host that
 * has sent another packet. */
static enum teredo_count ask_once (struct teredo_node *node, struct teredo_peer *peer,
                                   const struct in6_addr *address, uint32_t ip)
{
	if (!teredo_node_take_stranger_tokens (node, ip,
	                                       is_teredo (node, address) ? node->bubbles : 1))
		return TEREDO_DROP_LIMIT;
	if (peer == NULL)
		peer = teredo_member_add (node, address, false);
	if (peer == NULL)
		return TEREDO_DROP_PEERS_FULL;
	peer->attempts = 1;
	begin (node, peer);
	teredo_member_enter (node, peer, TEREDO_PEER_TRYING, false);
	contact (node, peer);
	return TEREDO_OK;
}

bool teredo_reach_ask (struct teredo_node *node, const struct in6_addr *address, uint32_t ip)
{
	struct teredo_peer *peer = teredo_peers_find (&node->peers, address);

	if (peer != NULL && peer->state == TEREDO_PEER_TRYING)
		return false;
	if (peer == NULL || !teredo_peer_usable (peer, node->now))
		return ask_once (node, peer, address, ip) == TEREDO_OK;
	if (teredo_peer_age (peer->began, node->now) < TEREDO_ATTEMPT_INTERVAL
	    || !teredo_node_take_stranger_tokens (node, ip,
	                                          is_teredo (node, address) ? node->bubbles : 1))
		return false;
	peer->began = (uint32_t)node->now;
	node->contact (node->ctx, peer);
	return true;
}

/* Whether another packet of a native host that is being asked may cause another probe:
 * the last one, or its reply, may be lost. */
static bool may_ask_again (const struct teredo_node *node, const struct teredo_peer *peer)
{
	return !peer->wanted && !is_teredo (node, &peer->address)
	       && teredo_peer_age (peer->sent, node->now) >= TEREDO_PROBE_INTERVAL;
}

enum teredo_count teredo_reach_hold (struct teredo_node *node, const struct teredo_ip6 *ip6,
                                     const struct teredo_endpoint *from)
{
	struct teredo_peer *peer = teredo_peers_find (&node->peers, &ip6->src);
	enum teredo_count reason;

	if (peer == NULL || peer->state != TEREDO_PEER_TRYING) {
		reason = ask_once (node, peer, &ip6->src, from->ip);
		if (reason != TEREDO_OK)
			return reason;
		peer = teredo_peers_find (&node->peers, &ip6->src);
	} else if (may_ask_again (node, peer)) {
		teredo_waiting_drop (node, peer, TEREDO_ATTEMPT_INTERVAL);
		(void)ask_once (node, peer, &ip6->src, from->ip);
	}
	return teredo_waiting_add (node, peer, TEREDO_OUT_IP6, ip6, from);
}

bool teredo_reach_is_reply (const struct teredo_node *node, const struct teredo_peer *peer,
                            const struct in6_addr *dst)
{
	return peer != NULL && teredo_peer_is_asked (peer, node->now)
	       && teredo_bubble_id_valid (dst, &node->key, &peer->address, peer->began);
}

/* --- for both --- */

enum teredo_count teredo_reach_trust (struct teredo_node *node, const struct in6_addr *address,
                                      const struct teredo_endpoint *where)
{
	return teredo_reach_trust_on (node, address, where, false);
}

enum teredo_count teredo_reach_trust_on (struct teredo_node *node, const struct in6_addr *address,
                                         const struct teredo_endpoint *where, bool apart)
{
	struct teredo_peer *peer = teredo_peers_find (&node->peers, address);

	if (peer == NULL)
		peer = teredo_member_add (node, address, false);
	if (peer == NULL)
		return TEREDO_DROP_PEERS_FULL;
	peer->ip = where->ip;
	peer->port = where->port;
	peer->apart = apart;
	peer->began = (uint32_t)(node->now - TEREDO_REPLY_TIME); /* a reply is good once */
	teredo_reach_heard (node, peer);
	if (peer->state != TEREDO_PEER_TRUSTED)
		teredo_member_enter (node, peer, TEREDO_PEER_TRUSTED, peer->wanted);
	teredo_waiting_release (node, peer, where);
	return TEREDO_OK;
}

void teredo_reach_forget (struct teredo_node *node)
{
	for (int list = 0; list < TEREDO_LISTS; list++) {
		struct teredo_peer *peer;

		while ((peer = teredo_peers_oldest (&node->peers, (enum teredo_peer_list)list)))
			teredo_member_forget (node, peer);
	}
}

/* --- time --- */

/* The attempts are used up, and the last one is not answered. */
static void give_up (struct teredo_node *node, struct teredo_peer *peer)
{
	if (!is_pausable (node, peer)) {
		teredo_member_forget (node, peer);
		return;
	}
	teredo_waiting_drop (node, peer, 0);
	teredo_member_enter (node, peer, TEREDO_PEER_PAUSED, true);
}

void teredo_reach_wait (struct teredo_node *node, const struct in6_addr *address)
{
	struct teredo_peer *peer = teredo_peers_find (&node->peers, address);

	if (peer != NULL && peer->state == TEREDO_PEER_TRYING
	    && peer->attempts >= TEREDO_ATTEMPT_MAX)
		peer->sent = (uint32_t)node->now;
}

/* Starts the next series at once if the host still sends; only what it sent lately goes
 * on waiting. */
static void start_again (struct teredo_node *node, struct teredo_peer *peer)
{
	if (peer->attempts < TEREDO_ATTEMPT_MAX || !peer->again || is_pausable (node, peer)
	    || !is_spaced (node, peer))
		return;
	peer->attempts = 0;
	teredo_waiting_drop (node, peer, TEREDO_ATTEMPT_INTERVAL);
}

static void expire_trying (struct teredo_node *node, struct teredo_peer *peer)
{
	start_again (node, peer);
	if (!peer->wanted) {
		teredo_member_forget (node, peer);
	} else if (peer->attempts >= TEREDO_ATTEMPT_MAX
	           && teredo_peer_age (peer->sent, node->now) >= TEREDO_ATTEMPT_INTERVAL) {
		give_up (node, peer);
	} else {
		teredo_member_enter (node, peer, TEREDO_PEER_TRYING, true);
		if (take_attempt (node, peer))
			contact (node, peer);
	}
}

/* Handles a peer whose time in its list is over. */
static void expire (struct teredo_node *node, struct teredo_peer *peer)
{
	if (peer->state == TEREDO_PEER_TRYING)
		expire_trying (node, peer);
	else if (teredo_peer_usable (peer, node->now))
		teredo_member_enter (node, peer, TEREDO_PEER_TRUSTED, peer->wanted);
	else
		teredo_member_forget (node, peer);
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
