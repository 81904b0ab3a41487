/*
 * probe.h - direct IPv6 connectivity test (RFC 4380 5.2.9)
 *
 * An ICMPv6 echo request whose nonce is a keyed hash of its source, its
 * destination and the number of the probe, so that no nonce need be stored.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_PROBE_H
#define LIBTEREDO_PROBE_H

#include "values/ip6.h"
#include "bytes/mac.h"

#define TEREDO_PROBE_LEN 64u /* bytes: IPv6 header, echo header, 16 bytes of nonce */

/* Writes an echo request (64 bytes). Each probe of a peer needs a new number;
 * seq counts the transmissions of one probe, from 1. */
void teredo_probe_write (struct teredo_writer *, const struct teredo_key *,
                         const struct in6_addr *src, const struct in6_addr *dst, uint32_t number,
                         uint16_t seq);

/* Whether a packet is a valid reply to one of the first seq transmissions of a
 * probe; compares in constant time. */
bool teredo_probe_check (const struct teredo_ip6 *, const struct teredo_key *, uint32_t number,
                         uint16_t seq);

#endif
