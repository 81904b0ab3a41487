/*
 * ifstate.h - state of an interface: up or down, IPv6 addresses
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_IFSTATE_H
#define MIREDO_IFSTATE_H

#include <netinet/in.h>
#include <stdbool.h>

struct ifstate {
	bool up;
	bool has_address; /* the one that was asked for */
	unsigned count;   /* of IPv6 addresses */
};

/* Looks up the state of an interface and whether it has an address. 0, or -1 with errno. */
int ifstate_get (struct ifstate *, const char *interface, const struct in6_addr *address);

/* Whether the later state lacks what the earlier has. */
bool ifstate_lost (const struct ifstate *earlier, const struct ifstate *later);

#endif
