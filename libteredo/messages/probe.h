/*
 * probe.h - the direct IPv6 connectivity test (RFC 4380 5.2.9)
 *
 * The nonce of an echo request is a keyed hash of who asks whom in which
 * test: nothing need be stored but when the test began.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_PROBE_H
#define LIBTEREDO_PROBE_H

#include "values/ip6.h"
#include "bytes/mac.h"

#define TEREDO_PROBE_LEN 64u /* bytes: IPv6 header, echo header, 16 of nonce */

/* Writes an echo request; test: number of the test of this peer (each new one
 * must have another), seq: number of the transmission in it, from 1. */
void teredo_probe_write (struct teredo_writer *, const struct teredo_key *,
                         const struct in6_addr *src, const struct in6_addr *dst, uint32_t test,
                         uint16_t seq);

/* Whether a packet is the echo reply to a request of that test, with at most
 * seq transmissions so far; compares in constant time. */
bool teredo_probe_check (const struct teredo_ip6 *, const struct teredo_key *, uint32_t test,
                         uint16_t seq);

#endif
