/*
 * networks.c - addresses of this host
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/networks.h"

#include <errno.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include "base/i18n.h"
#include "base/log.h"

static uint32_t ipv4_of (const struct sockaddr *address)
{
	struct sockaddr_in in;

	memcpy (&in, address, sizeof (in));
	return ntohl (in.sin_addr.s_addr);
}

/* Returns false if there is no room. */
static bool add_ipv4 (struct teredo_networks *networks, const struct ifaddrs *ifa)
{
	if (networks->ipv4_count == TEREDO_NETWORKS_MAX)
		return false;
	networks->ipv4[networks->ipv4_count++] = (struct teredo_link){
		.address = ipv4_of (ifa->ifa_addr),
		.mask = ifa->ifa_netmask != NULL ? ipv4_of (ifa->ifa_netmask) : UINT32_MAX,
	};
	return true;
}

static bool add_ip6 (struct teredo_networks *networks, const struct ifaddrs *ifa)
{
	struct sockaddr_in6 in6;

	if (networks->ip6_count == TEREDO_NETWORKS_MAX)
		return false;
	memcpy (&in6, ifa->ifa_addr, sizeof (in6));
	networks->ip6[networks->ip6_count++] = in6.sin6_addr;
	return true;
}

static bool add (struct teredo_networks *networks, const struct ifaddrs *ifa)
{
	if (ifa->ifa_addr == NULL)
		return true;
	switch (ifa->ifa_addr->sa_family) {
	case AF_INET:
		return add_ipv4 (networks, ifa);
	case AF_INET6:
		return add_ip6 (networks, ifa);
	default:
		return true;
	}
}

void networks_find (struct teredo_networks *networks)
{
	static bool warned;
	struct ifaddrs *list;
	bool all = true;

	if (getifaddrs (&list) != 0) {
		log_debug ("cannot list the addresses of this host: %s", strerror (errno));
		return;
	}
	networks->ipv4_count = networks->ip6_count = 0;
	for (const struct ifaddrs *ifa = list; ifa != NULL; ifa = ifa->ifa_next)
		all = add (networks, ifa) && all;
	freeifaddrs (list);
	if (!all && !warned)
		log_warning (_ ("this host has more than %u addresses; the others are treated like "
		                "those of any other host"),
		             TEREDO_NETWORKS_MAX);
	warned = !all;
}
