/*
 * index.c - index of peers by address: extendible hashing
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "peers/index.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "values/addr.h"

/* Small enough that a split, which computes the hash of each peer in a bucket and so reads
 * memory at random, takes a fraction of a millisecond. */
#define SLOTS 512u
#define SPLIT 384u /* peers in a bucket before another one makes it split */
#define MERGE 192u /* peers in two buckets, at most, for them to be merged */

struct teredo_bucket {
	uint16_t depth;        /* bits that the hashes of its peers have in common */
	uint16_t count;        /* slots in use: less than SLOTS, or a look-up would not end */
	uint32_t slots[SLOTS]; /* 0: empty; else hash bits, and the peer's index + 1 below them */
};

int teredo_index_init (struct teredo_index *index, const struct teredo_slab *slab, uint32_t prefix,
                       const struct teredo_key *key)
{
	uint32_t values = 2;
	unsigned max_depth = 0;

	while (values < slab->max + 1)
		values *= 2;
	/* Hashes are spread evenly, so buckets are never split much further than on average. */
	while (slab->max >> max_depth > SPLIT / 4)
		max_depth++;
	*index = (struct teredo_index){
		.slab = slab,
		.buckets = malloc (sizeof (struct teredo_bucket *) << max_depth),
		.max_depth = max_depth,
		.peer_mask = values - 1,
		.prefix = prefix,
		.key = *key,
	};
	if (index->buckets != NULL)
		index->buckets[0] = calloc (1, sizeof (struct teredo_bucket));
	if (index->buckets != NULL && index->buckets[0] != NULL)
		return 0;
	free (index->buckets);
	index->buckets = NULL;
	errno = ENOMEM;
	return -1;
}

void teredo_index_destroy (struct teredo_index *index)
{
	if (index->buckets == NULL)
		return;
	/* A bucket is in every 2^depth-th entry; free it with the last. */
	for (uint32_t i = 0; i < (uint32_t)1 << index->depth; i++)
		if (i + ((uint32_t)1 << index->buckets[i]->depth) >= (uint32_t)1 << index->depth)
			free (index->buckets[i]);
	free (index->buckets);
	index->buckets = NULL;
}

/* --- hashes and slots --- */

#define MAPPED_LEN 6 /* bytes at the end of a Teredo address: mapped port and address */

static const uint8_t *mapped_of (const struct in6_addr *address)
{
	return address->s6_addr + sizeof (*address) - MAPPED_LEN;
}

static uint64_t hash_of (const struct teredo_index *index, const struct in6_addr *address)
{
	struct in6_addr mapped = { .s6_addr = { 0 } };

	if (!teredo_address_in_prefix (address, index->prefix))
		return teredo_hash_ip6 (&index->key, address);
	memcpy (mapped.s6_addr, mapped_of (address), MAPPED_LEN);
	return teredo_hash_ip6 (&index->key, &mapped);
}

/* The low half of a hash selects the bucket; of the high half, the low bits select the first slot
 * to probe, and the high bits are stored in it. */
static struct teredo_bucket **entry_of (const struct teredo_index *index, uint64_t hash)
{
	return &index->buckets[hash & (((uint32_t)1 << index->depth) - 1)];
}

static uint32_t first_slot (uint64_t hash)
{
	return (uint32_t)(hash >> 32) % SLOTS;
}

static uint32_t tag_of (const struct teredo_index *index, uint64_t hash)
{
	return (uint32_t)(hash >> 32) & ~index->peer_mask;
}

static uint32_t next_slot (uint32_t slot)
{
	return (slot + 1) % SLOTS;
}

/* The peer in a slot that is in use. */
static struct teredo_peer *peer_in (const struct teredo_index *index, uint32_t slot)
{
	return teredo_slab_at (index->slab, (slot & index->peer_mask) - 1);
}

static uint64_t hash_in (const struct teredo_index *index, uint32_t slot)
{
	return hash_of (index, &peer_in (index, slot)->address);
}

/* --- finding --- */

struct teredo_peer *teredo_index_find (const struct teredo_index *index,
                                       const struct in6_addr *address)
{
	const uint64_t hash = hash_of (index, address);
	const uint32_t *slots = (*entry_of (index, hash))->slots;
	const uint32_t tag = tag_of (index, hash);

	for (uint32_t i = first_slot (hash); slots[i] != 0; i = next_slot (i)) {
		struct teredo_peer *peer;

		if ((slots[i] & ~index->peer_mask) != tag)
			continue;
		peer = peer_in (index, slots[i]);
		if (IN6_ARE_ADDR_EQUAL (&peer->address, address))
			return peer;
	}
	return NULL;
}

unsigned teredo_index_find_others (const struct teredo_index *index, const struct in6_addr *address,
                                   struct teredo_peer *found[TEREDO_PEERS_AT_ENDPOINT])
{
	const uint64_t hash = hash_of (index, address);
	const uint32_t *slots = (*entry_of (index, hash))->slots;
	const uint32_t tag = tag_of (index, hash);
	unsigned count = 0;

