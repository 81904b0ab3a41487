/*
 * addr.h - Teredo IPv6 addresses (RFC 4380 section 4, RFC 5991 section 3.1)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_ADDR_H
#define LIBTEREDO_ADDR_H

#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>
#include "values/ipv4.h"

/* A Teredo address taken apart; all in host byte order, nothing obfuscated. */
struct teredo_address {
	uint32_t prefix;               /* first 32 bits: 2001:0 */
	uint32_t server;               /* IPv4 address of the client's server */
	uint16_t flags;                /* TEREDO_FLAG_* */
	struct teredo_endpoint mapped; /* the client, as its server saw it */
};

void teredo_address_decode (struct teredo_address *, const struct in6_addr *);
void teredo_address_encode (struct in6_addr *, const struct teredo_address *);

/* Whether an address is in the /32 prefix (host byte order). */
bool teredo_address_in_prefix (const struct in6_addr *, uint32_t prefix);

/* Flags of a new address: 12 random bits, all others 0 (RFC 5991 3.1). */
uint16_t teredo_flags_random (uint16_t random);

/* fe80::/64 with flags and an obfuscated endpoint in the low 64 bits. */
void teredo_linklocal_encode (struct in6_addr *, uint16_t flags, const struct teredo_endpoint *);

/* The link-local address of a server, from its primary IPv4 address
 * (RFC 4380 5.3.2): cone bit set, port 3544. */
void teredo_linklocal_server (struct in6_addr *, uint32_t primary);

/* The link-local address every client and relay uses: fe80::ffff:ffff:ffff. */
extern const struct in6_addr teredo_linklocal_client;
extern const struct in6_addr teredo_all_routers; /* ff02::2 */

static inline bool teredo_ip6_equal (const struct in6_addr *a, const struct in6_addr *b)
{
	return memcmp (a, b, sizeof (*a)) == 0;
}

/* Whether an IPv6 address may be that of a host of the Internet: not
 * unspecified, loopback, IPv4-mapped or -compatible, link-local, site-local or
 * multicast. Unique local addresses (fc00::/7) are refused too: they mean
 * nothing beyond their own site. */
bool teredo_ip6_is_global (const struct in6_addr *);

#endif
