/*
 * header.h - offsets and flags of IPv6, TCP and UDP headers
 *
 * Internal to libtun6. RFC 8200 section 3, RFC 9293 section 3.1, RFC 768.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTUN6_HEADER_H
#define LIBTUN6_HEADER_H

#include <stddef.h>
#include <stdint.h>

enum {
	IP6_HEADER = 40, /* bytes */
	IP6_PAYLOAD_LEN = 4,
	IP6_NEXT_HEADER = 6,

	TCP_HEADER = 20, /* bytes at least */
	TCP_SEQUENCE = 4,
	TCP_ACKNOWLEDGMENT = 8,
	TCP_DATA_OFFSET = 12, /* in the upper four bits, in words of 32 bits */
	TCP_FLAGS = 13,
	TCP_WINDOW = 14,
	TCP_CHECKSUM = 16,
	TCP_URGENT = 18,

	UDP_HEADER = 8, /* bytes */
	UDP_LEN = 4,
	UDP_CHECKSUM = 6,
};

enum {
	TCP_FIN = 0x01,
	TCP_PSH = 0x08,
	TCP_ACK = 0x10,
	TCP_CWR = 0x80,
};

enum { PROTOCOL_TCP = 6, PROTOCOL_UDP = 17 };

static inline uint16_t header_get16 (const uint8_t *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

static inline void header_put16 (uint8_t *at, size_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static inline uint32_t header_get32 (const uint8_t *at)
{
	return (uint32_t)header_get16 (at) << 16 | header_get16 (at + 2);
}

static inline void header_put32 (uint8_t *at, uint32_t value)
{
	header_put16 (at, value >> 16);
	header_put16 (at + 2, value);
}

/* Bytes of a TCP header; less than TCP_HEADER if that is wrong. */
static inline size_t header_tcp_len (const uint8_t *tcp)
{
	return (size_t)(tcp[TCP_DATA_OFFSET] >> 4) * 4;
}

#endif
