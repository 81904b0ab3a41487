/*
 * cksum.h - Internet checksum (RFC 1071) and ICMPv6 checksum (RFC 4443 2.3)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_CKSUM_H
#define LIBTEREDO_CKSUM_H

#include <netinet/in.h>
#include <stdbool.h>
#include "bytes/wire.h"

/* Adds bytes to a ones' complement sum (0 at first) and returns it folded to 16
 * bits, host byte order, not inverted. All calls but the last must add an even
 * number of bytes. */
uint16_t teredo_cksum_add (uint16_t sum, struct teredo_slice);

/* Checksum of an ICMPv6 message and its pseudo-header, host byte order. To
 * compute it, the checksum field must be zero; to verify a message, leave the
 * field as received: the result is 0 if it is right. */
uint16_t teredo_cksum_icmp6 (const struct in6_addr *src, const struct in6_addr *dst,
                             struct teredo_slice icmp6);

/* Fills in the checksum of an ICMPv6 message that was written, with a checksum
 * of zero, from offset at to the end. */
void teredo_cksum_seal_icmp6 (struct teredo_writer *, size_t at, const struct in6_addr *src,
                              const struct in6_addr *dst);

#endif
