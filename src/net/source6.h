/*
 * source6.h - source address of this host for the IPv6 Internet
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_SOURCE6_H
#define MIREDO_SOURCE6_H

#include <netinet/in.h>

/* The source address that this host would use to reach the IPv6 Internet; unspecified if it
 * has no route. Nothing is sent. */
void source6_find (struct in6_addr *);

#endif
