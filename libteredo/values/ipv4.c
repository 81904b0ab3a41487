/*
 * ipv4.c - IPv4 addresses and endpoints
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "values/ipv4.h"

#include <stddef.h>
#include "bytes/array.h"

struct range {
	uint32_t first;
	uint8_t bits; /* prefix length */
	const char *name;
};

static bool contains (const struct range *range, uint32_t ip)
{
	return (ip ^ range->first) >> (32 - range->bits) == 0;
}

/* RFC 4380 5.2.4; the last range includes the limited broadcast address. */
static const struct range not_global[] = {
	{ 0x00000000, 8, NULL },  /* 0.0.0.0/8 */
	{ 0x0a000000, 8, NULL },  /* 10.0.0.0/8 */
	{ 0x7f000000, 8, NULL },  /* 127.0.0.0/8 */
	{ 0xa9fe0000, 16, NULL }, /* 169.254.0.0/16 */
	{ 0xac100000, 12, NULL }, /* 172.16.0.0/12 */
	{ 0xc0586300, 24, NULL }, /* 192.88.99.0/24 */
	{ 0xc0a80000, 16, NULL }, /* 192.168.0.0/16 */
	{ 0xe0000000, 4, NULL },  /* 224.0.0.0/4 */
	{ 0xf0000000, 4, NULL },  /* 240.0.0.0/4 */
};

#define N_(text) text /* marks text that callers may translate */

/* IANA special-purpose registry (RFC 6890) and multicast; the first match counts. */
static const struct range special[] = {
	{ 0x00000000, 8, N_ ("this network") },
	{ 0x0a000000, 8, N_ ("private use") },
	{ 0x64400000, 10, N_ ("shared address space (carrier-grade NAT)") },
	{ 0x7f000000, 8, N_ ("loopback") },
	{ 0xa9fe0000, 16, N_ ("link local") },
	{ 0xac100000, 12, N_ ("private use") },
	{ 0xc0000000, 24, N_ ("IETF protocol assignments") },
	{ 0xc0000200, 24, N_ ("documentation") },
	{ 0xc01fc400, 24, N_ ("AS112") },
	{ 0xc034c100, 24, N_ ("automatic multicast tunnelling") },
	{ 0xc0586300, 24, N_ ("6to4 relay anycast") },
	{ 0xc0a80000, 16, N_ ("private use") },
	{ 0xc0af3000, 24, N_ ("AS112") },
	{ 0xc6120000, 15, N_ ("benchmarking") },
	{ 0xc6336400, 24, N_ ("documentation") },
	{ 0xcb007100, 24, N_ ("documentation") },
	{ 0xe0000000, 4, N_ ("multicast") },
	{ 0xffffffff, 32, N_ ("limited broadcast") },
	{ 0xf0000000, 4, N_ ("reserved") },
};

bool teredo_ipv4_is_global (uint32_t ip)
{
	for (size_t i = 0; i < ARRAY_LEN (not_global); i++)
		if (contains (&not_global[i], ip))
			return false;
	return true;
}

bool teredo_endpoint_is_global (const struct teredo_endpoint *endpoint)
{
	return endpoint->port != 0 && teredo_ipv4_is_global (endpoint->ip);
}

const char *teredo_ipv4_special (uint32_t ip)
{
	for (size_t i = 0; i < ARRAY_LEN (special); i++)
		if (contains (&special[i], ip))
			return special[i].name;
	return NULL;
}
