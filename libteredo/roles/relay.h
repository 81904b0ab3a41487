/*
 * relay.h - Teredo relay (RFC 4380 section 5.4)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_RELAY_H
#define LIBTEREDO_RELAY_H

#include "roles/role.h"
#include "values/admitted.h"

struct teredo_relay_config {
	struct teredo_role_config role;
	bool nat; /* behind a NAT: send direct bubbles too (RelayType restricted) */
	const struct teredo_admission
		*admission;        /* carry packets of these clients only; NULL: all */
	struct in6_addr icmp6_src; /* source of ICMPv6 errors; unspecified: the peer's address */
};

/* TEREDO_PREFIX, no NAT, 1,048,576 peers, 4096 packets of 1500 bytes. */
void teredo_relay_config_default (struct teredo_relay_config *);

/* NULL with errno: EINVAL (a bound of 0, a packet length under 1280), ENOMEM. */
struct teredo_role *teredo_relay_new (const struct teredo_relay_config *, const struct teredo_env *,
                                      teredo_time now);

#endif
