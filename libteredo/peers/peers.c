/*
 * peers.c - bounded table of peers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "peers/peers.h"

#include <assert.h>
#include <errno.h>

const char *teredo_peer_state_name (enum teredo_peer_state state)
{
	static const char names[TEREDO_PEER_STATES][8] = {
		[TEREDO_PEER_NONE] = "none",
		[TEREDO_PEER_TRYING] = "trying",
		[TEREDO_PEER_TRUSTED] = "trusted",
		[TEREDO_PEER_PAUSED] = "paused",
	};

	assert (state < TEREDO_PEER_STATES);
	return names[state];
}

int teredo_peers_init (struct teredo_peers *peers, uint32_t max, uint32_t prefix,
                       const struct teredo_key *key)
{
	if (max == 0 || max > TEREDO_PEERS_MAX) {
		errno = EINVAL;
		return -1;
	}
	*peers = (struct teredo_peers){ .max = max };
	for (int i = 0; i < TEREDO_LISTS; i++)
		peers->lists[i].head = peers->lists[i].tail = TEREDO_NO_PEER;
	if (teredo_slab_init (&peers->slab, max) != 0)
		return -1;
	if (teredo_index_init (&peers->index, &peers->slab, prefix, key) == 0)
		return 0;
	teredo_slab_destroy (&peers->slab);
	return -1;
}

void teredo_peers_destroy (struct teredo_peers *peers)
{
	teredo_index_destroy (&peers->index);
	teredo_slab_destroy (&peers->slab);
}

struct teredo_peer *teredo_peers_find (struct teredo_peers *peers, const struct in6_addr *address)
{
	struct teredo_peer *peer = peers->last;

	if (peer != NULL && IN6_ARE_ADDR_EQUAL (&peer->address, address))
		return peer;
	peer = teredo_index_find (&peers->index, address);
	if (peer != NULL)
		peers->last = peer;
	return peer;
}

unsigned teredo_peers_find_others (const struct teredo_peers *peers, const struct in6_addr *address,
                                   struct teredo_peer *found[TEREDO_PEERS_AT_ENDPOINT])
{
	return teredo_index_find_others (&peers->index, address, found);
}

/* --- lists --- */

static struct teredo_peer *at (const struct teredo_peers *peers, uint32_t index)
{
	return teredo_slab_at (&peers->slab, index);
}

/* The index of a peer, which is in a list: the one before it has it. */
static uint32_t index_of (const struct teredo_peers *peers, const struct teredo_peer *peer,
                          enum teredo_peer_list list)
{
	return peer->prev != TEREDO_NO_PEER ? at (peers, peer->prev)->next
	                                    : peers->lists[list].head;
}

static void list_append (struct teredo_peers *peers, uint32_t index, enum teredo_peer_list list,
                         teredo_time now)
{
	struct teredo_peer *peer = at (peers, index);
	uint32_t tail = peers->lists[list].tail;

	peer->listed = (uint32_t)now;
	peer->prev = tail;
	peer->next = TEREDO_NO_PEER;
	if (tail != TEREDO_NO_PEER)
		at (peers, tail)->next = index;
	else
		peers->lists[list].head = index;
	peers->lists[list].tail = index;
	peers->lists[list].count++;
}

static void list_unlink (struct teredo_peers *peers, uint32_t index, enum teredo_peer_list list)
{
	const struct teredo_peer *peer = at (peers, index);

	if (peer->prev != TEREDO_NO_PEER)
		at (peers, peer->prev)->next = peer->next;
	else
		peers->lists[list].head = peer->next;
	if (peer->next != TEREDO_NO_PEER)
		at (peers, peer->next)->prev = peer->prev;
	else
		peers->lists[list].tail = peer->prev;
	peers->lists[list].count--;
}

void teredo_peers_move (struct teredo_peers *peers, struct teredo_peer *peer,
                        enum teredo_peer_list from, enum teredo_peer_list to, teredo_time now)
{
	const uint32_t index = index_of (peers, peer, from);

	list_unlink (peers, index, from);
	list_append (peers, index, to, now);
}

struct teredo_peer *teredo_peers_oldest (const struct teredo_peers *peers,
                                         enum teredo_peer_list list)
{
	uint32_t head = peers->lists[list].head;

	return head == TEREDO_NO_PEER ? NULL : at (peers, head);
}

/* --- adding and removing --- */

struct teredo_peer *teredo_peers_add (struct teredo_peers *peers, const struct in6_addr *address,
                                      enum teredo_peer_list list, teredo_time now)
{
	const uint32_t index = teredo_slab_acquire (&peers->slab);

	if (index == TEREDO_NO_PEER)
		return NULL;
	at (peers, index)->address = *address;
	if (!teredo_index_insert (&peers->index, index)) {
		teredo_slab_release (&peers->slab, index);
		return NULL;
	}
	list_append (peers, index, list, now);
	peers->count++;
	return at (peers, index);
}

void teredo_peers_remove (struct teredo_peers *peers, struct teredo_peer *peer,
                          enum teredo_peer_list list)
{
	const uint32_t index = index_of (peers, peer, list);

	teredo_index_remove (&peers->index, index);
	if (peers->last == peer)
		peers->last = NULL;
	list_unlink (peers, index, list);
	teredo_slab_release (&peers->slab, index);
	peers->count--;
}
