/*
 * merge.c - merging of packets of one flow into a GSO packet
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "merge.h"

#include <string.h>
#include "header.h"
#include "sum.h"

#define PAYLOAD_MAX UINT16_MAX /* bytes after the IPv6 header */

/* A packet that may be merged. */
struct candidate {
	enum tun6_gso_kind kind;
	const uint8_t *packet;
	size_t head_len;    /* bytes of the headers */
	size_t payload_len; /* bytes after that, at least 1 */
	bool last;          /* nothing may follow it */
};

/* Only data with ACK, PSH and FIN: the other flags have a meaning for one packet. */
static bool parse_tcp (struct candidate *c, size_t len)
{
	const uint8_t *tcp = c->packet + IP6_HEADER;
	uint8_t flags;

	if (len < IP6_HEADER + TCP_HEADER)
		return false;
	flags = tcp[TCP_FLAGS];
	c->kind = TUN6_GSO_TCP;
	c->head_len = IP6_HEADER + header_tcp_len (tcp);
	c->last = (flags & (TCP_PSH | TCP_FIN)) != 0;
	return c->head_len >= IP6_HEADER + TCP_HEADER && (flags & ~(TCP_PSH | TCP_FIN)) == TCP_ACK;
}

static bool parse_udp (struct candidate *c, size_t len)
{
	const uint8_t *udp = c->packet + IP6_HEADER;

	c->kind = TUN6_GSO_UDP;
	c->head_len = IP6_HEADER + UDP_HEADER;
	c->last = false;
	return len > c->head_len && header_get16 (udp + UDP_LEN) == len - IP6_HEADER
	       && header_get16 (udp + UDP_CHECKSUM) != 0;
}

/* False if the packet is not to be merged with any other. */
static bool parse (struct candidate *c, const struct tun6_merge *m, const uint8_t *packet,
                   size_t len)
{
	bool valid;

	c->packet = packet;
	if (len < IP6_HEADER || header_get16 (packet + IP6_PAYLOAD_LEN) != len - IP6_HEADER)
		return false;
	if (packet[IP6_NEXT_HEADER] == PROTOCOL_TCP)
		valid = parse_tcp (c, len);
	else
		valid = packet[IP6_NEXT_HEADER] == PROTOCOL_UDP && parse_udp (c, len);
	if (!valid || (m->kinds & TUN6_GSO_BIT (c->kind)) == 0 || c->head_len >= len)
		return false;
	c->payload_len = len - c->head_len;
	return true;
}

static bool is_intact (const struct candidate *c)
{
	const size_t len = c->head_len - IP6_HEADER + c->payload_len;
	const uint64_t pseudo = tun6_sum_pseudo (0, c->packet, len, c->packet[IP6_NEXT_HEADER]);

	return tun6_sum_fold (tun6_sum_add (pseudo, c->packet + IP6_HEADER, len)) == UINT16_MAX;
}

static bool same (const uint8_t *a, const uint8_t *b, size_t from, size_t to)
{
	return memcmp (a + from, b + from, to - from) == 0;
}

/* Whether everything that a segment inherits is the same. */
static bool has_same_head (const struct tun6_merge *m, const struct candidate *c)
{
	const uint8_t *a = m->head, *b = c->packet;

	if (c->kind != m->kind || c->head_len != m->head_len || !same (a, b, 0, IP6_PAYLOAD_LEN)
	    || !same (a, b, IP6_NEXT_HEADER, IP6_HEADER + 4)) /* with the ports */
		return false;
	if (c->kind == TUN6_GSO_UDP)
		return true;
	return header_get32 (b + IP6_HEADER + TCP_SEQUENCE) == m->sequence
	       && same (a, b, IP6_HEADER + TCP_ACKNOWLEDGMENT, IP6_HEADER + TCP_FLAGS)
	       && same (a, b, IP6_HEADER + TCP_WINDOW, IP6_HEADER + TCP_CHECKSUM)
	       && same (a, b, IP6_HEADER + TCP_URGENT, m->head_len);
}

