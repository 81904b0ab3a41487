/*
 * addr.c - Teredo IPv6 addresses (RFC 4380 section 4, RFC 5991 section 3.1)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "values/addr.h"

#include <string.h>
#include "bytes/params.h"
#include "bytes/wire.h"

const struct in6_addr teredo_linklocal_client = {
	{ { 0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff } },
};
const struct in6_addr teredo_all_routers = {
	{ { 0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02 } },
};

void teredo_address_decode (struct teredo_address *parts, const struct in6_addr *address)
{
	struct teredo_reader r;

	teredo_reader_init (&r, (struct teredo_slice){ address->s6_addr, 16 });
	parts->prefix = teredo_read_u32 (&r);
	parts->server = teredo_read_u32 (&r);
	parts->flags = teredo_read_u16 (&r);
	parts->mapped = teredo_endpoint_read (&r);
}

static void encode (struct in6_addr *address, uint32_t high, uint32_t low, uint16_t flags,
                    const struct teredo_endpoint *mapped)
{
	struct teredo_writer w;

	teredo_writer_init (&w, address->s6_addr, 16);
	teredo_write_u32 (&w, high);
	teredo_write_u32 (&w, low);
	teredo_write_u16 (&w, flags);
	teredo_endpoint_write (&w, mapped);
}

void teredo_address_encode (struct in6_addr *address, const struct teredo_address *parts)
{
	encode (address, parts->prefix, parts->server, parts->flags, &parts->mapped);
}

bool teredo_address_in_prefix (const struct in6_addr *address, uint32_t prefix)
{
	const uint8_t *b = address->s6_addr;

	return ((uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3]) == prefix;
}

uint16_t teredo_flags_random (uint16_t random)
{
	return random & TEREDO_FLAG_RANDOM;
}

void teredo_linklocal_encode (struct in6_addr *address, uint16_t flags,
                              const struct teredo_endpoint *mapped)
{
	encode (address, 0xfe800000, 0, flags, mapped);
}

void teredo_linklocal_server (struct in6_addr *address, uint32_t primary)
{
	const struct teredo_endpoint server = { .ip = primary, .port = TEREDO_PORT };

	teredo_linklocal_encode (address, TEREDO_FLAG_CONE, &server);
}

bool teredo_ip6_is_global (const struct in6_addr *address)
{
	static const uint8_t zeros[12];
	static const uint8_t nat64_local[6] = { 0x00, 0x64, 0xff, 0x9b, 0x00, 0x01 };
	const uint8_t *b = address->s6_addr;

	if (b[0] == 0xff                             /* multicast */
	    || (b[0] & 0xfe) == 0xfc                 /* unique local */
	    || (b[0] == 0xfe && (b[1] & 0x80) != 0)) /* link-local, site-local */
		return false;
	/* ::, ::1, IPv4-compatible, IPv4-mapped; C libraries disagree about
	 * IN6_IS_ADDR_V4COMPAT */
	return memcmp (b, zeros, 12) != 0 && !IN6_IS_ADDR_V4MAPPED (address)
	       && memcmp (b, nat64_local, sizeof (nat64_local)) != 0;
}

bool teredo_ip6_embeds_ipv4 (const struct in6_addr *address, uint32_t *ip)
{
	static const uint8_t nat64[12] = { 0x00, 0x64, 0xff, 0x9b };
	const uint8_t *b = address->s6_addr;
	struct teredo_reader r;
	size_t at;

	if (b[0] == 0x20 && b[1] == 0x02) /* 6to4 */
		at = 2;
	else if (memcmp (b, nat64, sizeof (nat64)) == 0)
		at = 12;
	else
		return false;
	teredo_reader_init (&r, (struct teredo_slice){ b + at, 4 });
	*ip = teredo_read_u32 (&r);
	return true;
}
