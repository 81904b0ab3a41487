/*
 * trailers.h - trailers of bubbles (RFC 6081 section 4)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_TRAILERS_H
#define LIBTEREDO_TRAILERS_H

#include <netinet/in.h>
#include "values/ipv4.h"
#include "bytes/wire.h"

#define TEREDO_ALTERNATES_MAX 4  /* RFC 6081 4.3 */
#define TEREDO_TRAILERS_LEN   74 /* bytes, at most */

/* What is present; the other fields are undefined. */
#define TEREDO_TRAILER_NONCE         0x01u
#define TEREDO_TRAILER_ALTERNATES    0x02u
#define TEREDO_TRAILER_SOLICITATION  0x04u /* Neighbor Discovery Option, one of the two */
#define TEREDO_TRAILER_ADVERTISEMENT 0x08u
#define TEREDO_TRAILER_RANDOM_PORT   0x10u
#define TEREDO_TRAILER_SENDER        0x20u
#define TEREDO_TRAILER_BIRTHDAY      0x40u

/* An offer to guess the ports of the receiver, or a request to guess those of the sender (ours,
 * birthday.h). */
struct teredo_guess_terms {
	uint32_t proof;        /* the receiver's nonce; not 0 */
	uint16_t sockets;      /* of the sender; 0: an offer */
	uint16_t lowest, span; /* ports where their mapped ports are; span 0: not known */
};

#define TEREDO_GUESS_LOWEST 1024u /* ports below are not guessed */

struct teredo_trailers {
	unsigned present;     /* TEREDO_TRAILER_... */
	uint32_t nonce;       /* not 0 */
	uint16_t random_port; /* not 0 */
	uint8_t alternate_count;
	struct teredo_endpoint alternates[TEREDO_ALTERNATES_MAX]; /* unicast, perhaps private */
	/* Teredo address of the sender of an indirect bubble whose source is keyed (ours). */
	struct in6_addr sender;
	struct teredo_guess_terms birthday;
};

extern const struct teredo_trailers teredo_no_trailers;

/*
 * Parses the bytes after a packet. Skips trailers of an unknown type, or with an invalid
 * value, and stops at one that is cut short (RFC 6081 5.1.2); of two of one type, the first
 * counts. False if the packet must be dropped: one of an unknown type demands that (01xxxxxx),
 * or an Alternate Address trailer is invalid.
 */
bool teredo_trailers_parse (struct teredo_trailers *, struct teredo_slice bytes);

/* Writes the trailers that are present. */
void teredo_trailers_write (struct teredo_writer *, const struct teredo_trailers *);

#endif
