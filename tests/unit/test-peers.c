/*
 * test-peers.c - bounded table of peers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "peers/peers.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "unit.h"

static const struct teredo_key key = { .bytes = "any key will do for these tests" };
static struct teredo_peers peers;

static struct in6_addr address (uint32_t n)
{
	struct in6_addr a = unit_ip6 ("2001:0:cb00:7178::");

	memcpy (a.s6_addr + 12, &n, sizeof (n));
	return a;
}

START_TEST (table_size_out_of_range_is_refused)
{
	ck_assert_int_eq (teredo_peers_init (&peers, 0, TEREDO_PREFIX, &key), -1);
	ck_assert_int_eq (errno, EINVAL);
	ck_assert_int_eq (teredo_peers_init (&peers, TEREDO_PEERS_MAX + 1, TEREDO_PREFIX, &key),
	                  -1);
	ck_assert_int_eq (teredo_peers_init (&peers, 1, TEREDO_PREFIX, &key), 0);
	teredo_peers_destroy (&peers);
}
END_TEST

START_TEST (full_table_refuses_a_new_peer)
{
	struct in6_addr a;

	ck_assert_int_eq (teredo_peers_init (&peers, 3, TEREDO_PREFIX, &key), 0);
	for (uint32_t i = 0; i < 3; i++) {
		a = address (i);
		ck_assert_ptr_nonnull (teredo_peers_add (&peers, &a, TEREDO_LIST_PAUSED, 0));
	}
	a = address (3);
	ck_assert_ptr_null (teredo_peers_add (&peers, &a, TEREDO_LIST_PAUSED, 0));
	ck_assert_uint_eq (peers.count, 3);
	teredo_peers_remove (&peers, teredo_peers_oldest (&peers, TEREDO_LIST_PAUSED),
	                     TEREDO_LIST_PAUSED);
	ck_assert_ptr_nonnull (teredo_peers_add (&peers, &a, TEREDO_LIST_PAUSED, 0));
	ck_assert_ptr_nonnull (teredo_peers_find (&peers, &a));
	a = address (0);
	ck_assert_ptr_null (teredo_peers_find (&peers, &a));
	teredo_peers_destroy (&peers);
}
END_TEST

START_TEST (peer_added_again_is_zeroed)
{
	const struct in6_addr a = address (1);
	struct teredo_peer *peer;

	ck_assert_int_eq (teredo_peers_init (&peers, 1, TEREDO_PREFIX, &key), 0);
	peer = teredo_peers_add (&peers, &a, TEREDO_LIST_TRYING, 0);
	peer->ip = 1;
	peer->attempts = 4;
	peer->state = TEREDO_PEER_TRUSTED;
	teredo_peers_remove (&peers, peer, TEREDO_LIST_TRYING);
	peer = teredo_peers_add (&peers, &a, TEREDO_LIST_TRYING, 0);
	ck_assert_uint_eq (peer->ip, 0);
	ck_assert_uint_eq (peer->attempts, 0);
	ck_assert_uint_eq (peer->state, TEREDO_PEER_NONE);
	teredo_peers_destroy (&peers);
}
END_TEST

START_TEST (removed_peer_is_not_found_again)
{
	const struct in6_addr a = address (1), b = address (2);
	struct teredo_peer *peer;

	ck_assert_int_eq (teredo_peers_init (&peers, 1, TEREDO_PREFIX, &key), 0);
	peer = teredo_peers_add (&peers, &a, TEREDO_LIST_TRYING, 0);
	ck_assert_ptr_eq (teredo_peers_find (&peers, &a), peer);
	ck_assert_ptr_eq (teredo_peers_find (&peers, &a), peer);
	teredo_peers_remove (&peers, peer, TEREDO_LIST_TRYING);
	ck_assert_ptr_null (teredo_peers_find (&peers, &a));
	peer = teredo_peers_add (&peers, &b, TEREDO_LIST_TRYING, 0); /* in the same place */
	ck_assert_ptr_null (teredo_peers_find (&peers, &a));
	ck_assert_ptr_eq (teredo_peers_find (&peers, &b), peer);
	ck_assert_ptr_null (teredo_peers_find (&peers, &a));
	teredo_peers_destroy (&peers);
}
END_TEST

