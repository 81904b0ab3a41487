/*
 * responder.h - stateless Teredo ping responder
 *
 * It is server and client of the one Teredo address that is made of an IPv4 address
 * (as server's and as mapped address) and UDP port 3545. It answers bubbles to the
 * server's port from the client's, echo requests from the port they came to, and
 * other packets with an ICMPv6 error. No answer is larger than what it answers, apart
 * from the headers of an error, and no responder answers another: packets cannot loop.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_RESPONDER_H
#define LIBTEREDO_RESPONDER_H

#include "bytes/params.h"
#include "bytes/token-bucket.h"
#include "values/env.h"
#include "values/verdict.h"

/* Its UDP ports: 3544 and 3545. */
enum teredo_responder_side { TEREDO_RESPONDER_SERVER, TEREDO_RESPONDER_CLIENT };

struct teredo_responder {
	uint32_t ip; /* our own, host byte order; 0: any */
	struct teredo_env env;
	struct teredo_counts counts;
	struct teredo_token_bucket answers, errors;
	uint8_t buf[TEREDO_UDP_MAX]; /* the last answer */
};

/* ip: our IPv4 address, host byte order; 0: any that packets are addressed to. */
void teredo_responder_init (struct teredo_responder *, uint32_t ip, const struct teredo_env *,
                            teredo_time now);

/* A UDP payload received on one port from an endpoint. SEND: *out is the datagram to
 * send from the port out->socket, valid until the next call. CONSUMED: it needs no
 * answer. Otherwise DROP. */
enum teredo_verdict teredo_responder_rx (struct teredo_responder *, teredo_time now,
                                         enum teredo_responder_side,
                                         const struct teredo_endpoint *from,
                                         struct teredo_slice udp, struct teredo_out *out);

#endif
