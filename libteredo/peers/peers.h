/*
 * peers.h - the bounded table of peers
 *
 * Peers stand in a slab; an index of 32-bit slots under a keyed hash finds
 * them by address, so nobody outside can choose collisions. What is left of a
 * slot beside the peer's number holds bits of its hash: a look-up touches a
 * wrong peer once in hundreds of probes. Each peer is in one list; a list is
 * in order of the time at which peers joined it, and all its members stay the
 * same time, so what is due is at its head.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_PEERS_H
#define LIBTEREDO_PEERS_H

#include "bytes/mac.h"
#include "peers/peer.h"

#define TEREDO_NO_PEER   UINT32_MAX
#define TEREDO_PEERS_MAX (1u << 26) /* more than anybody needs; keeps sizes in range */

enum teredo_peer_list {
	TEREDO_LIST_TRYING,      /* next bubble or ping after 2 s */
	TEREDO_LIST_TRUSTED,     /* looked at again after 30 s */
	TEREDO_LIST_PAUSED_300S, /* did not answer; forgotten after 300 s */
	TEREDO_LIST_PAUSED_10S,  /* did not answer; forgotten after 10 s */
	TEREDO_LIST_RECENT,      /* endpoints just answered, forgotten after 2 s */
	TEREDO_LISTS
};

struct teredo_peers {
	struct teredo_peer *slab;
	uint32_t *index; /* 0: empty; else hash bits above, number + 1 below */
	uint32_t mask;   /* slots less one */
	uint32_t number_mask; /* bits of a slot that hold the peer number */
	uint32_t max;    /* peers at most */
	uint32_t fresh;  /* peers from here on were never used */
	uint32_t free;   /* first of the free list */
	uint32_t count;  /* peers in the table */
	struct {
		uint32_t head, tail;
	} lists[TEREDO_LISTS];
	struct teredo_key key;
};

/* A table of at most max peers; 0, or -1 with errno (EINVAL, ENOMEM). */
int teredo_peers_init (struct teredo_peers *, uint32_t max, const struct teredo_key *);
void teredo_peers_destroy (struct teredo_peers *);

/* The peer with an address, or NULL. */
struct teredo_peer *teredo_peers_find (const struct teredo_peers *, const struct in6_addr *);

/* Adds a peer that is not there yet, all zeros but its address, at the end of
 * a list; NULL if the table is full. */
struct teredo_peer *teredo_peers_add (struct teredo_peers *, const struct in6_addr *,
                                      enum teredo_peer_list, teredo_time now);

/* Takes a peer, found in the list named, out of the table. */
void teredo_peers_remove (struct teredo_peers *, struct teredo_peer *, enum teredo_peer_list);

/* Moves a peer from one list to the end of another, or of the same. */
void teredo_peers_move (struct teredo_peers *, struct teredo_peer *, enum teredo_peer_list from,
                        enum teredo_peer_list to, teredo_time now);

/* The peer that has been in a list longest, or NULL. */
struct teredo_peer *teredo_peers_oldest (const struct teredo_peers *, enum teredo_peer_list);

#endif
