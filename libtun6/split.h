/*
 * split.h - splitting of GSO packets into segments
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTUN6_SPLIT_H
#define LIBTUN6_SPLIT_H

#include "gso.h"

struct tun6_split {
	const uint8_t *packet;   /* the GSO packet: */
	size_t head_len;         /* bytes of its headers, copied to each segment */
	size_t payload_len;      /* bytes after that */
	size_t done;             /* bytes of payload in segments written so far */
	enum tun6_gso_kind kind; /* never NONE */
	size_t start;            /* offset of the TCP or UDP header */
	size_t size;             /* bytes of payload in a segment */
	size_t segment_len;      /* bytes of a segment; the last one may be shorter */
};

/* Prepares to split an IPv6 packet of a kind other than NONE. False if the headers are not
 * complete, or it is not such a packet. */
bool tun6_split_init (struct tun6_split *, const uint8_t *packet, size_t len,
                      const struct tun6_gso *);

/* Writes the next segments one after the other, complete packets with correct checksums: at most
 * max, and as many as fit into cap bytes. Bytes written; 0: no segments are left, or none fits. */
size_t tun6_split_next (struct tun6_split *, uint8_t *out, size_t cap, unsigned max);

/* Computes the checksum that the kernel has left to do in an ordinary packet. False if its
 * place is outside the packet. */
bool tun6_split_seal (uint8_t *packet, size_t len, const struct tun6_gso *);

#endif
