/*
 * responder.h - a responder that keeps nothing: a target for tests of Teredo
 *
 * It is server and client of the one Teredo address that is made of an IPv4
 * address, as server's and as mapped one, and UDP port 3545. Bubbles that come to
 * its server's port are answered from the client's, echo requests from where
 * they came to, and other packets with an ICMPv6 error. No answer is larger than
 * what it answers, but for the headers of an error, and none is answered by
 * another responder: nothing can be made to go round.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_RESPONDER_H
#define LIBTEREDO_RESPONDER_H

#include "bytes/token-bucket.h"
#include "values/env.h"
#include "bytes/params.h"
#include "values/verdict.h"

/* Its UDP ports: 3544 and 3545. */
enum teredo_responder_side { TEREDO_RESPONDER_SERVER, TEREDO_RESPONDER_CLIENT };

struct teredo_responder {
	uint32_t ip; /* ours, host byte order; 0: any */
	struct teredo_counts counts;
	struct teredo_token_bucket answers, errors;
	uint8_t buf[TEREDO_UDP_MAX]; /* an answer */
};

/* A datagram to be sent; its data lives until the next call. */
struct teredo_responder_send {
	enum teredo_responder_side from;
	struct teredo_endpoint to;
	struct teredo_slice data;
};

/* ip: our IPv4 address, host byte order; 0: whatever address is asked for. */
void teredo_responder_init (struct teredo_responder *, uint32_t ip, teredo_time now);

/* A UDP payload received on one side from an endpoint. SEND: *send says what to
 * send where. CONSUMED: it needs no answer. Else DROP. */
enum teredo_verdict teredo_responder_rx (struct teredo_responder *, teredo_time now,
                                         enum teredo_responder_side,
                                         const struct teredo_endpoint *from,
                                         struct teredo_slice udp,
                                         struct teredo_responder_send *send);

#endif
