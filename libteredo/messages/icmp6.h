/*
 * icmp6.h - ICMPv6 errors (RFC 4443)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_ICMP6_H
#define LIBTEREDO_ICMP6_H

#include "values/ip6.h"

/* Codes of Destination Unreachable. */
enum teredo_unreach {
	TEREDO_UNREACH_NONE = -1,    /* no error is sent */
	TEREDO_UNREACH_NO_ROUTE = 0, /* no route to the destination, or off-line */
	TEREDO_UNREACH_ADMIN = 1,    /* destination or source not allowed */
	TEREDO_UNREACH_ADDRESS = 3,  /* peer not responding */
};

/* Whether RFC 4443 2.4 (e) allows an error to be sent about a packet: it is from
 * a unicast address, not to a multicast address, and not an ICMPv6 error or
 * redirect. */
bool teredo_icmp6_may_answer (const struct teredo_ip6 *);

/* Writes a Destination Unreachable from src to the packet's source, with as
 * much of the packet as fits in 1280 bytes. */
void teredo_icmp6_unreach (struct teredo_writer *, enum teredo_unreach, const struct in6_addr *src,
                           const struct teredo_ip6 *about);

/* Writes a Parameter Problem likewise: unrecognized next header. */
void teredo_icmp6_next_header (struct teredo_writer *, const struct in6_addr *src,
                               const struct teredo_ip6 *about);

#endif
