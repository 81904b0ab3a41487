/*
 * answers.c - when to answer a call: a bubble through the server, or for discovery
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "peers/answers.h"

#include "peers/members.h"
#include "values/addr.h"

static uint32_t time_left (const struct teredo_node *node, const struct teredo_peer *peer)
{
	const uint32_t age = teredo_peer_age (peer->sent, node->now);

	return age < TEREDO_ATTEMPT_INTERVAL ? (uint32_t)TEREDO_ATTEMPT_INTERVAL - age : 0;
}

/* Adds an entry, for 2 s, for an endpoint whose Teredo address, if any, is unknown. */
static struct teredo_peer *add_endpoint (struct teredo_node *node, struct teredo_peer *old,
                                         const struct in6_addr *key)
{
	if (old != NULL)
		teredo_member_forget (node, old);
	return teredo_member_add (node, key, false);
}

bool teredo_answers_take (struct teredo_node *node, const struct in6_addr *from,
                          const struct teredo_endpoint *to, uint32_t *wait)
{
	const bool is_client = teredo_address_in_prefix (from, node->prefix);
	struct in6_addr key = *from;
	struct teredo_peer *peer;
	uint32_t left;

	if (!is_client) /* link-local: no peer has such an address */
		teredo_linklocal_encode (&key, 0, to);
	peer = teredo_peers_find (&node->peers, &key);
	left = peer != NULL ? time_left (node, peer) : 0;
	if (wait != NULL)
		*wait = left;
	if (left > 0 || (peer != NULL && peer->answers >= TEREDO_ATTEMPT_MAX))
		return false;
	if (!teredo_node_take_stranger_tokens (node, to->ip, 1)) {
		teredo_node_count (node, TEREDO_DROP_LIMIT, from);
		return false;
	}
	if (!is_client)
		peer = add_endpoint (node, peer, &key);
	else if (peer == NULL)
		peer = teredo_member_add (node, from, false);
	if (peer == NULL)
		return false;
	peer->answers++;
	peer->sent = (uint32_t)node->now;
	if (is_client && !peer->wanted && peer->state != TEREDO_PEER_TRYING
	    && peer->state != TEREDO_PEER_TRUSTED)
		teredo_member_enter (node, peer, TEREDO_PEER_PAUSED, false); /* 300 s from now */
	return true;
}
