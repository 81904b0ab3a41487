/*
 * relay.h - Teredo relay (RFC 4380 section 5.4)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_RELAY_H
#define LIBTEREDO_RELAY_H

#include "roles/role.h"

struct teredo_relay_config {
	uint32_t prefix; /* host byte order; TEREDO_PREFIX */
	bool nat;        /* behind a NAT: send direct bubbles too (RelayType restricted) */
	struct in6_addr icmp6_src; /* source of ICMPv6 errors; unspecified: the peer's address */
	uint32_t max_peers;        /* as in struct teredo_client_config */
	uint32_t max_packets;
	uint32_t max_packet_len;
};

/* TEREDO_PREFIX, no NAT, 1,048,576 peers, 4096 packets of 1500 bytes. */
void teredo_relay_config_default (struct teredo_relay_config *);

/* NULL with errno: EINVAL (a bound of 0, a packet length under 1280), ENOMEM. */
struct teredo_role *teredo_relay_new (const struct teredo_relay_config *, const struct teredo_env *,
                                      teredo_time now);

#endif
