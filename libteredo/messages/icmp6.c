/*
 * icmp6.c - ICMPv6 errors (RFC 4443)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "messages/icmp6.h"

#include "bytes/cksum.h"
#include "bytes/params.h"

#define HOP_LIMIT    255
#define ERROR_HEADER 8u /* bytes before the quoted packet */
#define REDIRECT     137

/* Parameter Problem: code, and offset of the field in the IPv6 header */
#define PROBLEM_NEXT_HEADER 1
#define NEXT_HEADER_OFFSET  6

bool teredo_icmp6_may_answer (const struct teredo_ip6 *ip6)
{
	int type = teredo_ip6_icmp6_type (ip6);

	return !IN6_IS_ADDR_UNSPECIFIED (&ip6->src) && !IN6_IS_ADDR_MULTICAST (&ip6->src)
	       && !IN6_IS_ADDR_MULTICAST (&ip6->dst)
	       && (type < 128 ? type < 0 : type != REDIRECT); /* types below 128 are errors */
}

static void write_error (struct teredo_writer *w, uint8_t type, uint8_t code, uint32_t value,
                         const struct in6_addr *src, const struct teredo_ip6 *about)
{
	const size_t room = TEREDO_MTU_MIN - TEREDO_IP6_HEADER - ERROR_HEADER;
	size_t quoted = about->packet.len < room ? about->packet.len : room;
	size_t at;

	teredo_ip6_write (w, (uint16_t)(ERROR_HEADER + quoted), TEREDO_NH_ICMP6, HOP_LIMIT, src,
	                  &about->src);
	at = w->len;
	teredo_write_u8 (w, type);
	teredo_write_u8 (w, code);
	teredo_write_u16 (w, 0); /* checksum */
	teredo_write_u32 (w, value);
	teredo_write_bytes (w, about->packet.data, quoted);
	teredo_cksum_seal_icmp6 (w, at, src, &about->src);
}

void teredo_icmp6_unreach (struct teredo_writer *w, enum teredo_unreach code,
                           const struct in6_addr *src, const struct teredo_ip6 *about)
{
	write_error (w, TEREDO_ICMP6_UNREACH, (uint8_t)code, 0, src, about);
}

void teredo_icmp6_next_header (struct teredo_writer *w, const struct in6_addr *src,
                               const struct teredo_ip6 *about)
{
	write_error (w, TEREDO_ICMP6_PROBLEM, PROBLEM_NEXT_HEADER, NEXT_HEADER_OFFSET, src, about);
}
