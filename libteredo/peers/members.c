/*
 * members.c - peers of a node: states, and who makes room for whom
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "peers/members.h"

#include "bytes/array.h"
#include "peers/waiting.h"
#include "values/addr.h"

#define EVICT_LOOKS 8 /* trusted peers examined to find one to evict */

static enum teredo_peer_list list_of (const struct teredo_peer *peer)
{
	switch ((enum teredo_peer_state)peer->state) {
	case TEREDO_PEER_TRYING:
		return peer->wanted ? TEREDO_LIST_TRYING : TEREDO_LIST_ASKED;
	case TEREDO_PEER_TRUSTED:
		return peer->wanted ? TEREDO_LIST_TRUSTED : TEREDO_LIST_STRANGERS;
	case TEREDO_PEER_PAUSED:
		return peer->wanted ? TEREDO_LIST_PAUSED : TEREDO_LIST_CALLERS;
	default:
		return TEREDO_LIST_RECENT;
	}
}

void teredo_member_enter (struct teredo_node *node, struct teredo_peer *peer,
                          enum teredo_peer_state state, bool wanted)
{
	const enum teredo_peer_state old = (enum teredo_peer_state)peer->state;
	const enum teredo_peer_list from = list_of (peer);

	peer->state = state & 15u;
	peer->wanted = wanted;
	teredo_peers_move (&node->peers, peer, from, list_of (peer), node->now);
	teredo_env_transition (&node->env, TEREDO_EVENT_PEER, node->now, (int)old, (int)state,
	                       &peer->address);
}

void teredo_member_forget (struct teredo_node *node, struct teredo_peer *peer)
{
	if (peer->state != TEREDO_PEER_NONE) {
		teredo_waiting_drop (node, peer, 0);
		teredo_member_enter (node, peer, TEREDO_PEER_NONE, peer->wanted);
	}
	teredo_peers_remove (&node->peers, peer, TEREDO_LIST_RECENT);
}

/* --- room --- */

/* The first peer in any of some lists, the oldest of its list; or NULL. */
static struct teredo_peer *first_of (const struct teredo_node *node,
                                     const enum teredo_peer_list *lists, size_t count)
{
	struct teredo_peer *peer = NULL;

	for (size_t i = 0; i < count && peer == NULL; i++)
		peer = teredo_peers_oldest (&node->peers, lists[i]);
	return peer;
}

/* A trusted peer in a list that we have not sent to for 30 s, or NULL; the others that
 * it examines go to the end of the list. */
static struct teredo_peer *first_idle (struct teredo_node *node, enum teredo_peer_list list)
{
	for (int i = 0; i < EVICT_LOOKS; i++) {
		struct teredo_peer *peer = teredo_peers_oldest (&node->peers, list);

		if (peer == NULL)
			break;
		if (teredo_peer_age (peer->sent, node->now) >= TEREDO_TRUST_TIME)
			return peer;
		teredo_member_enter (node, peer, TEREDO_PEER_TRUSTED, peer->wanted);
	}
	return NULL;
}

static struct teredo_peer *least_useful_stranger (struct teredo_node *node)
{
	static const enum teredo_peer_list useless[] = { TEREDO_LIST_RECENT, TEREDO_LIST_CALLERS,
		                                         TEREDO_LIST_ASKED };
	struct teredo_peer *peer = first_of (node, useless, ARRAY_LEN (useless));

	if (peer == NULL)
		peer = first_idle (node, TEREDO_LIST_STRANGERS);
	return peer != NULL ? peer : teredo_peers_oldest (&node->peers, TEREDO_LIST_STRANGERS);
}

static struct teredo_peer *least_useful (struct teredo_node *node)
{
	static const enum teredo_peer_list rest[] = { TEREDO_LIST_TRYING, TEREDO_LIST_TRUSTED };
	struct teredo_peer *peer = least_useful_stranger (node);

	if (peer == NULL)
		peer = teredo_peers_oldest (&node->peers, TEREDO_LIST_PAUSED);
	if (peer == NULL)
		peer = first_idle (node, TEREDO_LIST_TRUSTED);
	return peer != NULL ? peer : first_of (node, rest, ARRAY_LEN (rest));
}

/* An endpoint has one Teredo address, as far as strangers are concerned; as many as the
 * table can find where the host wants them. */
static void forget_others (struct teredo_node *node, const struct in6_addr *address)
{
	struct teredo_peer *others[TEREDO_PEERS_AT_ENDPOINT];
	unsigned count, wanted = 0;

	if (!teredo_address_in_prefix (address, node->prefix))
		return;
	count = teredo_peers_find_others (&node->peers, address, others);
	for (unsigned i = 0; i < count; i++) {
		wanted += others[i]->wanted;
		if (!others[i]->wanted || wanted == TEREDO_PEERS_AT_ENDPOINT)
			teredo_member_forget (node, others[i]);
	}
}

static bool is_full_of_strangers (const struct teredo_node *node)
{
	const struct teredo_peers *peers = &node->peers;
	const uint32_t strangers = peers->lists[TEREDO_LIST_RECENT].count
	                           + peers->lists[TEREDO_LIST_CALLERS].count
	                           + peers->lists[TEREDO_LIST_ASKED].count
	                           + peers->lists[TEREDO_LIST_STRANGERS].count;

	return strangers >= peers->max - peers->max / 4;
}

/* Removes the peer that is of least use, for another one. Returns false if a stranger would
 * have to take the place of a peer that is wanted. */
static bool evict (struct teredo_node *node, bool wanted)
{
	struct teredo_peer *old = wanted ? least_useful (node) : least_useful_stranger (node);

	if (old == NULL)
		return false;
	teredo_node_count (node, TEREDO_EVICTED, &old->address);
	teredo_member_forget (node, old);
	return true;
}

struct teredo_peer *teredo_member_add (struct teredo_node *node, const struct in6_addr *address,
                                       bool wanted)
{
	struct teredo_peers *peers = &node->peers;
	struct teredo_peer *peer = NULL;

	forget_others (node, address);
	if (peers->count < peers->max && (wanted || !is_full_of_strangers (node)))
		peer = teredo_peers_add (peers, address, TEREDO_LIST_RECENT, node->now);
	/* No room, or no memory */
	if (peer == NULL && evict (node, wanted))
		peer = teredo_peers_add (peers, address, TEREDO_LIST_RECENT, node->now);
	if (peer == NULL)
		return NULL;
	peer->packets = TEREDO_NO_PACKET;
	peer->wanted = wanted;
	/* RFC 4380 5.2.6: as if last heard and sent to 30 seconds ago. */
	peer->heard = peer->sent = (uint32_t)(node->now - TEREDO_TRUST_TIME);
	peer->began = peer->heard;
	return peer;
}
