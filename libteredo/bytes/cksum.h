/*
 * cksum.h - the Internet checksum (RFC 1071) and ICMPv6's (RFC 4443 2.3)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_CKSUM_H
#define LIBTEREDO_CKSUM_H

#include <netinet/in.h>
#include <stdbool.h>
#include "bytes/wire.h"

/* Ones' complement sum of bytes, folded to 16 bits, not inverted; sum is that
 * of earlier bytes (0 at first), of which there must have been an even number. */
uint16_t teredo_cksum_add (uint16_t sum, struct teredo_slice);

/* Checksum of an ICMPv6 message, host byte order, ready to be stored; the
 * checksum field in the message counts as it stands (so zero it first, or see
 * that the result is 0 to verify). */
uint16_t teredo_cksum_icmp6 (const struct in6_addr *src, const struct in6_addr *dst,
                             struct teredo_slice icmp6);

/* Fills in the checksum, 0 so far, of the ICMPv6 message that was written from
 * offset at to the end. */
void teredo_cksum_seal_icmp6 (struct teredo_writer *, size_t at, const struct in6_addr *src,
                              const struct in6_addr *dst);

#endif
