/*
 * peers.h - bounded table of peers
 *
 * The peers are elements of an array, the slab. A hash table of 32-bit slots
 * with linear probing finds them by address; its hash is keyed, so that an
 * attacker cannot force collisions. The low bits of a slot are the peer's index
 * in the slab; the remaining ones are bits of its hash, so that a look-up seldom
 * reads a peer other than the one it looks for. Teredo addresses are hashed by their
 * mapped endpoint alone, so that the peers at one endpoint can be found, too; the
 * caller bounds their number.
 *
 * Each peer is in one list. A list is ordered by the time at which peers joined
 * it, and has one time-out for all its members, so the next one due is its head.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_PEERS_H
#define LIBTEREDO_PEERS_H

#include "bytes/mac.h"
#include "peers/peer.h"

#define TEREDO_NO_PEER   UINT32_MAX
#define TEREDO_PEERS_MAX (1u << 26) /* keeps sizes in range */

enum teredo_peer_list {
	/* Peers that the host wanted */
	TEREDO_LIST_TRYING,  /* next probe after 1 s, bubble after 2 s */
	TEREDO_LIST_TRUSTED, /* checked again after 30 s */
	TEREDO_LIST_PAUSED,  /* did not answer; removed after 300 s */
	/* Strangers */
	TEREDO_LIST_ASKED,     /* contacted once; removed after 2 s */
	TEREDO_LIST_STRANGERS, /* trusted; checked again after 30 s */
	TEREDO_LIST_CALLERS,   /* called us; removed after 300 s */
	TEREDO_LIST_RECENT,    /* endpoints just answered; removed after 2 s */
	TEREDO_LISTS
};

#define TEREDO_PEERS_AT_ENDPOINT 4 /* addresses with one mapped endpoint, at most */

struct teredo_peers {
	struct teredo_peer *slab;
	uint32_t *slots;     /* hash table; 0: empty; else hash bits, and index + 1 below them */
	uint32_t slot_mask;  /* number of slots (a power of two) minus one */
	uint32_t index_mask; /* bits of a slot that hold index + 1 */
	uint32_t max;        /* elements of the slab */
	uint32_t fresh;      /* index of the first element that was never used */
	uint32_t free;       /* head of the free list */
	uint32_t count;      /* peers in the table */
	uint32_t last;       /* index of the peer found last; TEREDO_NO_PEER: removed, or none */
	struct {
		uint32_t head, tail, count;
	} lists[TEREDO_LISTS];
	uint32_t prefix; /* of Teredo addresses, host byte order */
	struct teredo_key key;
};

/* Allocates a table for max peers (1 to TEREDO_PEERS_MAX), hashed with key; prefix:
 * of Teredo addresses, host byte order. Returns 0, or -1 with errno: EINVAL, ENOMEM. */
int teredo_peers_init (struct teredo_peers *, uint32_t max, uint32_t prefix,
                       const struct teredo_key *);
void teredo_peers_destroy (struct teredo_peers *);

/* Returns the peer with an address, or NULL. Finding the same peer again, as for each packet
 * of a transfer, needs no hash. */
struct teredo_peer *teredo_peers_find (struct teredo_peers *, const struct in6_addr *);

/* Finds the peers whose addresses have the same mapped endpoint as a Teredo address,
 * other than the peer with that address; returns how many, at most
 * TEREDO_PEERS_AT_ENDPOINT. */
unsigned teredo_peers_find_others (const struct teredo_peers *, const struct in6_addr *,
                                   struct teredo_peer *found[TEREDO_PEERS_AT_ENDPOINT]);

/* Adds a peer that is not in the table yet to the end of a list, with its
 * address set and all else zero; returns NULL if the table is full. */
struct teredo_peer *teredo_peers_add (struct teredo_peers *, const struct in6_addr *,
                                      enum teredo_peer_list, teredo_time now);

/* Removes a peer from the table; the list must be the one it is in. */
void teredo_peers_remove (struct teredo_peers *, struct teredo_peer *, enum teredo_peer_list);

/* Moves a peer from the list it is in to the end of another or of the same. */
void teredo_peers_move (struct teredo_peers *, struct teredo_peer *, enum teredo_peer_list from,
                        enum teredo_peer_list to, teredo_time now);

/* Returns the peer that has been in a list longest, or NULL if it is empty. */
struct teredo_peer *teredo_peers_oldest (const struct teredo_peers *, enum teredo_peer_list);

#endif
