/*
 * links.h - links of this host for local client discovery
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_LINKS_H
#define MIREDO_LINKS_H

#include "roles/client.h"

/*
 * Finds the IPv4 addresses of interfaces that are up, support multicast, and are neither
 * loopback nor point-to-point. patterns: shell patterns of interface names, separated by
 * blanks; "": all. address (host byte order): the only one to be found; 0: any. Returns the
 * number of links, at most TEREDO_LINKS_MAX.
 */
size_t links_find (const char *patterns, uint32_t address,
                   struct teredo_link links[TEREDO_LINKS_MAX]);

/* Whether an IPv4 address (host byte order) is an address of this host. */
bool links_is_own (uint32_t address);

#endif
