/*
 * links.c - links of this host for local client discovery
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/links.h"

#include <errno.h>
#include <fnmatch.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include "base/log.h"

static bool is_selected (const char *name, const char *patterns)
{
	const char *blanks = " \t";

	if (*patterns == '\0')
		return true;
	while (*patterns != '\0') {
		const size_t len = strcspn (patterns, blanks);
		char pattern[IF_NAMESIZE] = "";

		memcpy (pattern, patterns, len < sizeof (pattern) ? len : sizeof (pattern) - 1);
		if (fnmatch (pattern, name, 0) == 0)
			return true;
		patterns += len;
		patterns += strspn (patterns, blanks);
	}
	return false;
}

static bool is_suitable (const struct ifaddrs *ifa)
{
	const unsigned wanted = IFF_UP | IFF_MULTICAST, unwanted = IFF_LOOPBACK | IFF_POINTOPOINT;

	return ifa->ifa_addr != NULL && ifa->ifa_netmask != NULL
	       && ifa->ifa_addr->sa_family == AF_INET
	       && (ifa->ifa_flags & (wanted | unwanted)) == wanted;
}

static uint32_t ipv4_of (const struct sockaddr *address)
{
	struct sockaddr_in in;

	memcpy (&in, address, sizeof (in));
	return ntohl (in.sin_addr.s_addr);
}

size_t links_find (const char *patterns, uint32_t address,
                   struct teredo_link links[TEREDO_LINKS_MAX])
{
	struct ifaddrs *list;
	size_t count = 0;

	if (getifaddrs (&list) != 0) {
		log_debug ("cannot list interfaces: %s", strerror (errno));
		return 0;
	}
	for (const struct ifaddrs *ifa = list; ifa != NULL; ifa = ifa->ifa_next) {
		struct teredo_link link;

		if (!is_suitable (ifa) || !is_selected (ifa->ifa_name, patterns))
			continue;
		link = (struct teredo_link){ ipv4_of (ifa->ifa_addr), ipv4_of (ifa->ifa_netmask) };
		if ((address == 0 || address == link.address) && count < TEREDO_LINKS_MAX)
			links[count++] = link;
	}
	freeifaddrs (list);
	return count;
}

bool links_is_own (uint32_t address)
{
	struct ifaddrs *list;
	bool found = false;

	if (getifaddrs (&list) != 0) {
		log_debug ("cannot list interfaces: %s", strerror (errno));
		return false;
	}
	for (const struct ifaddrs *ifa = list; ifa != NULL; ifa = ifa->ifa_next)
		found = found
		        || (ifa->ifa_addr != NULL && ifa->ifa_addr->sa_family == AF_INET
		            && ipv4_of (ifa->ifa_addr) == address);
	freeifaddrs (list);
	return found;
}
