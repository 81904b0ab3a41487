/*
 * sum.c - Internet checksum (RFC 1071) of large packets
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "sum.h"

#include <arpa/inet.h>
#include <string.h>

/* Blocks of 32 bytes, into sums that do not depend on each other: compilers use vector
 * instructions for this. */
static uint64_t add_blocks (const uint8_t *bytes, size_t len)
{
	uint64_t sums[8] = { 0 };
	uint32_t words[8];

	for (size_t at = 0; at < len; at += sizeof (words)) {
		memcpy (words, bytes + at, sizeof (words));
		for (unsigned i = 0; i < 8; i++)
			sums[i] += words[i];
	}
	for (unsigned i = 1; i < 8; i++)
		sums[0] += sums[i];
	return sums[0];
}

/* In 64 bits, the sum of 32-bit words. */
static uint64_t fold_once (uint64_t sum)
{
	return (sum & UINT32_MAX) + (sum >> 32);
}

uint64_t tun6_sum_add (uint64_t sum, const uint8_t *bytes, size_t len)
{
	const size_t blocks = len & ~(size_t)31;

	sum += fold_once (add_blocks (bytes, blocks));
	for (size_t at = blocks; at < len; at += 2) {
		uint16_t word = 0; /* an odd last byte is padded with a zero */

		memcpy (&word, bytes + at, len - at < 2 ? 1 : 2);
		sum += word;
	}
	return sum;
}

uint64_t tun6_sum_pseudo (uint64_t sum, const uint8_t *ip6, size_t len, uint8_t protocol)
{
	const uint32_t tail[2] = { htonl ((uint32_t)len), htonl (protocol) };

	sum = tun6_sum_add (sum, ip6 + 8, 32);
	return sum + tail[0] + tail[1];
}

uint16_t tun6_sum_fold (uint64_t sum)
{
	sum = fold_once (fold_once (sum));
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)((sum & 0xffff) + (sum >> 16));
}

void tun6_sum_store (uint8_t *at, uint64_t sum)
{
	const uint16_t checksum = (uint16_t)~tun6_sum_fold (sum);

	memcpy (at, &checksum, sizeof (checksum));
}
