/*
 * networks.c - addresses of this host and the links they are on
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "values/networks.h"

#include "values/addr.h"

bool teredo_networks_have_ipv4 (const struct teredo_networks *networks, uint32_t ip)
{
	for (size_t i = 0; networks != NULL && i < networks->ipv4_count; i++)
		if (networks->ipv4[i].address == ip)
			return true;
	return false;
}

bool teredo_networks_have_ip6 (const struct teredo_networks *networks,
                               const struct in6_addr *address)
{
	for (size_t i = 0; networks != NULL && i < networks->ip6_count; i++)
		if (teredo_ip6_equal (&networks->ip6[i], address))
			return true;
	return false;
}

/* The last address of a link, unless it has only one or two (RFC 3021). */
static bool is_broadcast (const struct teredo_link *link, uint32_t ip)
{
	const uint32_t host_bits = ~link->mask;

	return host_bits > 1 && ip == (link->address | host_bits);
}

bool teredo_networks_allow_ipv4 (const struct teredo_networks *networks, uint32_t ip)
{
	for (size_t i = 0; networks != NULL && i < networks->ipv4_count; i++)
		if (is_broadcast (&networks->ipv4[i], ip))
			return false;
	return teredo_ipv4_is_global (ip);
}

bool teredo_networks_allow (const struct teredo_networks *networks,
                            const struct teredo_endpoint *endpoint)
{
	return endpoint->port != 0 && teredo_networks_allow_ipv4 (networks, endpoint->ip);
}
