/*
 * meeting.h - what RFC 6081 adds to peers that a client meets: a bounded side table
 *
 * Few peers of a client are being met at any time, so this is not part of struct
 * teredo_peer, of which a relay has millions. A peer need not have an entry: what is here
 * helps to reach it, and is lost when others need the room. Entries of strangers, which the
 * network brought up, never displace those of peers that the host wants.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_MEETING_H
#define LIBTEREDO_MEETING_H

#include <netinet/in.h>
#include "bytes/mac.h"
#include "bytes/ticks.h"
#include "messages/trailers.h"

#define TEREDO_MEETINGS_MAX 1024

/* Each entry has these timers; none is set at first. */
enum teredo_meeting_timer {
	TEREDO_TIMER_SOLICIT, /* server load reduction */
	TEREDO_TIMER_RELAY,   /* packets that wait go through the server */
	TEREDO_MEETING_TIMERS
};

struct teredo_meeting {
	struct in6_addr address; /* of the peer */
	bool wanted;             /* by the host; false: a stranger's */
	/* Nonces (RFC 6081 5.2.1); 0: none */
	uint32_t nonce_sent;     /* in our last indirect bubble */
	uint32_t nonce_before;   /* in the one before, if that may still be answered */
	uint32_t nonce_received; /* in the peer's last indirect bubble */
	teredo_time called;      /* when that arrived */
	teredo_time asked;       /* when nonce_sent was sent; 0: never */
	bool used;               /* the peer was trusted since then: its nonce is good once */
	bool answered;           /* a call since then was answered at once */
	uint8_t replies;         /* to bubbles with a nonce of ours, since the last new nonce */
	teredo_time keyed;       /* our last indirect bubble with a keyed source; 0: none */
	bool elsewhere;          /* it sent from another mapping, without nonce */
	/* Random port (5.4.1); 0: none */
	uint16_t peer_random_port;
	teredo_time port_bubble; /* last one sent to it from the service port */
	/* Hairpinning (5.6.1) */
	teredo_time hairpin; /* last bubbles to the alternates; 0: never */
	uint8_t alternate_count;
	struct teredo_endpoint alternates[TEREDO_ALTERNATES_MAX];
	/* Server Load Reduction (5.7.1) */
	bool mute;              /* it has not answered the last ones */
	uint8_t solicitations;  /* since it was last heard from */
	uint8_t refreshes;      /* series of solicitations since the last data */
	uint32_t sent;          /* of struct teredo_peer, when it was last solicited */
	teredo_time advertised; /* our last answer to a solicitation; 0: none */
	teredo_time due[TEREDO_MEETING_TIMERS]; /* 0: not set */
	/* Data through the server */
	uint8_t relayed_contacts; /* since the peer has been relayed */
	/* For the table alone */
	uint16_t prev, next; /* in the list of its kind; number + 1, 0: none */
	uint16_t chain;      /* next one with the same hash */
};

struct teredo_meeting_list {
	uint16_t oldest, newest;
};

/* All zero is an empty table without key and hook. */
struct teredo_meetings {
	struct teredo_key key;
	/* Called before an entry is removed or displaced, to close its socket; may be NULL. */
	void (*closing) (void *ctx, struct teredo_meeting *);
	void *ctx;
	teredo_time deadline;                /* of the first timer or earlier; 0: none is set */
	struct teredo_meeting_list lists[2]; /* strangers, wanted */
	unsigned fresh;                      /* entries that have ever been used */
	uint16_t free;                       /* list of unused ones, by next */
	uint16_t heads[TEREDO_MEETINGS_MAX]; /* chains by hash */
	struct teredo_meeting of[TEREDO_MEETINGS_MAX];
};

/* Finds the entry of a peer; NULL: there is none. */
struct teredo_meeting *teredo_meeting_find (struct teredo_meetings *, const struct in6_addr *);

/* Finds or adds the entry of a peer, and makes it the newest; it stays wanted once it is. Displaces
 * the oldest one if the table is full: a stranger's, or else, for a peer that is wanted, another.
 * NULL: the table is full of entries that must stay. */
struct teredo_meeting *teredo_meeting_add (struct teredo_meetings *, const struct in6_addr *,
                                           bool wanted);

void teredo_meeting_remove (struct teredo_meetings *, struct teredo_meeting *);

/* Removes all. */
void teredo_meetings_clear (struct teredo_meetings *);

/* Sets a timer; TEREDO_NEVER: stops it. */
void teredo_meeting_set_timer (struct teredo_meetings *, struct teredo_meeting *,
                               enum teredo_meeting_timer, teredo_time due);

/* When teredo_meetings_next is due; TEREDO_NEVER: no timer is set. */
teredo_time teredo_meetings_deadline (const struct teredo_meetings *);

/* Stops a timer that is due and returns its entry, or NULL if none is due. To be called until
 * it returns NULL. */
struct teredo_meeting *teredo_meetings_next (struct teredo_meetings *, teredo_time now,
                                             enum teredo_meeting_timer *);

#endif
