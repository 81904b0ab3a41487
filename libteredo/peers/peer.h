/*
 * peer.h - what is known of one peer
 *
 * There can be millions: 52 bytes each. Times are the low 32 bits of
 * milliseconds; only their distance from now is ever looked at, and no peer
 * stays in the table for 49 days without being looked at.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_PEER_H
#define LIBTEREDO_PEER_H

#include <netinet/in.h>
#include <stdbool.h>
#include "values/ipv4.h"
#include "bytes/params.h"

enum teredo_peer_state {
	TEREDO_PEER_NONE,    /* not in the table */
	TEREDO_PEER_TRYING,  /* bubbles or pings are being sent, packets wait */
	TEREDO_PEER_TRUSTED, /* reachable where its mapping says */
	TEREDO_PEER_PAUSED,  /* not trusted, nothing under way; tried again if tries are left */
	TEREDO_PEER_STATES
};

const char *teredo_peer_state_name (enum teredo_peer_state);

struct teredo_peer {
	struct in6_addr address;
	uint32_t ip; /* if trusted: its mapping, host byte order */
	uint16_t port;
	uint8_t state;    /* enum teredo_peer_state; written by reach.c alone */
	uint8_t attempts;    /* bubbles or probes sent since it was last heard */
	uint32_t heard;   /* last direct reception */
	uint32_t sent;    /* last transmission */
	uint32_t began;   /* start of the latest test; names it (ping.h) */
	uint32_t listed;  /* when it was put at the end of its list */
	uint32_t prev;    /* in its list */
	uint32_t next;    /* in its list, or in the free list */
	uint32_t packets; /* ring of packets that wait (pool.h) */
};

/* Milliseconds from a peer's time to now. */
static inline uint32_t teredo_peer_age (uint32_t then, teredo_time now)
{
	return (uint32_t)now - then;
}

/* Whether packets may be sent where a peer's mapping says: it was heard from
 * in the last 30 seconds (RFC 4380 5.2.4). */
static inline bool teredo_peer_usable (const struct teredo_peer *peer, teredo_time now)
{
	return peer->state == TEREDO_PEER_TRUSTED
	       && teredo_peer_age (peer->heard, now) < TEREDO_TRUST_TIME;
}

static inline bool teredo_peer_is_at (const struct teredo_peer *peer,
                                      const struct teredo_endpoint *where)
{
	return peer->ip == where->ip && peer->port == where->port;
}

#endif
