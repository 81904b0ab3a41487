/*
 * ipv4.c - IPv4 addresses and endpoints
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "values/ipv4.h"

#include <stddef.h>
#include "bytes/array.h"

#define N_(text) text /* marks text that callers may translate */

struct range {
	uint32_t first;
	uint8_t bits; /* prefix length */
	bool global;  /* may be the address of a host on the IPv4 Internet */
	const char *name;
};

/*
 * IANA special-purpose registry (RFC 6890) and multicast; in ascending order; the last match
 * counts. Global differs from the registry in the ranges for documentation and benchmarking: nobody
 * on the Internet has these addresses, and test networks are built of them. All ranges of RFC
 * 4380 5.2.4 are not global.
 */
static const struct range special[] = {
	{ 0x00000000, 8, false, N_ ("this network") },
	{ 0x0a000000, 8, false, N_ ("private use") },
	{ 0x64400000, 10, false, N_ ("shared address space (carrier-grade NAT)") },
	{ 0x7f000000, 8, false, N_ ("loopback") },
	{ 0xa9fe0000, 16, false, N_ ("link local") },
	{ 0xac100000, 12, false, N_ ("private use") },
	{ 0xc0000000, 24, false, N_ ("IETF protocol assignments") },
	{ 0xc0000200, 24, true, N_ ("documentation") },
	{ 0xc01fc400, 24, true, N_ ("AS112") },
	{ 0xc034c100, 24, true, N_ ("automatic multicast tunnelling") },
	{ 0xc0586300, 24, false, N_ ("6to4 relay anycast") },
	{ 0xc0a80000, 16, false, N_ ("private use") },
	{ 0xc0af3000, 24, true, N_ ("AS112") },
	{ 0xc6120000, 15, true, N_ ("benchmarking") },
	{ 0xc6336400, 24, true, N_ ("documentation") },
	{ 0xcb007100, 24, true, N_ ("documentation") },
	{ 0xe0000000, 4, false, N_ ("multicast") },
	{ 0xf0000000, 4, false, N_ ("reserved") },
	{ 0xffffffff, 32, false, N_ ("limited broadcast") },
};

static const struct range *find (uint32_t ip)
{
	const struct range *found = NULL;

	for (size_t i = 0; i < ARRAY_LEN (special) && special[i].first <= ip; i++)
		if ((ip ^ special[i].first) >> (32 - special[i].bits) == 0)
			found = &special[i];
	return found;
}

bool teredo_ipv4_is_global (uint32_t ip)
{
	const struct range *range = find (ip);

	return range == NULL || range->global;
}

bool teredo_endpoint_is_global (const struct teredo_endpoint *endpoint)
{
	return endpoint->port != 0 && teredo_ipv4_is_global (endpoint->ip);
}

const char *teredo_ipv4_special (uint32_t ip)
{
	const struct range *range = find (ip);

	return range != NULL ? range->name : NULL;
}
