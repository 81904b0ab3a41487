/*
 * networks.h - addresses of this host and the links they are on
 *
 * The driver fills in a struct teredo_networks and may change it between calls. Each
 * function accepts NULL: nothing is known.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_NETWORKS_H
#define LIBTEREDO_NETWORKS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include "values/ipv4.h"

#define TEREDO_NETWORKS_MAX 256 /* addresses of either kind */

/* An IPv4 address of ours on a link, and the netmask there; host byte order. */
struct teredo_link {
	uint32_t address, mask;
};

struct teredo_networks {
	size_t ipv4_count, ip6_count;
	struct teredo_link ipv4[TEREDO_NETWORKS_MAX];
	struct in6_addr ip6[TEREDO_NETWORKS_MAX];
};

/* Whether an address is one of this host. IPv4: host byte order. */
bool teredo_networks_have_ipv4 (const struct teredo_networks *, uint32_t ip);
bool teredo_networks_have_ip6 (const struct teredo_networks *, const struct in6_addr *);

/* Whether packets may be sent to an IPv4 address (host byte order): it is global unicast and
 * not a directed broadcast address of our links (RFC 4380 5.2.4). */
bool teredo_networks_allow_ipv4 (const struct teredo_networks *, uint32_t ip);

/* The same for an endpoint, whose port must not be 0. */
bool teredo_networks_allow (const struct teredo_networks *, const struct teredo_endpoint *);

#endif
