/*
 * slab.h - array of peers that grows in chunks
 *
 * A chunk is allocated when its first peer is, and never moves: pointers to peers stay
 * valid. It is kept until the slab is destroyed. Elements that are not in use form a free list.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_SLAB_H
#define LIBTEREDO_SLAB_H

#include "peers/peer.h"

#define TEREDO_NO_PEER    UINT32_MAX
#define TEREDO_SLAB_CHUNK 1024u /* peers in a chunk */

struct teredo_slab {
	struct teredo_peer **chunks;
	uint32_t max;   /* elements, at most */
	uint32_t fresh; /* index of the first element that was never used */
	uint32_t free;  /* head of the free list */
};

/* Prepares a slab for at most max peers. Returns 0, or -1 with errno ENOMEM. */
int teredo_slab_init (struct teredo_slab *, uint32_t max);
void teredo_slab_destroy (struct teredo_slab *);

/* Takes an element, with all fields zero, and returns its index; or TEREDO_NO_PEER, if all are in
 * use or there is no memory. */
uint32_t teredo_slab_acquire (struct teredo_slab *);

/* Puts an element back into the free list. */
void teredo_slab_release (struct teredo_slab *, uint32_t index);

/* The element with an index that teredo_slab_acquire has returned. */
static inline struct teredo_peer *teredo_slab_at (const struct teredo_slab *slab, uint32_t index)
{
	return &slab->chunks[index / TEREDO_SLAB_CHUNK][index % TEREDO_SLAB_CHUNK];
}

#endif
