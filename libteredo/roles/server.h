/*
 * server.h - a Teredo server (RFC 4380 section 5.3)
 *
 * Keeps nothing about clients: each datagram is answered, forwarded or dropped
 * on what it says itself. Only how much an IPv4 address may have us do, and how
 * much may be done to it, is bounded.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_SERVER_H
#define LIBTEREDO_SERVER_H

#include "values/env.h"
#include "messages/nd.h"
#include "bytes/params.h"
#include "values/verdict.h"

struct teredo_server;

/* Which of its two IPv4 addresses (both with UDP port 3544). */
enum teredo_server_side { TEREDO_PRIMARY, TEREDO_SECONDARY };

struct teredo_server_config {
	uint32_t prefix;        /* host byte order; TEREDO_PREFIX */
	uint32_t primary;       /* IPv4 address, host byte order */
	uint32_t secondary;     /* another IPv4 address, host byte order */
	uint32_t mtu;           /* bytes, advertised; TEREDO_MTU_MIN */
	uint32_t budget;        /* packets a second from, bubbles a second to, one IPv4 address */
	uint32_t max_addresses; /* that are kept apart for that */
};

/* TEREDO_PREFIX, MTU 1280, 1000 a second for 262144 addresses; no addresses of
 * our own. */
void teredo_server_config_default (struct teredo_server_config *);

/* NULL with errno: EINVAL (an address missing, or both the same, an MTU out of
 * 1280..65467, a budget out of 1..16000), ENOMEM. */
struct teredo_server *teredo_server_new (const struct teredo_server_config *,
                                         const struct teredo_env *);
void teredo_server_free (struct teredo_server *);

/* A datagram to be sent: head, then body. */
struct teredo_server_send {
	enum teredo_server_side from;
	struct teredo_endpoint to;
	size_t head_len; /* bytes */
	uint8_t head[TEREDO_AUTH_MIN + TEREDO_ORIGIN_LEN + TEREDO_RA_LEN];
	struct teredo_slice body; /* part of the datagram that was received */
};

/*
 * A UDP payload received on one side from an endpoint. SEND: *send says what
 * to send where. DELIVER: *ip6 goes out to the IPv6 Internet. Else DROP.
 */
enum teredo_verdict teredo_server_rx (struct teredo_server *, teredo_time now,
                                      enum teredo_server_side, const struct teredo_endpoint *from,
                                      struct teredo_slice udp, struct teredo_slice *ip6,
                                      struct teredo_server_send *send);

const struct teredo_counts *teredo_server_counts (const struct teredo_server *);

#endif
