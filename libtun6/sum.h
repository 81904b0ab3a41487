/*
 * sum.h - Internet checksum (RFC 1071) of large packets
 *
 * Internal to libtun6. A sum adds 16-bit words as they are in memory, in whatever byte
 * order: the ones' complement sum does not depend on it (RFC 1071 section 2).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTUN6_SUM_H
#define LIBTUN6_SUM_H

#include <stddef.h>
#include <stdint.h>

/* Adds bytes to a sum, 0 at first. All calls but the last must add an even number of bytes;
 * at most 2^32 bytes in all. */
uint64_t tun6_sum_add (uint64_t sum, const uint8_t *bytes, size_t len);

/* Adds the pseudo-header of an IPv6 packet (RFC 8200 8.1), for an upper-layer packet of len
 * bytes and a protocol. */
uint64_t tun6_sum_pseudo (uint64_t sum, const uint8_t *ip6, size_t len, uint8_t protocol);

/* Folds a sum to 16 bits, to be stored as it is; not inverted. */
uint16_t tun6_sum_fold (uint64_t sum);

/* Stores the checksum, that is the inverted sum, in two bytes. */
void tun6_sum_store (uint8_t *at, uint64_t sum);

#endif
