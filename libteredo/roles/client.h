/*
 * client.h - Teredo client (RFC 4380 section 5.2, RFC 5991)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_CLIENT_H
#define LIBTEREDO_CLIENT_H

#include "roles/discovery.h"
#include "roles/role.h"
#include "values/extensions.h"

struct teredo_client_config {
	struct teredo_role_config role;
	struct teredo_extensions extensions;
	uint32_t server;  /* primary IPv4 address, host byte order; 0: OUT_RESOLVE asks for it */
	uint32_t server2; /* secondary; 0: the primary plus one */
	struct in6_addr
		previous; /* address before a restart, for the same mapping; or unspecified */
	/* For secure qualification, which requires env->hmac; NULL: none. It is copied. */
	const struct teredo_identity *identity;
	bool nat_tests;        /* find out the type of NAT (nat-tests.h) */
	bool adaptive_refresh; /* find out how long the NAT keeps a mapping (refresh.h) */
	teredo_time refresh;   /* interval, RFC 6081 5.1.1: the first one if it is adaptive */
};

/* TEREDO_PREFIX, no server, 65,536 peers, 512 packets of 1500 bytes, all extensions,
 * all tests. */
void teredo_client_config_default (struct teredo_client_config *);

/* A client, which starts qualification at once. NULL with errno: EINVAL (a bound of
 * 0, a packet length under 1280, an identity without env->hmac), ENOMEM. */
struct teredo_role *teredo_client_new (const struct teredo_client_config *,
                                       const struct teredo_env *, teredo_time now);

/* The calls below are for clients alone. */

/* The reply to OUT_RESOLVE, or other servers at any time: they are tried in turn.
 * count 0: the look-up failed. */
void teredo_client_resolved (struct teredo_role *, teredo_time now,
                             const struct teredo_server_pair *, size_t count);

/* The reply to OUT_OPEN, at once: the socket's local port, host byte order; 0: it could not be
 * opened. */
void teredo_client_opened (struct teredo_role *, teredo_time now, unsigned socket, uint16_t port);

/* A UDP payload received on an auxiliary socket; as teredo_role_rx. */
enum teredo_verdict teredo_client_rx_socket (struct teredo_role *, teredo_time now, unsigned socket,
                                             const struct teredo_endpoint *from,
                                             struct teredo_slice udp, struct teredo_slice *packet);

/* A UDP payload sent to TEREDO_DISCOVERY_IPV4, port TEREDO_PORT (RFC 4380 5.2.8), and
 * to no other address. DROP or CONSUMED. */
enum teredo_verdict teredo_client_rx_discovery (struct teredo_role *, teredo_time now,
                                                const struct teredo_endpoint *from,
                                                struct teredo_slice udp);

/* Our endpoints on links, for peers behind the same NAT (RFC 6081 5.6): at most TEREDO_LOCAL_MAX
 * are used; none initially. */
#define TEREDO_LOCAL_MAX 3
void teredo_client_local (struct teredo_role *, const struct teredo_endpoint *, size_t count);

/* The router maps an external endpoint to our service port, by PCP, NAT-PMP or UPnP; NULL: no
 * longer, as initially. The address remains what the server sees: the router may be behind
 * another NAT, or wrong about its own address. */
void teredo_client_port_mapped (struct teredo_role *, teredo_time now,
                                const struct teredo_endpoint *external);

/* Sets the links for local client discovery: at most TEREDO_LINKS_MAX; none, as
 * initially, turns it off. */
void teredo_client_links (struct teredo_role *, teredo_time now, const struct teredo_link *,
                          size_t count);

#endif
