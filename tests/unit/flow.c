/*
 * flow.c - TCP and UDP packets, and their segmentation in the plainest way
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "flow.h"

#include <string.h>

static void put16 (uint8_t *at, size_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static void put32 (uint8_t *at, uint32_t value)
{
	put16 (at, value >> 16);
	put16 (at + 2, value & 0xffff);
}

static unsigned add (unsigned sum, unsigned word)
{
	sum += word;
	return (sum & 0xffff) + (sum >> 16);
}

/* RFC 8200 8.1, word by word. */
static unsigned checksum (const uint8_t *packet, size_t len, size_t transport, bool udp)
{
	unsigned sum = add ((unsigned)(len - transport), udp ? 17 : 6);

	for (size_t i = 8; i < 40; i += 2)
		sum = add (sum, (unsigned)packet[i] << 8 | packet[i + 1]);
	for (size_t i = transport; i < len; i += 2)
		sum = add (sum, (unsigned)packet[i] << 8 | (i + 1 < len ? packet[i + 1] : 0));
	return sum;
}

size_t flow_transport (const struct flow *f)
{
	return 40 + f->extension;
}

static void write_ip6 (struct flow_packet *p, const struct flow *f)
{
	p->bytes[0] = (uint8_t)(0x60 | f->traffic_class >> 4);
	p->bytes[1] = (uint8_t)(f->traffic_class << 4 | 0x0a);
	put16 (p->bytes + 4, p->len - 40);
	p->bytes[6] = f->udp ? 17 : 6;
	p->bytes[7] = f->hop_limit;
	memcpy (p->bytes + 8, "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01", 16);
	memcpy (p->bytes + 24, "\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x02", 16);
	if (f->extension != 0) {
		memcpy (p->bytes + 40, "\0\0\1\4\0\0\0\0", 8); /* PadN */
		p->bytes[40] = p->bytes[6];
		p->bytes[6] = 60;
	}
}

static void write_tcp (uint8_t *tcp, const struct flow *f)
{
	put16 (tcp, f->port);
	put16 (tcp + 2, 443);
	put32 (tcp + 4, f->sequence);
	put32 (tcp + 8, f->acknowledgment);
	tcp[12] = (uint8_t)((5 + f->options / 4) << 4);
	tcp[13] = f->flags;
	put16 (tcp + 14, f->window);
	put16 (tcp + 18, f->urgent);
	memset (tcp + 20, 1, f->options); /* no operation */
}

void flow_write (struct flow_packet *p, const struct flow *f)
{
	const size_t transport = flow_transport (f), head = f->udp ? 8 : 20 + f->options;
	uint8_t *at = p->bytes + transport;
	unsigned sum;

	p->len = transport + head + f->payload;
	memset (p->bytes, 0, transport + head);
	write_ip6 (p, f);
	for (size_t i = 0; i < f->payload; i++)
		at[head + i] = (uint8_t)(f->first + i);
	if (f->udp) {
		put16 (at, f->port);
		put16 (at + 2, 443);
		put16 (at + 4, p->len - transport);
	} else {
		write_tcp (at, f);
	}
	sum = checksum (p->bytes, p->len, transport, f->udp);
	put16 (at + (f->udp ? 6 : 16), f->udp && sum == 0xffff ? 0xffff : ~sum & 0xffff);
}

bool flow_is_right (const uint8_t *packet, size_t len)
{
	const bool udp = packet[6] == 17;

	return len >= 48 && packet[0] >> 4 == 6 && (packet[4] << 8 | packet[5]) == (int)(len - 40)
	       && (!udp || (packet[44] << 8 | packet[45]) == (int)(len - 40))
	       && checksum (packet, len, 40, udp) == 0xffff;
}
