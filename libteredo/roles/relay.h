/*
 * relay.h - a Teredo relay (RFC 4380 section 5.4)
 *
 * Same manners as client.h: after each call that takes the time, drain
 * teredo_relay_next.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_RELAY_H
#define LIBTEREDO_RELAY_H

#include "values/env.h"
#include "values/verdict.h"

struct teredo_relay;

struct teredo_relay_config {
	uint32_t prefix; /* host byte order; TEREDO_PREFIX */
	bool nat;        /* behind a NAT: send direct bubbles too (RelayType restricted) */
	struct in6_addr icmp6_src; /* source of ICMPv6 errors; unspecified: the peer's address */
	uint32_t max_peers;        /* as in struct teredo_client_config */
	uint32_t max_packets;
	uint32_t max_packet_len;
};

/* Sensible values: TEREDO_PREFIX, no NAT, 1,048,576 peers, 4096 packets of 1500 bytes. */
void teredo_relay_config_default (struct teredo_relay_config *);

/* NULL with errno: EINVAL, ENOMEM. */
struct teredo_relay *teredo_relay_new (const struct teredo_relay_config *,
                                       const struct teredo_env *, teredo_time now);
void teredo_relay_free (struct teredo_relay *);

/* A UDP payload from an endpoint: DELIVER (*bytes goes to the tunnel), CONSUMED or DROP. */
enum teredo_verdict teredo_relay_rx (struct teredo_relay *, teredo_time now,
                                     const struct teredo_endpoint *from, struct teredo_slice udp,
                                     struct teredo_slice *bytes);

/* An IPv6 packet routed to the tunnel: SEND (to *to), CONSUMED or DROP. */
enum teredo_verdict teredo_relay_tx (struct teredo_relay *, teredo_time now,
                                     struct teredo_slice bytes, struct teredo_endpoint *to);

teredo_time teredo_relay_deadline (const struct teredo_relay *);
void teredo_relay_expire (struct teredo_relay *, teredo_time now);

/* The next thing to be done (OUT_UDP or OUT_IP6), or NULL. */
const struct teredo_out *teredo_relay_next (struct teredo_relay *);

uint32_t teredo_relay_peers (const struct teredo_relay *);
const struct teredo_counts *teredo_relay_counts (const struct teredo_relay *);

#endif
