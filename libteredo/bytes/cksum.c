/*
 * cksum.c - Internet checksum (RFC 1071) and ICMPv6 checksum (RFC 4443 2.3)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "bytes/cksum.h"

#include "bytes/params.h"

uint16_t teredo_cksum_add (uint16_t sum, struct teredo_slice bytes)
{
	uint64_t total = sum;
	size_t i;

	for (i = 0; i + 1 < bytes.len; i += 2)
		total += (uint32_t)(bytes.data[i] << 8 | bytes.data[i + 1]);
	if (i < bytes.len) /* pad an odd last byte with a zero */
		total += (uint32_t)bytes.data[i] << 8;
	while (total >> 16 != 0)
		total = (total & 0xffff) + (total >> 16);
	return (uint16_t)total;
}

uint16_t teredo_cksum_icmp6 (const struct in6_addr *src, const struct in6_addr *dst,
                             struct teredo_slice icmp6)
{
	uint8_t len_and_protocol[8];
	struct teredo_writer w;
	uint16_t sum;

	teredo_writer_init (&w, len_and_protocol, sizeof (len_and_protocol));
	teredo_write_u32 (&w, (uint32_t)icmp6.len);
	teredo_write_u32 (&w, TEREDO_NH_ICMP6);
	sum = teredo_cksum_add (0, (struct teredo_slice){ src->s6_addr, 16 });
	sum = teredo_cksum_add (sum, (struct teredo_slice){ dst->s6_addr, 16 });
	sum = teredo_cksum_add (sum, teredo_writer_done (&w));
	sum = teredo_cksum_add (sum, icmp6);
	return (uint16_t)~sum;
}

void teredo_cksum_seal_icmp6 (struct teredo_writer *w, size_t at, const struct in6_addr *src,
                              const struct in6_addr *dst)
{
	if (w->bad)
		return;
	teredo_write_u16_at (
		w, at + 2,
		teredo_cksum_icmp6 (src, dst, (struct teredo_slice){ w->base + at, w->len - at }));
}
