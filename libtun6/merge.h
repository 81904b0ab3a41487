/*
 * merge.h - merging of packets of one flow into a GSO packet
 *
 * Packets are merged only if their segmentation gives them back exactly: same headers, in order,
 * and correct checksums. Nothing is copied, so packets must not change until the GSO packet has
 * been sent.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTUN6_MERGE_H
#define LIBTUN6_MERGE_H

#include <sys/uio.h>
#include "gso.h"

#define TUN6_MERGE_MAX  64  /* packets; some kernels take no more segments of UDP */
#define TUN6_MERGE_HEAD 100 /* bytes: IPv6, and TCP with all options */

struct tun6_merge {
	unsigned kinds;          /* what may be merged: a set of TUN6_GSO_BIT */
	enum tun6_gso_kind kind; /* of the packets taken; NONE: the next cannot be added */
	unsigned count;          /* packets taken */
	size_t size;             /* bytes of payload of each packet but the last */
	size_t head_len, len;    /* bytes of the headers; of everything */
	uint32_t sequence;       /* TCP: of the next packet */
	bool closed;             /* the next packet cannot be added */
	uint8_t head[TUN6_MERGE_HEAD];
	struct iovec parts[TUN6_MERGE_MAX + 1]; /* headers, and payload of each packet */
};

/* Takes an IPv6 packet: any packet as the first one, others only if they continue it. False
 * if it is not taken: then end, and add it again. */
bool tun6_merge_add (struct tun6_merge *, const uint8_t *packet, size_t len);

/* Ends merging, and makes room for other packets. Returns how many parts make up the packet
 * to be sent (0: none was taken); they are valid until the next call. */
size_t tun6_merge_end (struct tun6_merge *, const struct iovec **parts, struct tun6_gso *);

#endif
