/*
 * peers.c - the bounded table of peers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "peers/peers.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

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

int teredo_peers_init (struct teredo_peers *peers, uint32_t max, const struct teredo_key *key)
{
	uint32_t slots = 8, numbers = 2;

	if (max == 0 || max > TEREDO_PEERS_MAX) {
		errno = EINVAL;
		return -1;
	}
	while (slots < max + max / 2) /* at most two slots in three are taken */
		slots *= 2;
	while (numbers < max + 1)
		numbers *= 2;
	*peers = (struct teredo_peers){
		.slab = calloc (max, sizeof (struct teredo_peer)),
		.index = calloc (slots, sizeof (uint32_t)),
		.mask = slots - 1,
		.number_mask = numbers - 1,
		.max = max,
		.free = TEREDO_NO_PEER,
		.key = *key,
	};
	for (int i = 0; i < TEREDO_LISTS; i++)
		peers->lists[i].head = peers->lists[i].tail = TEREDO_NO_PEER;
	if (peers->slab == NULL || peers->index == NULL) {
		teredo_peers_destroy (peers);
		errno = ENOMEM;
		return -1;
	}
	return 0;
}

void teredo_peers_destroy (struct teredo_peers *peers)
{
	free (peers->slab);
	free (peers->index);
	peers->slab = NULL;
	peers->index = NULL;
}

/* --- the index --- */

/* The low bits of a hash choose the slot; the high ones go into it. */
static uint32_t slot_of (const struct teredo_peers *peers, uint64_t hash)
{
	return (uint32_t)hash & peers->mask;
}

static uint32_t tag_of (const struct teredo_peers *peers, uint64_t hash)
{
	return (uint32_t)(hash >> 32) & ~peers->number_mask;
}

static struct teredo_peer *peer_in (const struct teredo_peers *peers, uint32_t slot)
{
	return &peers->slab[(peers->index[slot] & peers->number_mask) - 1];
}

struct teredo_peer *teredo_peers_find (const struct teredo_peers *peers,
                                       const struct in6_addr *address)
{
	uint64_t hash = teredo_hash_ip6 (&peers->key, address);
	uint32_t tag = tag_of (peers, hash);

	for (uint32_t i = slot_of (peers, hash); peers->index[i] != 0; i = (i + 1) & peers->mask) {
		struct teredo_peer *peer;

		if ((peers->index[i] & ~peers->number_mask) != tag)
			continue;
		peer = peer_in (peers, i);
		if (IN6_ARE_ADDR_EQUAL (&peer->address, address))
			return peer;
	}
	return NULL;
}

static void index_insert (struct teredo_peers *peers, uint32_t number)
{
	uint64_t hash = teredo_hash_ip6 (&peers->key, &peers->slab[number].address);
	uint32_t i = slot_of (peers, hash);

	while (peers->index[i] != 0)
		i = (i + 1) & peers->mask;
	peers->index[i] = tag_of (peers, hash) | (number + 1);
}

/* Empties a slot and moves those behind it up, so that no probe meets a gap
 * before what it looks for; there are no tombstones to clean up. */
static void index_remove (struct teredo_peers *peers, uint32_t number)
{
	uint32_t gap = slot_of (peers, teredo_hash_ip6 (&peers->key, &peers->slab[number].address));

	while ((peers->index[gap] & peers->number_mask) != number + 1)
		gap = (gap + 1) & peers->mask;
	for (uint32_t i = (gap + 1) & peers->mask; peers->index[i] != 0;
	     i = (i + 1) & peers->mask) {
		uint64_t hash = teredo_hash_ip6 (&peers->key, &peer_in (peers, i)->address);
		uint32_t home = slot_of (peers, hash);

		/* Its home must not lie between the gap and where it is. */
		if (((i - home) & peers->mask) >= ((i - gap) & peers->mask)) {
			peers->index[gap] = peers->index[i];
			gap = i;
		}
	}
	peers->index[gap] = 0;
}

/* --- the lists --- */

static void list_append (struct teredo_peers *peers, uint32_t number, enum teredo_peer_list list,
                         teredo_time now)
{
	struct teredo_peer *peer = &peers->slab[number];
	uint32_t tail = peers->lists[list].tail;

	peer->listed = (uint32_t)now;
	peer->prev = tail;
	peer->next = TEREDO_NO_PEER;
	if (tail != TEREDO_NO_PEER)
		peers->slab[tail].next = number;
	else
		peers->lists[list].head = number;
	peers->lists[list].tail = number;
}

static void list_unlink (struct teredo_peers *peers, uint32_t number, enum teredo_peer_list list)
{
	const struct teredo_peer *peer = &peers->slab[number];

	if (peer->prev != TEREDO_NO_PEER)
		peers->slab[peer->prev].next = peer->next;
	else
		peers->lists[list].head = peer->next;
	if (peer->next != TEREDO_NO_PEER)
		peers->slab[peer->next].prev = peer->prev;
	else
		peers->lists[list].tail = peer->prev;
}

void teredo_peers_move (struct teredo_peers *peers, struct teredo_peer *peer,
                        enum teredo_peer_list from, enum teredo_peer_list to, teredo_time now)
{
	uint32_t number = (uint32_t)(peer - peers->slab);

	list_unlink (peers, number, from);
	list_append (peers, number, to, now);
}

struct teredo_peer *teredo_peers_oldest (const struct teredo_peers *peers,
                                         enum teredo_peer_list list)
{
	uint32_t head = peers->lists[list].head;

	return head == TEREDO_NO_PEER ? NULL : &peers->slab[head];
}

/* --- both --- */

struct teredo_peer *teredo_peers_add (struct teredo_peers *peers, const struct in6_addr *address,
                                      enum teredo_peer_list list, teredo_time now)
{
	uint32_t number = peers->free;

	if (number != TEREDO_NO_PEER)
		peers->free = peers->slab[number].next;
	else if (peers->fresh < peers->max)
		number = peers->fresh++;
	else
		return NULL;
	memset (&peers->slab[number], 0, sizeof (struct teredo_peer));
	peers->slab[number].address = *address;
	index_insert (peers, number);
	list_append (peers, number, list, now);
	peers->count++;
	return &peers->slab[number];
}

void teredo_peers_remove (struct teredo_peers *peers, struct teredo_peer *peer,
                          enum teredo_peer_list list)
{
	uint32_t number = (uint32_t)(peer - peers->slab);

	index_remove (peers, number);
	list_unlink (peers, number, list);
	peer->next = peers->free;
	peers->free = number;
	peers->count--;
}
