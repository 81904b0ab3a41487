/*
 * links.h - the links of this host on which other clients may be
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_LINKS_H
#define MIREDO_LINKS_H

#include "roles/client.h"

/*
 * Finds our IPv4 addresses on interfaces that are up, can multicast, and are
 * neither loopback nor point-to-point. Patterns (as a shell's, blanks between
 * them; "": any name) choose among the interfaces; an address (host byte order;
 * 0: any) is the only one wanted. How many were found, up to TEREDO_LINKS_MAX.
 */
size_t links_find (const char *patterns, uint32_t address,
                   struct teredo_link links[TEREDO_LINKS_MAX]);

#endif
