/*
 * source6.h - which IPv6 address of this host to speak from
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_SOURCE6_H
#define MIREDO_SOURCE6_H

#include <netinet/in.h>

/* The address from which this host would speak to the IPv6 Internet;
 * unspecified if it has none. Nothing is sent. */
void source6_find (struct in6_addr *);

#endif
