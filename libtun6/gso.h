/*
 * gso.h - GSO packets: what the kernel has left to do in a packet
 *
 * A GSO packet is a TCP or UDP packet of up to 65535 bytes of payload that stands for
 * several packets of the same flow, its segments.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTUN6_GSO_H
#define LIBTUN6_GSO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum tun6_gso_kind { TUN6_GSO_NONE, TUN6_GSO_TCP, TUN6_GSO_UDP };

/* A set of kinds. */
#define TUN6_GSO_BIT(kind) (1u << (kind))
#define TUN6_GSO_ALL       (TUN6_GSO_BIT (TUN6_GSO_TCP) | TUN6_GSO_BIT (TUN6_GSO_UDP))

struct tun6_gso {
	enum tun6_gso_kind kind; /* NONE: an ordinary packet */
	uint16_t size;           /* bytes of payload in each segment but the last */
	bool unsummed;           /* the checksum is to be computed: */
	uint16_t start;          /* over the bytes from here to the end, */
	uint16_t offset;         /* and stored this many bytes after start */
};

#endif
