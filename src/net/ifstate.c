/*
 * ifstate.c - state of an interface: up or down, IPv6 addresses
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/ifstate.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

static void add (struct ifstate *state, const struct ifaddrs *ifa, const struct in6_addr *address)
{
	struct sockaddr_in6 in;

	if ((ifa->ifa_flags & IFF_UP) != 0)
		state->up = true;
	if (ifa->ifa_addr == NULL || ifa->ifa_addr->sa_family != AF_INET6)
		return;
	state->count++;
	memcpy (&in, ifa->ifa_addr, sizeof (in));
	if (IN6_ARE_ADDR_EQUAL (&in.sin6_addr, address))
		state->has_address = true;
}

int ifstate_get (struct ifstate *state, const char *interface, const struct in6_addr *address)
{
	struct ifaddrs *list;

	*state = (struct ifstate){ .up = false };
	if (getifaddrs (&list) != 0)
		return -1;
	for (const struct ifaddrs *ifa = list; ifa != NULL; ifa = ifa->ifa_next)
		if (strcmp (ifa->ifa_name, interface) == 0)
			add (state, ifa, address);
	freeifaddrs (list);
	return 0;
}

bool ifstate_lost (const struct ifstate *earlier, const struct ifstate *later)
{
	return (earlier->up && !later->up) || (earlier->has_address && !later->has_address)
	       || later->count < earlier->count;
}
