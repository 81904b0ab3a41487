/*
 * peers.c - bounded table of peers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "peers/peers.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "values/addr.h"

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
	uint32_t slots = 8, indices = 2;

	if (max == 0 || max > TEREDO_PEERS_MAX) {
		errno = EINVAL;
		return -1;
	}
	while (slots < max + max / 2) /* at most two slots in three are in use */
		slots *= 2;
	while (indices < max + 1)
		indices *= 2;
	*peers = (struct teredo_peers){
		.slab = calloc (max, sizeof (struct teredo_peer)),
		.slots = calloc (slots, sizeof (uint32_t)),
		.slot_mask = slots - 1,
		.index_mask = indices - 1,
		.max = max,
		.free = TEREDO_NO_PEER,
		.last = TEREDO_NO_PEER,
		.prefix = prefix,
		.key = *key,
	};
	for (int i = 0; i < TEREDO_LISTS; i++)
		peers->lists[i].head = peers->lists[i].tail = TEREDO_NO_PEER;
	if (peers->slab == NULL || peers->slots == NULL) {
		teredo_peers_destroy (peers);
		errno = ENOMEM;
		return -1;
	}
	return 0;
}

void teredo_peers_destroy (struct teredo_peers *peers)
{
	free (peers->slab);
	free (peers->slots);
	peers->slab = NULL;
	peers->slots = NULL;
}

/* --- hash table --- */

#define MAPPED_LEN 6 /* bytes at the end of a Teredo address: mapped port and address */

static const uint8_t *mapped_of (const struct in6_addr *address)
{
	return address->s6_addr + sizeof (*address) - MAPPED_LEN;
}

static uint64_t hash_of (const struct teredo_peers *peers, const struct in6_addr *address)
{
	struct in6_addr mapped = { .s6_addr = { 0 } };

	if (!teredo_address_in_prefix (address, peers->prefix))
		return teredo_hash_ip6 (&peers->key, address);
	memcpy (mapped.s6_addr, mapped_of (address), MAPPED_LEN);
	return teredo_hash_ip6 (&peers->key, &mapped);
}

/* The low bits of a hash select the first slot to probe; high bits are stored in it. */
static uint32_t slot_of (const struct teredo_peers *peers, uint64_t hash)
{
	return (uint32_t)hash & peers->slot_mask;
}

static uint32_t tag_of (const struct teredo_peers *peers, uint64_t hash)
{
	return (uint32_t)(hash >> 32) & ~peers->index_mask;
}

static struct teredo_peer *peer_in (const struct teredo_peers *peers, uint32_t slot)
{
	return &peers->slab[(peers->slots[slot] & peers->index_mask) - 1];
}

static struct teredo_peer *find_by_hash (const struct teredo_peers *peers,
                                         const struct in6_addr *address)
{
	uint64_t hash = hash_of (peers, address);
	uint32_t tag = tag_of (peers, hash);

	for (uint32_t i = slot_of (peers, hash); peers->slots[i] != 0;
	     i = (i + 1) & peers->slot_mask) {
		struct teredo_peer *peer;

		if ((peers->slots[i] & ~peers->index_mask) != tag)
			continue;
		peer = peer_in (peers, i);
		if (IN6_ARE_ADDR_EQUAL (&peer->address, address))
			return peer;
	}
	return NULL;
}

struct teredo_peer *teredo_peers_find (struct teredo_peers *peers, const struct in6_addr *address)
{
	struct teredo_peer *peer;

	if (peers->last != TEREDO_NO_PEER
	    && IN6_ARE_ADDR_EQUAL (&peers->slab[peers->last].address, address))
		return &peers->slab[peers->last];
	peer = find_by_hash (peers, address);
	if (peer != NULL)
		peers->last = (uint32_t)(peer - peers->slab);
	return peer;
}

unsigned teredo_peers_find_others (const struct teredo_peers *peers, const struct in6_addr *address,
                                   struct teredo_peer *found[TEREDO_PEERS_AT_ENDPOINT])
{
	uint64_t hash = hash_of (peers, address);
	uint32_t tag = tag_of (peers, hash);
	unsigned count = 0;

	for (uint32_t i = slot_of (peers, hash);
	     peers->slots[i] != 0 && count < TEREDO_PEERS_AT_ENDPOINT;
	     i = (i + 1) & peers->slot_mask) {
		struct teredo_peer *peer = peer_in (peers, i);

		if ((peers->slots[i] & ~peers->index_mask) == tag
		    && teredo_address_in_prefix (&peer->address, peers->prefix)
		    && memcmp (mapped_of (&peer->address), mapped_of (address), MAPPED_LEN) == 0
		    && !IN6_ARE_ADDR_EQUAL (&peer->address, address))
			found[count++] = peer;
	}
	return count;
}

