/*
 * split.c - splitting of GSO packets into segments
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "split.h"

#include <string.h>
#include "header.h"
#include "sum.h"

/* Bytes of the headers up to the payload; 0: not complete. */
static size_t head_len (const uint8_t *packet, size_t len, const struct tun6_gso *gso)
{
	size_t transport;

	if (gso->kind == TUN6_GSO_UDP)
		return gso->start + UDP_HEADER;
	if (len < (size_t)gso->start + TCP_HEADER)
		return 0;
	transport = header_tcp_len (packet + gso->start);
	return transport < TCP_HEADER ? 0 : gso->start + transport;
}

bool tun6_split_init (struct tun6_split *split, const uint8_t *packet, size_t len,
                      const struct tun6_gso *gso)
{
	const size_t head = head_len (packet, len, gso);

	if (len < IP6_HEADER || packet[0] >> 4 != 6 || gso->start < IP6_HEADER || head == 0
	    || head >= len || gso->size == 0 || head + gso->size > IP6_HEADER + UINT16_MAX)
		return false;
	*split = (struct tun6_split){
		.packet = packet,
		.head_len = head,
		.payload_len = len - head,
		.kind = gso->kind,
		.start = gso->start,
		.size = gso->size,
		.segment_len = head + gso->size,
	};
	return true;
}

/* TCP: a segment has its own sequence number; CWR is only in the first, FIN and PSH only in
 * the last one (RFC 3168 6.1.2). */
static void adapt_tcp (const struct tun6_split *split, uint8_t *tcp, size_t len)
{
	header_put32 (tcp + TCP_SEQUENCE,
	              header_get32 (tcp + TCP_SEQUENCE) + (uint32_t)split->done);
	if (split->done > 0)
		tcp[TCP_FLAGS] &= (uint8_t)~TCP_CWR;
	if (split->done + len < split->payload_len)
		tcp[TCP_FLAGS] &= (uint8_t) ~(TCP_FIN | TCP_PSH);
}

/* Computes the checksum of a TCP or UDP packet of len bytes. */
static void seal (uint8_t *ip6, uint8_t *transport, size_t len, bool udp)
{
	uint8_t *checksum = transport + (udp ? UDP_CHECKSUM : TCP_CHECKSUM);
	uint64_t sum;

	header_put16 (checksum, 0);
	sum = tun6_sum_pseudo (0, ip6, len, udp ? PROTOCOL_UDP : PROTOCOL_TCP);
	tun6_sum_store (checksum, tun6_sum_add (sum, transport, len));
	if (udp && header_get16 (checksum) == 0) /* 0 would mean "none" (RFC 768) */
		header_put16 (checksum, UINT16_MAX);
}

/* Writes the next segment, with len bytes of payload. */
static void write_segment (const struct tun6_split *split, uint8_t *out, size_t len)
{
	uint8_t *transport = out + split->start;
	const size_t transport_len = split->head_len - split->start + len;

	memcpy (out, split->packet, split->head_len);
	memcpy (out + split->head_len, split->packet + split->head_len + split->done, len);
	header_put16 (out + IP6_PAYLOAD_LEN, split->head_len - IP6_HEADER + len);
	if (split->kind == TUN6_GSO_TCP)
		adapt_tcp (split, transport, len);
	else
		header_put16 (transport + UDP_LEN, transport_len);
	seal (out, transport, transport_len, split->kind == TUN6_GSO_UDP);
}

size_t tun6_split_next (struct tun6_split *split, uint8_t *out, size_t cap, unsigned max)
{
	size_t written = 0;

	for (unsigned i = 0; i < max && split->done < split->payload_len; i++) {
		const size_t left = split->payload_len - split->done;
		const size_t len = left < split->size ? left : split->size;

		if (cap - written < split->head_len + len)
			break;
		write_segment (split, out + written, len);
		written += split->head_len + len;
		split->done += len;
	}
	return written;
}

bool tun6_split_seal (uint8_t *packet, size_t len, const struct tun6_gso *gso)
{
	uint8_t *checksum = packet + gso->start + gso->offset;

	if (gso->start < IP6_HEADER || (size_t)gso->start + gso->offset + 2 > len)
		return false;
	/* The field holds the sum of the pseudo-header. */
	tun6_sum_store (checksum, tun6_sum_add (0, packet + gso->start, len - gso->start));
	if (gso->offset == UDP_CHECKSUM && header_get16 (checksum) == 0)
		header_put16 (checksum, UINT16_MAX);
	return true;
}
