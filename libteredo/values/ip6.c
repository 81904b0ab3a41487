/*
 * ip6.c - IPv6 header: parsing and writing
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "values/ip6.h"

#include "bytes/params.h"

bool teredo_ip6_parse (struct teredo_ip6 *ip6, struct teredo_slice packet)
{
	struct teredo_reader r;
	uint32_t first;
	uint16_t len;

	teredo_reader_init (&r, packet);
	first = teredo_read_u32 (&r);
	len = teredo_read_u16 (&r);
	ip6->next_header = teredo_read_u8 (&r);
	ip6->hop_limit = teredo_read_u8 (&r);
	teredo_read_bytes (&r, &ip6->src, sizeof (ip6->src));
	teredo_read_bytes (&r, &ip6->dst, sizeof (ip6->dst));
	ip6->payload = teredo_read_slice (&r, len);
	if (r.bad || first >> 28 != 6)
		return false;
	ip6->packet = (struct teredo_slice){ packet.data, TEREDO_IP6_HEADER + len };
	ip6->trailers = (struct teredo_slice){ r.next, r.left };
	return true;
}

bool teredo_ip6_is_bubble (const struct teredo_ip6 *ip6)
{
	return ip6->next_header == TEREDO_NH_NONE && ip6->payload.len == 0;
}

int teredo_ip6_icmp6_type (const struct teredo_ip6 *ip6)
{
	if (ip6->next_header != TEREDO_NH_ICMP6 || ip6->payload.len < 4)
		return -1;
	return ip6->payload.data[0];
}

void teredo_ip6_write (struct teredo_writer *w, uint16_t payload_len, uint8_t next_header,
                       uint8_t hop_limit, const struct in6_addr *src, const struct in6_addr *dst)
{
	teredo_write_u32 (w, 6u << 28);
	teredo_write_u16 (w, payload_len);
	teredo_write_u8 (w, next_header);
	teredo_write_u8 (w, hop_limit);
	teredo_write_bytes (w, src, sizeof (*src));
	teredo_write_bytes (w, dst, sizeof (*dst));
}