static bool continues (const struct tun6_merge *m, const struct candidate *c)
{
	return !m->closed && m->count < TUN6_MERGE_MAX && c->payload_len <= m->size
	       && m->len - IP6_HEADER + c->payload_len <= PAYLOAD_MAX && has_same_head (m, c)
	       && is_intact (c);
}

static void take (struct tun6_merge *m, const struct candidate *c)
{
	m->parts[++m->count] = (struct iovec){ (void *)(uintptr_t)(c->packet + c->head_len),
		                               c->payload_len };
	m->len += c->payload_len;
	m->sequence += (uint32_t)c->payload_len;
	m->closed = c->last || c->payload_len < m->size;
	if (c->kind == TUN6_GSO_TCP)
		m->head[IP6_HEADER + TCP_FLAGS] |= c->packet[IP6_HEADER + TCP_FLAGS];
}

static void begin (struct tun6_merge *m, const struct candidate *c)
{
	memcpy (m->head, c->packet, c->head_len);
	m->kind = c->kind;
	m->head_len = m->len = c->head_len;
	m->size = c->payload_len;
	m->sequence = header_get32 (c->packet + IP6_HEADER + TCP_SEQUENCE);
	take (m, c);
}

/* The first packet; whether its checksum is right is not known yet. */
static void begin_any (struct tun6_merge *m, const uint8_t *packet, size_t len)
{
	struct candidate c;

	m->parts[0] = (struct iovec){ (void *)(uintptr_t)packet, len };
	m->kind = TUN6_GSO_NONE;
	m->closed = true;
	if (parse (&c, m, packet, len))
		begin (m, &c);
	m->count = 1;
}

/* Whether the first packet, still alone, is intact. */
static bool first_is_intact (struct tun6_merge *m)
{
	const struct candidate first = {
		.packet = m->parts[0].iov_base,
		.head_len = m->head_len,
		.payload_len = m->size,
	};

	if (!is_intact (&first))
		m->closed = true;
	return !m->closed;
}

bool tun6_merge_add (struct tun6_merge *m, const uint8_t *packet, size_t len)
{
	struct candidate c;

	if (m->count == 0) {
		begin_any (m, packet, len);
		return true;
	}
	if (m->closed || !parse (&c, m, packet, len) || !continues (m, &c)
	    || (m->count == 1 && !first_is_intact (m)))
		return false;
	take (m, &c);
	return true;
}

/* The headers of the GSO packet; its checksum is the sum of the pseudo-header. */
static void finish_head (struct tun6_merge *m)
{
	uint8_t *transport = m->head + IP6_HEADER;
	const size_t len = m->len - IP6_HEADER;
	const bool udp = m->kind == TUN6_GSO_UDP;
	const uint16_t sum = tun6_sum_fold (
		tun6_sum_pseudo (0, m->head, len, udp ? PROTOCOL_UDP : PROTOCOL_TCP));

	header_put16 (m->head + IP6_PAYLOAD_LEN, len);
	if (udp)
		header_put16 (transport + UDP_LEN, len);
	memcpy (transport + (udp ? UDP_CHECKSUM : TCP_CHECKSUM), &sum, sizeof (sum));
}

size_t tun6_merge_end (struct tun6_merge *m, const struct iovec **parts, struct tun6_gso *gso)
{
	const unsigned count = m->count;

	m->count = 0;
	*parts = m->parts;
	*gso = (struct tun6_gso){ .kind = TUN6_GSO_NONE };
	if (count <= 1)
		return count;
	finish_head (m);
	m->parts[0] = (struct iovec){ m->head, m->head_len };
	*gso = (struct tun6_gso){
		.kind = m->kind,
		.size = (uint16_t)m->size,
		.unsummed = true,
		.start = IP6_HEADER,
		.offset = m->kind == TUN6_GSO_UDP ? UDP_CHECKSUM : TCP_CHECKSUM,
	};
	return count + 1;
}
