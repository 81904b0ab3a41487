/*
 * test-bubble.c - Teredo bubbles and their keyed sources
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "messages/bubble.h"

#include "bytes/params.h"
#include "unit.h"

static const struct teredo_key key = { .bytes = "a key of the tests" };
static const struct teredo_key other_key = { .bytes = "another key of the tests" };

/* RFC 4380 2.8 */
START_TEST (bubble_is_an_ipv6_header_without_payload)
{
	const struct in6_addr src = unit_ip6 ("2001:0:cb00:7178:0:efff:3fff:fdfe");
	const struct in6_addr dst = unit_ip6 ("2001:0:c633:6476:0:dfff:3fff:fdf5");
	struct teredo_writer w;
	uint8_t buf[TEREDO_BUBBLE_LEN];

	teredo_writer_init (&w, buf, sizeof (buf));
	teredo_bubble_write (&w, &src, &dst);
	unit_check_bytes (teredo_writer_done (&w), "6000000000003bff"
	                                           "20010000cb0071780000efff3ffffdfe"
	                                           "20010000c63364760000dfff3ffffdf5");
}
END_TEST

START_TEST (keyed_source_is_valid_only_for_its_peer_and_key)
{
	const struct in6_addr peer = unit_ip6 ("2001:0:cb00:7178:0:efff:3fff:fdfe");
	const struct in6_addr other = unit_ip6 ("2001:0:cb00:7178:0:efff:3fff:fdff");
	struct in6_addr id;

	teredo_bubble_id (&id, &key, &peer, 1000000);
	ck_assert (IN6_IS_ADDR_LINKLOCAL (&id));
	ck_assert_uint_eq (id.s6_addr[8] & 3, 0); /* U and G */
	ck_assert (teredo_bubble_id_valid (&id, &key, &peer, 1000000));
	ck_assert (!teredo_bubble_id_valid (&id, &key, &other, 1000000));
	ck_assert (!teredo_bubble_id_valid (&id, &other_key, &peer, 1000000));
	for (unsigned bit = 0; bit < 128; bit++) {
		struct in6_addr wrong = id;

		wrong.s6_addr[bit / 8] ^= (uint8_t)(1 << bit % 8);
		ck_assert_msg (!teredo_bubble_id_valid (&wrong, &key, &peer, 1000000), "bit %u",
		               bit);
	}
}
END_TEST

START_TEST (keyed_source_is_valid_only_for_its_number)
{
	const struct in6_addr peer = unit_ip6 ("2001:0:cb00:7178:0:efff:3fff:fdfe");
	struct in6_addr id;

	teredo_bubble_id (&id, &key, &peer, UINT32_MAX);
	ck_assert (teredo_bubble_id_valid (&id, &key, &peer, UINT32_MAX));
	ck_assert (!teredo_bubble_id_valid (&id, &key, &peer, UINT32_MAX - 1));
	ck_assert (!teredo_bubble_id_valid (&id, &key, &peer, 0));
}
END_TEST

UNIT_MAIN ("bubble", bubble_is_an_ipv6_header_without_payload,
           keyed_source_is_valid_only_for_its_peer_and_key,
           keyed_source_is_valid_only_for_its_number)
