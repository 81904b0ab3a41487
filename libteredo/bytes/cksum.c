/*
 * cksum.c - Internet checksum (RFC 1071) and ICMPv6 checksum (RFC 4443 2.3)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "bytes/cksum.h"

#include "bytes/params.h"

/* Adds bytes to a sum of 16-bit words, 32 bits at a time; there is room for the carries of
 * 2^32 additions. */
static uint64_t add (uint64_t sum, const uint8_t *bytes, size_t len)
{
	size_t i;

	for (i = 0; i + 4 <= len; i += 4)
		sum += (uint32_t)bytes[i] << 24 | (uint32_t)bytes[i + 1] << 16
		       | (uint32_t)bytes[i + 2] << 8 | bytes[i + 3];
	for (; i < len; i++) /* an odd last byte is padded with a zero */
		sum += i % 2 == 0 ? (uint32_t)bytes[i] << 8 : bytes[i];
	return sum;
}

static uint16_t fold (uint64_t sum)
{
	sum = (sum & 0xffffffff) + (sum >> 32);
	sum = (sum & 0xffff) + (sum >> 16 & 0xffff) + (sum >> 32);
	sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)(sum + (sum >> 16));
}

uint16_t teredo_cksum_add (uint16_t sum, struct teredo_slice bytes)
{
	return fold (add (sum, bytes.data, bytes.len));
}

uint16_t teredo_cksum_icmp6 (const struct in6_addr *src, const struct in6_addr *dst,
                             struct teredo_slice icmp6)
{
	uint64_t sum = (uint32_t)icmp6.len + (uint64_t)TEREDO_NH_ICMP6;

	sum = add (sum, src->s6_addr, sizeof (src->s6_addr));
	sum = add (sum, dst->s6_addr, sizeof (dst->s6_addr));
	return (uint16_t)~fold (add (sum, icmp6.data, icmp6.len));
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
