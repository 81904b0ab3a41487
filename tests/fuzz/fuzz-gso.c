/*
 * fuzz-gso.c - merging of packets, and splitting of GSO packets
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>
#include "fuzz.h"
#include "merge.h"
#include "split.h"

static uint8_t whole[65575], segments[262144];

/* Splitting any GSO packet writes no segment that is longer than the others. */
static void split_any (struct teredo_reader *r)
{
	const struct tun6_gso gso = {
		.kind = teredo_read_u8 (r) % 2 == 0 ? TUN6_GSO_TCP : TUN6_GSO_UDP,
		.size = teredo_read_u16 (r),
		.unsummed = true,
		.start = teredo_read_u8 (r),
		.offset = teredo_read_u8 (r),
	};
	struct tun6_split split;
	size_t len, total = 0;

	memcpy (whole, r->next, r->left);
	tun6_split_seal (whole, r->left, &gso);
	if (!tun6_split_init (&split, r->next, r->left, &gso))
		return;
	while ((len = tun6_split_next (&split, segments, sizeof (segments), 64)) > 0) {
		MUST (len <= 64 * split.segment_len);
		total += len;
	}
	MUST (total >= r->left);
}

/* Ends merging; splitting returns the packets, which lie one after the other. */
static void check_merged (struct tun6_merge *m, const uint8_t *packets, size_t len)
{
	const struct iovec *parts;
	struct tun6_split split;
	struct tun6_gso gso;
	const size_t count = tun6_merge_end (m, &parts, &gso);
	size_t at = 0;

	for (size_t i = 0; i < count; at += parts[i++].iov_len)
		memcpy (whole + at, parts[i].iov_base, parts[i].iov_len);
	if (count == 1) {
		MUST (at == len && memcmp (whole, packets, len) == 0);
		return;
	}
	MUST (tun6_split_init (&split, whole, at, &gso));
	MUST (tun6_split_next (&split, segments, sizeof (segments), TUN6_MERGE_MAX) == len);
	MUST (memcmp (segments, packets, len) == 0);
}

/* The next packet: as long as its Payload Length says, or all that is left. */
static struct teredo_slice next_packet (struct teredo_reader *r)
{
	size_t len = r->left;

	if (len > 6 && (size_t)(40 + (r->next[4] << 8 | r->next[5])) < len)
		len = (size_t)(40 + (r->next[4] << 8 | r->next[5]));
	return teredo_read_slice (r, len);
}

/* Merging returns all packets, merged or not. */
static void merge_any (struct teredo_reader *r)
{
	struct tun6_merge merge = { .kinds = TUN6_GSO_ALL };
	const uint8_t *first = r->next;

	while (r->left > 0) {
		const struct teredo_slice packet = next_packet (r);

		if (tun6_merge_add (&merge, packet.data, packet.len))
			continue;
		check_merged (&merge, first, (size_t)(packet.data - first));
		first = packet.data;
		MUST (tun6_merge_add (&merge, packet.data, packet.len));
	}
	if (r->next > first)
		check_merged (&merge, first, (size_t)(r->next - first));
}

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
	struct teredo_reader r;

	if (size < 1 || size > 20000)
		return 0;
	teredo_reader_init (&r, (struct teredo_slice){ data, size });
	if (teredo_read_u8 (&r) % 2 == 0)
		split_any (&r);
	else
		merge_any (&r);
	return 0;
}
