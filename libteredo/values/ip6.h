/*
 * ip6.h - IPv6 header: parsing and writing
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_IP6_H
#define LIBTEREDO_IP6_H

#include <netinet/in.h>
#include <stdbool.h>
#include "bytes/wire.h"

/* A parsed IPv6 packet; the slices point into the bytes that were parsed. */
struct teredo_ip6 {
	struct teredo_slice packet;   /* header and payload */
	struct teredo_slice payload;  /* as long as Payload Length says */
	struct teredo_slice trailers; /* bytes after the packet (RFC 6081 section 4) */
	struct in6_addr src, dst;
	uint8_t next_header;
	uint8_t hop_limit;
};

/* Parses an IPv6 packet and any trailers after it. False, and the result is
 * undefined, unless the version is 6 and header and payload are complete
 * (RFC 4380 5.2.3, RFC 6081 4). */
bool teredo_ip6_parse (struct teredo_ip6 *, struct teredo_slice packet);

/* Whether a packet is a bubble: next header 59 and no payload (RFC 4380 2.8). */
bool teredo_ip6_is_bubble (const struct teredo_ip6 *);

/* Type of the ICMPv6 message that directly follows the header; -1 if there is
 * none or it is shorter than 4 bytes. */
int teredo_ip6_icmp6_type (const struct teredo_ip6 *);

/* Writes an IPv6 header: version 6, traffic class and flow label 0. */
void teredo_ip6_write (struct teredo_writer *, uint16_t payload_len, uint8_t next_header,
                       uint8_t hop_limit, const struct in6_addr *src, const struct in6_addr *dst);

#endif
