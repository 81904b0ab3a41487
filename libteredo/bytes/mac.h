/*
 * mac.h - keyed hashes (SipHash)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_MAC_H
#define LIBTEREDO_MAC_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEREDO_MAC_LEN 16u /* bytes */

struct teredo_key {
	uint8_t bytes[32];
};

/* Purpose of a MAC: part of its input, so that one key can serve several. */
enum teredo_mac_use { TEREDO_MAC_PROBE = 1, TEREDO_MAC_BUBBLE = 2, TEREDO_MAC_COOKIE = 3 };

/* Computes the SipHash-2-4 of 128 bits, with the last 128 bits of the key, of the purpose (64
 * bits, little-endian), two IPv6 addresses and a number (64 bits, little-endian). */
void teredo_mac (uint8_t mac[TEREDO_MAC_LEN], const struct teredo_key *, enum teredo_mac_use,
                 const struct in6_addr *, const struct in6_addr *, uint64_t number);

/* Compares len bytes in constant time. */
bool teredo_mac_equal (const uint8_t *, const uint8_t *, size_t len);

/* SipHash-2-4 of an IPv6 address with the first 128 bits of a key: for hash
 * tables in which an attacker must not be able to force collisions. */
uint64_t teredo_hash_ip6 (const struct teredo_key *, const struct in6_addr *);

#endif
