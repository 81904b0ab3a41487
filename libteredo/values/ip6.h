/*
 * ip6.h - a checked view of an IPv6 packet
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_IP6_H
#define LIBTEREDO_IP6_H

#include <netinet/in.h>
#include <stdbool.h>
#include "bytes/wire.h"

struct teredo_ip6 {
	struct teredo_slice packet;   /* header and payload, without what follows them */
	struct teredo_slice payload;  /* Payload Length bytes */
	struct teredo_slice trailers; /* bytes after the packet (RFC 6081 section 4) */
	struct in6_addr src, dst;
	uint8_t next_header;
	uint8_t hop_limit;
};

/* Whether bytes begin with an IPv6 packet: version 6, a whole header, and
 * 40 + Payload Length no more than there is (RFC 4380 5.2.3, RFC 6081 4). */
bool teredo_ip6_parse (struct teredo_ip6 *, struct teredo_slice);

/* A packet with next header 59 and no payload (RFC 4380 2.8). */
bool teredo_ip6_is_bubble (const struct teredo_ip6 *);

/* Type of the ICMPv6 message that directly follows the header; -1 if the
 * packet is something else or has less than 4 bytes of ICMPv6. */
int teredo_ip6_icmp6_type (const struct teredo_ip6 *);

/* Writes an IPv6 header: version 6, traffic class and flow label 0. */
void teredo_ip6_write (struct teredo_writer *, uint16_t payload_len, uint8_t next_header,
                       uint8_t hop_limit, const struct in6_addr *src, const struct in6_addr *dst);

#endif
