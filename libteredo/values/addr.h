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

/* The fields of a Teredo address, in host byte order and not obfuscated. */
struct teredo_address {
	uint32_t prefix;               /* first 32 bits: 2001:0::/32 */
	uint32_t server;               /* IPv4 address of the client's server */
	uint16_t flags;                /* TEREDO_FLAG_* */
	struct teredo_endpoint mapped; /* mapped address and port of the client */
};

/* Splits any IPv6 address into the fields of a Teredo address. Does not check
 * that it is one: see teredo_address_in_prefix. */
void teredo_address_decode (struct teredo_address *, const struct in6_addr *);

/* Builds an address from its fields, as they are given. */
void teredo_address_encode (struct in6_addr *, const struct teredo_address *);

/* Whether an address is in a /32 prefix (host byte order). */
bool teredo_address_in_prefix (const struct in6_addr *, uint32_t prefix);

/* Flags of a new address: 12 of the random bits given, all others 0
 * (RFC 5991 3.1). */
uint16_t teredo_flags_random (uint16_t random);

/* Builds a link-local address with the flags and the obfuscated endpoint as
 * interface identifier. */
void teredo_linklocal_encode (struct in6_addr *, uint16_t flags, const struct teredo_endpoint *);

/* Builds the link-local address of a server from its primary IPv4 address (host
 * byte order): cone bit set, port 3544 (RFC 4380 5.3.2). */
void teredo_linklocal_server (struct in6_addr *, uint32_t primary);

/* Link-local address of every client and relay: fe80::ffff:ffff:ffff. */
extern const struct in6_addr teredo_linklocal_client;
extern const struct in6_addr teredo_all_routers; /* ff02::2 */

static inline bool teredo_ip6_equal (const struct in6_addr *a, const struct in6_addr *b)
{
	return memcmp (a, b, sizeof (*a)) == 0;
}

/* Whether an IPv6 address is global unicast: not unspecified, loopback,
 * IPv4-mapped, IPv4-compatible, link-local, site-local, unique local (fc00::/7),
 * local-use NAT64 (64:ff9b:1::/48, RFC 8215) or multicast. */
bool teredo_ip6_is_global (const struct in6_addr *);

/* Whether packets to an IPv6 address end at an IPv4 address that is part of it (host
 * byte order): 6to4 (2002::/16) and NAT64 (64:ff9b::/96). */
bool teredo_ip6_embeds_ipv4 (const struct in6_addr *, uint32_t *ip);

#endif