START_TEST (each_list_yields_its_oldest_peer_first)
{
	struct teredo_peer *p[3];

	ck_assert_int_eq (teredo_peers_init (&peers, 3, TEREDO_PREFIX, &key), 0);
	ck_assert_ptr_null (teredo_peers_oldest (&peers, TEREDO_LIST_TRUSTED));
	for (uint32_t i = 0; i < 3; i++) {
		const struct in6_addr a = address (i);

		p[i] = teredo_peers_add (&peers, &a, TEREDO_LIST_TRUSTED, 1000 + i);
	}
	ck_assert_ptr_eq (teredo_peers_oldest (&peers, TEREDO_LIST_TRUSTED), p[0]);
	teredo_peers_move (&peers, p[1], TEREDO_LIST_TRUSTED, TEREDO_LIST_TRYING, 1010);
	teredo_peers_move (&peers, p[0], TEREDO_LIST_TRUSTED, TEREDO_LIST_TRUSTED, 1020);
	ck_assert_ptr_eq (teredo_peers_oldest (&peers, TEREDO_LIST_TRUSTED), p[2]);
	ck_assert_uint_eq (p[0]->listed, 1020);
	teredo_peers_remove (&peers, p[2], TEREDO_LIST_TRUSTED);
	ck_assert_ptr_eq (teredo_peers_oldest (&peers, TEREDO_LIST_TRUSTED), p[0]);
	ck_assert_ptr_eq (teredo_peers_oldest (&peers, TEREDO_LIST_TRYING), p[1]);
	teredo_peers_destroy (&peers);
}
END_TEST

/* Compares the table with a plain array after each random change. */
START_TEST (random_adds_and_removes_lose_no_peer)
{
	enum { ADDRESSES = 4000, ROUNDS = 200000 };
	static bool present[ADDRESSES];
	const char *given = getenv ("TEST_SEED");
	unsigned seed = given != NULL ? (unsigned)strtoul (given, NULL, 0) : 20061118;

	printf ("seed %u (TEST_SEED sets it)\n", seed);
	srand (seed);
	ck_assert_int_eq (teredo_peers_init (&peers, 3000, TEREDO_PREFIX, &key), 0);
	for (int round = 0; round < ROUNDS; round++) {
		uint32_t n = (uint32_t)rand () % ADDRESSES;
		const struct in6_addr a = address (n);
		struct teredo_peer *peer = teredo_peers_find (&peers, &a);

		ck_assert_int_eq (peer != NULL, present[n]);
		if (peer != NULL) {
			teredo_peers_remove (&peers, peer, TEREDO_LIST_TRUSTED);
			present[n] = false;
		} else if (teredo_peers_add (&peers, &a, TEREDO_LIST_TRUSTED, round) != NULL) {
			present[n] = true;
		} else {
			ck_assert_uint_eq (peers.count, 3000);
		}
	}
	for (uint32_t n = 0; n < ADDRESSES; n++) {
		const struct in6_addr a = address (n);

		ck_assert_int_eq (teredo_peers_find (&peers, &a) != NULL, present[n]);
	}
	teredo_peers_destroy (&peers);
}
END_TEST

START_TEST (peer_age_is_right_after_32_bit_time_wraps)
{
	const teredo_time wrap = (teredo_time)1 << 32;
	struct teredo_peer peer = { .state = TEREDO_PEER_TRUSTED };

	peer.heard = (uint32_t)(wrap - 10000);
	ck_assert (teredo_peer_usable (&peer, wrap + 19999));
	ck_assert (!teredo_peer_usable (&peer, wrap + 20000));
}
END_TEST

UNIT_MAIN ("peers", table_size_out_of_range_is_refused, full_table_refuses_a_new_peer,
           peer_added_again_is_zeroed, removed_peer_is_not_found_again,
           each_list_yields_its_oldest_peer_first, random_adds_and_removes_lose_no_peer,
           peer_age_is_right_after_32_bit_time_wraps)
