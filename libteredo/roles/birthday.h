/*
 * birthday.h - clients behind a random symmetric NAT and a port-restricted one meet by guessing
 *
 * An extension, off by default. No direct path leads from a NAT that gives each mapping a random
 * port to one that lets in only the endpoints that were sent to: the port must be guessed. With
 * many mappings on one side, a few hundred guesses are likely to find one (birthday paradox):
 *
 *   A (random symmetric NAT)                     B (port-restricted NAT)
 *            indirect bubble ---------------------->
 *            <------------- indirect bubble with an offer to guess
 *   opens sockets, a bubble from each to B's mapped address: B's NAT drops these
 *            indirect bubble with a request ------->
 *            <--------------------- guesses: direct bubbles to A's IPv4 address, random ports
 *   one arrives: that socket is for B from now on; the others are closed
 *            bubble from that socket -------------->
 *
 * Offer and request are a trailer with the nonce of the receiver's last indirect bubble: the sender
 * has received that bubble through its server. The receiver's server must have seen them come from
 * the IPv4 address that is guessed at. So a client can have packets sent only to its own IPv4
 * address, and only a few: there is one attempt at a time, of at most 1,000 guesses, and one in 10
 * minutes for each IPv4 address.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_BIRTHDAY_H
#define LIBTEREDO_BIRTHDAY_H

#include "roles/meeting.h"

#define TEREDO_GUESSES_MAX    1000u                /* in an attempt */
#define TEREDO_GUESS_INTERVAL 10                   /* ms: 100 a second */
#define TEREDO_GUESS_PAUSE    TEREDO_SECONDS (600) /* between attempts at an IPv4 address */
#define TEREDO_GUESS_RECORDS  64                   /* attempts in that time */

enum teredo_birthday_state {
	TEREDO_BIRTHDAY_IDLE,
	TEREDO_BIRTHDAY_WAITING,   /* for the bubbles of the direct ways to be answered */
	TEREDO_BIRTHDAY_OPENING,   /* sockets, some at a time */
	TEREDO_BIRTHDAY_LISTENING, /* on them */
	TEREDO_BIRTHDAY_ANSWERING, /* a guess, until the peer is heard */
	TEREDO_BIRTHDAY_GUESSING,  /* or, the last guess having been sent, waiting for an answer */
};

/* An attempt at an IPv4 address (host byte order); 0: unused. */
struct teredo_guess_record {
	uint32_t ip;
	teredo_time when;
};

/* All zeros: there is no attempt. */
struct teredo_birthday {
	enum teredo_birthday_state state;
	struct in6_addr peer;
	bool wanted; /* the peer is, by the host */
	teredo_time deadline;
	teredo_time end;       /* LISTENING */
	unsigned sockets;      /* OPENING: to be asked for */
	unsigned opened;       /* of those, open */
	unsigned repeats;      /* of the request or the answer */
	uint16_t lowest, span; /* ports to guess; span 0: not known */
	uint32_t offset, step; /* GUESSING: the next port in the span, and the one after it */
	unsigned left;         /* guesses */
	struct teredo_guess_record records[TEREDO_GUESS_RECORDS];
};

struct teredo_arrival;
struct teredo_client;
struct teredo_status;

/* Adds an offer or a request to an indirect bubble, if there is one for the peer. */
void teredo_birthday_advertise (struct teredo_client *, const struct in6_addr *peer,
                                struct teredo_trailers *);

/* A peer called; its nonce has been stored. */
void teredo_birthday_called (struct teredo_client *, struct teredo_meeting *,
                             const struct teredo_arrival *);

/* A packet from the mapped address of a peer has made it trusted. If it is a guess, it has found
 * the mapping of the service port, and is answered. */
void teredo_birthday_heard (struct teredo_client *, const struct teredo_arrival *);

/* Whether the next indirect bubble to a peer is to be a request, once the sockets are open. */
bool teredo_birthday_is_next (const struct teredo_client *, const struct in6_addr *peer);

void teredo_birthday_status (const struct teredo_client *, struct teredo_status *);

/* Ends the attempt, if there is one. */
void teredo_birthday_end (struct teredo_client *);

teredo_time teredo_birthday_deadline (const struct teredo_client *);
void teredo_birthday_expire (struct teredo_client *);

#endif
