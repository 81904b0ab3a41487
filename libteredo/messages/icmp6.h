/*
 * icmp6.h - ICMPv6 errors (RFC 4443)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_ICMP6_H
#define LIBTEREDO_ICMP6_H

#include "values/ip6.h"

enum teredo_unreach {
	TEREDO_UNREACH_NO_ROUTE = 0, /* no such destination, or none while off-line */
	TEREDO_UNREACH_ADMIN = 1,    /* prohibited: a destination we refuse */
	TEREDO_UNREACH_ADDRESS = 3,  /* the peer does not answer */
};

/* Whether RFC 4443 2.4 (e) lets an error be sent about a packet: its source is
 * one host, its destination is not multicast, it is no ICMPv6 error or redirect. */
bool teredo_icmp6_may_answer (const struct teredo_ip6 *);

/* Writes a Destination Unreachable from src to the packet's source, with as
 * much of the packet as fits in 1280 bytes in all. */
void teredo_icmp6_unreach (struct teredo_writer *, enum teredo_unreach, const struct in6_addr *src,
                           const struct teredo_ip6 *about);

/* Writes a Parameter Problem in the same way: the packet's next header is unknown. */
void teredo_icmp6_next_header (struct teredo_writer *, const struct in6_addr *src,
                               const struct teredo_ip6 *about);

#endif
