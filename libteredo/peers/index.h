/*
 * index.h - index of peers by address: extendible hashing
 *
 * The low bits of an address's hash select an entry of the directory, which points to a bucket: a
 * small hash table of 32-bit slots with linear probing. A bucket that becomes full is split
 * into two, and the directory doubles where needed; two that have become sparse are merged. So
 * the index grows and shrinks with the number of peers, and no operation moves more than the
 * contents of one bucket.
 *
 * The hash is keyed, so that an attacker cannot force collisions. The low bits of a slot are
 * the peer's index in the slab; the remaining ones are bits of its hash, so that a
 * look-up seldom reads a peer other than the one it looks for. Teredo addresses are hashed by their
 * mapped endpoint alone, so that the peers at one endpoint can be found, too; the
 * caller bounds their number.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_INDEX_H
#define LIBTEREDO_INDEX_H

#include "bytes/mac.h"
#include "peers/slab.h"

#define TEREDO_PEERS_AT_ENDPOINT 4 /* addresses with one mapped endpoint, at most */

struct teredo_bucket;

struct teredo_index {
	const struct teredo_slab *slab;
	struct teredo_bucket **buckets; /* directory: 2^depth entries in use */
	unsigned depth;                 /* bits of a hash that select an entry */
	unsigned max_depth;             /* the directory has room for 2^max_depth entries */
	uint32_t peer_mask;             /* bits of a slot that hold a peer's index + 1 */
	uint32_t prefix;                /* of Teredo addresses, host byte order */
	struct teredo_key key;
};

/* Prepares an index of the peers in a slab, hashed with key; prefix: of Teredo addresses, host byte
 * order. Returns 0, or -1 with errno ENOMEM. */
int teredo_index_init (struct teredo_index *, const struct teredo_slab *, uint32_t prefix,
                       const struct teredo_key *);
void teredo_index_destroy (struct teredo_index *);

/* Returns the peer with an address, or NULL. */
struct teredo_peer *teredo_index_find (const struct teredo_index *, const struct in6_addr *);

/* Finds the peers whose addresses have the same mapped endpoint as a Teredo address, other than
 * the peer with that address; returns how many, at most TEREDO_PEERS_AT_ENDPOINT. */
unsigned teredo_index_find_others (const struct teredo_index *, const struct in6_addr *,
                                   struct teredo_peer *found[TEREDO_PEERS_AT_ENDPOINT]);

/* Inserts the peer with an index in the slab, by its address. Returns false if there is no
 * memory. */
bool teredo_index_insert (struct teredo_index *, uint32_t peer);

/* Removes the peer with an index in the slab, which must have been inserted. */
void teredo_index_remove (struct teredo_index *, uint32_t peer);

#endif
