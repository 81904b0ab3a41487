/*
 * server.h - Teredo server (RFC 4380 section 5.3)
 *
 * Keeps no state about clients: each datagram is answered, forwarded or dropped on
 * its own content. Only the rate of packets from an IPv4 address, and of bubbles to an
 * IPv4 address, is limited.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_SERVER_H
#define LIBTEREDO_SERVER_H

#include "roles/keyring.h"
#include "values/admitted.h"
#include "values/env.h"
#include "bytes/params.h"
#include "values/verdict.h"

struct teredo_server;

/* Its IPv4 addresses (both with UDP port 3544). */
enum teredo_server_side { TEREDO_PRIMARY, TEREDO_SECONDARY };

struct teredo_server_config {
	uint32_t prefix;    /* host byte order; TEREDO_PREFIX */
	uint32_t primary;   /* IPv4 address, host byte order */
	uint32_t secondary; /* another IPv4 address, host byte order; 0: none */
	uint32_t mtu;       /* bytes, advertised; TEREDO_MTU_MIN */
	/* Packets a second from one IPv4 address, and bubbles a second from one /16 network to
	 * one IPv4 address. */
	uint32_t rate;
	uint32_t max_addresses; /* that have a bucket each for that */
	/* How many servers share the addresses. All packets from an IPv4 address go to the same
	 * one; each applies its share of the limits that senders share (bubbles to an address). */
	uint32_t parts;
	/* Of clients that qualify securely; NULL: not recorded. It must outlive the server. */
	const struct teredo_admission *admission;
	/* Mbit/s of data forwarded from one admitted client to another, all together; 0: none. No
	 * IPv4 address may send more than a quarter of it. */
	uint32_t forward_rate;
	bool exit; /* forward ICMPv6 to the IPv6 Internet for admitted clients only */
};

/* TEREDO_PREFIX, MTU 1280, 1000 a second for 262,144 addresses, one part; no own addresses. */
void teredo_server_config_default (struct teredo_server_config *);

#define TEREDO_FORWARD_RATE_MAX 250u /* Mbit/s */

/* NULL with errno: EINVAL (a forward_rate above that or without admission, no primary address, both
 * the same, an MTU out of 1280..65467, a rate out of 1..16000, max_addresses 0), ENOMEM. */
struct teredo_server *teredo_server_new (const struct teredo_server_config *,
                                         const struct teredo_env *);
void teredo_server_free (struct teredo_server *);

/* Sets the clients that have a secret, for secure qualification, and whether others are refused.
 * NULL, as initially: none has one. The keyring must exist as long as it is set. Requires
 * env->hmac. */
void teredo_server_use_keyring (struct teredo_server *, const struct teredo_keyring *,
                                bool secure_only);

/*
 * A UDP payload received at one address from an endpoint. SEND: *out is a datagram to
 * send from the address out->socket. DELIVER: out->data is a packet to send to the IPv6
 * Internet. Otherwise DROP. *out is valid until the next call.
 *
 * Nothing is forwarded to an address of this host: those of the server, and those of
 * env->networks. A client on this host gets its advertisement.
 */
enum teredo_verdict teredo_server_rx (struct teredo_server *, teredo_time now,
                                      enum teredo_server_side, const struct teredo_endpoint *from,
                                      struct teredo_slice udp, struct teredo_out *out);

const struct teredo_counts *teredo_server_counts (const struct teredo_server *);

#endif
