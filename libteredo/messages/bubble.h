/*
 * bubble.h - Teredo bubbles (RFC 4380 2.8)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_BUBBLE_H
#define LIBTEREDO_BUBBLE_H

#include "values/ip6.h"
#include "bytes/mac.h"
#include "bytes/ticks.h"

#define TEREDO_BUBBLE_LEN 40u /* bytes */

/* Writes a bubble with hop limit 255. */
void teredo_bubble_write (struct teredo_writer *, const struct in6_addr *src,
                          const struct in6_addr *dst);

/*
 * The source of a bubble sent through the peer's server: a link-local address
 * whose identifier (62 bits; U and G clear) is a keyed hash of the peer's
 * address and of the time, coarsely. A peer that answers to it has had the
 * bubble from its server, so it is who it says, whatever mapping its NAT gave
 * it towards us: thus peers behind symmetric NATs are told from liars.
 */
void teredo_bubble_id (struct in6_addr *, const struct teredo_key *, const struct in6_addr *peer,
                       teredo_time now);

/* Whether id was made for the peer in the last 300 to 600 seconds. */
bool teredo_bubble_id_valid (const struct in6_addr *id, const struct teredo_key *,
                             const struct in6_addr *peer, teredo_time now);

#endif
