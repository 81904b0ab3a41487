/*
 * peer.h - state of one peer
 *
 * There can be millions of peers, so each takes only 52 bytes. Times are the low
 * 32 bits of a teredo_time: ages are right for 49 days, and every list is
 * checked far more often.
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
	TEREDO_PEER_TRYING,  /* being contacted; packets wait */
	TEREDO_PEER_TRUSTED, /* reachable at its mapping */
	TEREDO_PEER_PAUSED,  /* not trusted and not being contacted */
	TEREDO_PEER_STATES
};

/* Name of a state, such as "trusted" (not translated). */
const char *teredo_peer_state_name (enum teredo_peer_state);

struct teredo_peer {
	struct in6_addr address;
	uint32_t ip;          /* mapped address if trusted, host byte order */
	uint16_t port;        /* mapped port if trusted, host byte order */
	uint8_t state : 4;    /* enum teredo_peer_state; set only by reach.c */
	uint8_t wanted : 1;   /* the host sent to it; 0: a stranger, brought up by the network */
	uint8_t again : 1;    /* TRYING: the host sent to it after the last attempt */
	uint8_t apart : 1;    /* TRUSTED: reached on an auxiliary socket (random-port.h) */
	uint8_t attempts : 4; /* contacts since last heard from */
	uint8_t answers : 4;  /* bubbles in reply to its calls since last heard from */
	uint32_t heard;       /* time of the last direct reception */
	uint32_t sent;        /* time of the last transmission */
	uint32_t began;       /* first of the latest contacts; keys their bubbles and probes */
	uint32_t listed;      /* when it joined its list */
	uint32_t prev;        /* index of the previous peer in its list */
	uint32_t next;        /* index of the next peer in its list or in the free list */
	uint32_t packets;     /* ring of waiting packets (pool.h) */
};

/* Milliseconds from one of a peer's times to now. */
static inline uint32_t teredo_peer_age (uint32_t then, teredo_time now)
{
	return (uint32_t)now - then;
}

/* Whether packets may be sent to a peer's mapping: it is trusted and was heard
 * from in the last 30 seconds (RFC 4380 5.2.4). */
static inline bool teredo_peer_usable (const struct teredo_peer *peer, teredo_time now)
{
	return peer->state == TEREDO_PEER_TRUSTED
	       && teredo_peer_age (peer->heard, now) < TEREDO_TRUST_TIME;
}

/* Whether a reply to the latest contacts may still come. */
static inline bool teredo_peer_is_asked (const struct teredo_peer *peer, teredo_time now)
{
	return teredo_peer_age (peer->began, now) < TEREDO_REPLY_TIME;
}

/* Whether an endpoint is a peer's mapping. */
static inline bool teredo_peer_is_at (const struct teredo_peer *peer,
                                      const struct teredo_endpoint *where)
{
	return peer->ip == where->ip && peer->port == where->port;
}

#endif
