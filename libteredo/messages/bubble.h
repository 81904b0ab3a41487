/*
 * bubble.h - Teredo bubbles (RFC 4380 2.8)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_BUBBLE_H
#define LIBTEREDO_BUBBLE_H

#include "values/ip6.h"
#include "bytes/mac.h"

#define TEREDO_BUBBLE_LEN 40u /* bytes */

/* Writes a bubble (40 bytes). */
void teredo_bubble_write (struct teredo_writer *, const struct in6_addr *src,
                          const struct in6_addr *dst);

/*
 * Makes the source of an indirect bubble: a link-local address whose interface
 * identifier (62 bits; U and G clear) is a keyed hash of the peer's address and of a
 * number, which must be new for each round of contacts. Only a peer that has received
 * the bubble through its server can reply to that address. Such a reply is genuine even
 * if it comes from an unexpected mapping, as it does when the peer is behind a symmetric
 * NAT.
 */
void teredo_bubble_id (struct in6_addr *, const struct teredo_key *, const struct in6_addr *peer,
                       uint32_t number);

/* Whether id was made for the peer and the number; compares in constant time. */
bool teredo_bubble_id_valid (const struct in6_addr *id, const struct teredo_key *,
                             const struct in6_addr *peer, uint32_t number);

#endif