	for (uint32_t i = first_slot (hash); slots[i] != 0 && count < TEREDO_PEERS_AT_ENDPOINT;
	     i = next_slot (i)) {
		struct teredo_peer *peer;

		if ((slots[i] & ~index->peer_mask) != tag)
			continue;
		peer = peer_in (index, slots[i]);
		if (teredo_address_in_prefix (&peer->address, index->prefix)
		    && memcmp (mapped_of (&peer->address), mapped_of (address), MAPPED_LEN) == 0
		    && !IN6_ARE_ADDR_EQUAL (&peer->address, address))
			found[count++] = peer;
	}
	return count;
}

/* --- splitting and merging --- */

static void put (struct teredo_bucket *bucket, uint32_t slot, uint64_t hash)
{
	uint32_t i = first_slot (hash);

	while (bucket->slots[i] != 0)
		i = next_slot (i);
	bucket->slots[i] = slot;
	bucket->count++;
}

/* Enters a bucket in the directory for all hashes with the low bits of this one, as many as its
 * depth. */
static void enter (struct teredo_index *index, struct teredo_bucket *bucket, uint64_t hash)
{
	const uint32_t step = (uint32_t)1 << bucket->depth;

	for (uint32_t i = (uint32_t)hash & (step - 1); i < (uint32_t)1 << index->depth; i += step)
		index->buckets[i] = bucket;
}

/* Doubles the directory: each half has the same buckets. */
static void double_directory (struct teredo_index *index)
{
	const size_t half = (size_t)1 << index->depth++;

	memcpy (index->buckets + half, index->buckets, half * sizeof (struct teredo_bucket *));
}

/* Splits the bucket of a hash by the next bit of the hashes in it, if there is memory. */
static void split (struct teredo_index *index, uint64_t hash)
{
	struct teredo_bucket *zero = *entry_of (index, hash), *one;
	const struct teredo_bucket old = *zero;
	const uint64_t bit = (uint64_t)1 << old.depth;

	if (old.depth == index->max_depth)
		return;
	one = calloc (1, sizeof (*one));
	if (one == NULL)
		return;
	if (old.depth == index->depth)
		double_directory (index);
	*zero = (struct teredo_bucket){ .depth = old.depth + 1 };
	one->depth = zero->depth;
	enter (index, one, hash | bit);
	/* Read the peers at once rather than one after another, which takes twice the time. */
	for (uint32_t i = 0; i < SLOTS; i++)
		if (old.slots[i] != 0)
			__builtin_prefetch (peer_in (index, old.slots[i]));
	for (uint32_t i = 0; i < SLOTS; i++)
		if (old.slots[i] != 0) {
			const uint64_t its = hash_in (index, old.slots[i]);

			put (its & bit ? one : zero, old.slots[i], its);
		}
}

/* Merges the bucket of a hash with the one that it was split from, if both are sparse. */
static void merge (struct teredo_index *index, uint64_t hash)
{
	struct teredo_bucket *bucket = *entry_of (index, hash), *other;

	if (bucket->count > MERGE || bucket->depth == 0)
		return;
	other = *entry_of (index, hash ^ (uint64_t)1 << (bucket->depth - 1));
	if (other->depth != bucket->depth || bucket->count + other->count > MERGE)
		return;
	for (uint32_t i = 0; i < SLOTS; i++)
		if (other->slots[i] != 0)
			put (bucket, other->slots[i], hash_in (index, other->slots[i]));
	bucket->depth--;
	enter (index, bucket, hash);
	free (other);
}

/* --- inserting and removing --- */

bool teredo_index_insert (struct teredo_index *index, uint32_t peer)
{
	const uint64_t hash = hash_of (index, &teredo_slab_at (index->slab, peer)->address);

	if ((*entry_of (index, hash))->count >= SPLIT)
		split (index, hash);
	/* A bucket that cannot be split can be filled. */
	if ((*entry_of (index, hash))->count == SLOTS - 1)
		return false;
	put (*entry_of (index, hash), tag_of (index, hash) | (peer + 1), hash);
	return true;
}

/* Empties a peer's slot and moves up those after it, so that a look-up never meets an
 * empty slot too early. No tombstones are needed. */
void teredo_index_remove (struct teredo_index *index, uint32_t peer)
{
	const uint64_t hash = hash_of (index, &teredo_slab_at (index->slab, peer)->address);
	struct teredo_bucket *bucket = *entry_of (index, hash);
	uint32_t *slots = bucket->slots;
	uint32_t gap = first_slot (hash);

	while ((slots[gap] & index->peer_mask) != peer + 1)
		gap = next_slot (gap);
	for (uint32_t i = next_slot (gap); slots[i] != 0; i = next_slot (i)) {
		const uint32_t first = first_slot (hash_in (index, slots[i]));

		/* Move it unless its first slot is after the gap. */
		if ((i - first) % SLOTS >= (i - gap) % SLOTS) {
			slots[gap] = slots[i];
			gap = i;
		}
	}
	slots[gap] = 0;
	bucket->count--;
	merge (index, hash);
}