static void slot_insert (struct teredo_peers *peers, uint32_t index)
{
	uint64_t hash = hash_of (peers, &peers->slab[index].address);
	uint32_t i = slot_of (peers, hash);

	while (peers->slots[i] != 0)
		i = (i + 1) & peers->slot_mask;
	peers->slots[i] = tag_of (peers, hash) | (index + 1);
}

/* Empties a peer's slot and moves up those after it, so that a look-up never
 * meets an empty slot too early. No tombstones are needed. */
static void slot_remove (struct teredo_peers *peers, uint32_t index)
{
	uint32_t gap = slot_of (peers, hash_of (peers, &peers->slab[index].address));

	while ((peers->slots[gap] & peers->index_mask) != index + 1)
		gap = (gap + 1) & peers->slot_mask;
	for (uint32_t i = (gap + 1) & peers->slot_mask; peers->slots[i] != 0;
	     i = (i + 1) & peers->slot_mask) {
		uint64_t hash = hash_of (peers, &peer_in (peers, i)->address);
		uint32_t home = slot_of (peers, hash);

		/* Move it unless its first slot is after the gap. */
		if (((i - home) & peers->slot_mask) >= ((i - gap) & peers->slot_mask)) {
			peers->slots[gap] = peers->slots[i];
			gap = i;
		}
	}
	peers->slots[gap] = 0;
}

/* --- lists --- */

static void list_append (struct teredo_peers *peers, uint32_t index, enum teredo_peer_list list,
                         teredo_time now)
{
	struct teredo_peer *peer = &peers->slab[index];
	uint32_t tail = peers->lists[list].tail;

	peer->listed = (uint32_t)now;
	peer->prev = tail;
	peer->next = TEREDO_NO_PEER;
	if (tail != TEREDO_NO_PEER)
		peers->slab[tail].next = index;
	else
		peers->lists[list].head = index;
	peers->lists[list].tail = index;
	peers->lists[list].count++;
}

static void list_unlink (struct teredo_peers *peers, uint32_t index, enum teredo_peer_list list)
{
	const struct teredo_peer *peer = &peers->slab[index];

	if (peer->prev != TEREDO_NO_PEER)
		peers->slab[peer->prev].next = peer->next;
	else
		peers->lists[list].head = peer->next;
	if (peer->next != TEREDO_NO_PEER)
		peers->slab[peer->next].prev = peer->prev;
	else
		peers->lists[list].tail = peer->prev;
	peers->lists[list].count--;
}

void teredo_peers_move (struct teredo_peers *peers, struct teredo_peer *peer,
                        enum teredo_peer_list from, enum teredo_peer_list to, teredo_time now)
{
	uint32_t index = (uint32_t)(peer - peers->slab);

	list_unlink (peers, index, from);
	list_append (peers, index, to, now);
}

struct teredo_peer *teredo_peers_oldest (const struct teredo_peers *peers,
                                         enum teredo_peer_list list)
{
	uint32_t head = peers->lists[list].head;

	return head == TEREDO_NO_PEER ? NULL : &peers->slab[head];
}

/* --- adding and removing --- */

struct teredo_peer *teredo_peers_add (struct teredo_peers *peers, const struct in6_addr *address,
                                      enum teredo_peer_list list, teredo_time now)
{
	uint32_t index = peers->free;

	if (index != TEREDO_NO_PEER)
		peers->free = peers->slab[index].next;
	else if (peers->fresh < peers->max)
		index = peers->fresh++;
	else
		return NULL;
	memset (&peers->slab[index], 0, sizeof (struct teredo_peer));
	peers->slab[index].address = *address;
	slot_insert (peers, index);
	list_append (peers, index, list, now);
	peers->count++;
	return &peers->slab[index];
}

void teredo_peers_remove (struct teredo_peers *peers, struct teredo_peer *peer,
                          enum teredo_peer_list list)
{
	uint32_t index = (uint32_t)(peer - peers->slab);

	slot_remove (peers, index);
	if (peers->last == index)
		peers->last = TEREDO_NO_PEER;
	list_unlink (peers, index, list);
	peer->next = peers->free;
	peers->free = index;
	peers->count--;
}
