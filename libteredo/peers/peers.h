/*
 * peers.h - bounded table of peers
 *
 * The peers are elements of a slab (slab.h), found by address through an index (index.h). Both
 * grow with the number of peers, so the bound costs no memory.
 *
 * Each peer is in one list. A list is ordered by the time at which peers joined
 * it, and has one time-out for all its members, so the next one due is its head.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_PEERS_H
#define LIBTEREDO_PEERS_H

#include "peers/index.h"

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

struct teredo_peers {
	struct teredo_slab slab;
	struct teredo_index index;
	uint32_t max;             /* peers, at most */
	uint32_t count;           /* peers in the table */
	struct teredo_peer *last; /* the peer found last; NULL: removed, or none */
	struct {
		uint32_t head, tail, count;
	} lists[TEREDO_LISTS];
};

/* Prepares a table for max peers (1 to TEREDO_PEERS_MAX), hashed with key; prefix:
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
 * address set and all else zero; returns NULL if the table is full or there is no
 * memory. Does not move the others. */
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
