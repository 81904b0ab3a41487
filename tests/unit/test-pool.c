/*
 * test-pool.c - packet buffers and rings of buffers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "peers/pool.h"

#include <errno.h>
#include <string.h>
#include "unit.h"

#define PACKETS 5
#define LARGE   1280
#define SMALL   TEREDO_PACKET_SMALL

static struct teredo_pool pool;

static void set_up (void)
{
	ck_assert_int_eq (teredo_pool_init (&pool, PACKETS, LARGE), 0);
}

START_TEST (pool_size_out_of_range_is_refused)
{
	errno = 0;
	ck_assert_int_eq (teredo_pool_init (&pool, 0, LARGE), -1);
	ck_assert_int_eq (errno, EINVAL);
	ck_assert_int_eq (teredo_pool_init (&pool, 1, 0), -1);
	ck_assert_int_eq (teredo_pool_init (&pool, 1, 65536), -1);
	ck_assert_int_eq (teredo_pool_init (&pool, 1, 65535), 0);
	teredo_pool_destroy (&pool);
}
END_TEST

static void check_all_of (uint32_t len)
{
	bool seen[2 * PACKETS] = { false };
	uint32_t packet = 0;

	set_up ();
	for (int i = 0; i < PACKETS; i++) {
		packet = teredo_pool_acquire (&pool, len);
		ck_assert_uint_lt (packet, 2 * PACKETS);
		ck_assert (!seen[packet]);
		seen[packet] = true;
	}
	ck_assert_uint_eq (teredo_pool_acquire (&pool, len), TEREDO_NO_PACKET);
	ck_assert_uint_eq (pool.used, PACKETS);
	teredo_pool_release (&pool, packet - 1);
	ck_assert_uint_eq (teredo_pool_acquire (&pool, len), packet - 1);
	ck_assert_uint_eq (teredo_pool_acquire (&pool, len), TEREDO_NO_PACKET);
	teredo_pool_destroy (&pool);
}

START_TEST (each_packet_is_allocated_once_until_freed)
{
	check_all_of (SMALL);
	check_all_of (SMALL + 1);
	check_all_of (LARGE);
}
END_TEST

START_TEST (packets_of_both_sizes_share_one_limit)
{
	uint32_t small;

	set_up ();
	small = teredo_pool_acquire (&pool, SMALL);
	for (int i = 1; i < PACKETS; i++)
		ck_assert_uint_ne (teredo_pool_acquire (&pool, LARGE), TEREDO_NO_PACKET);
	ck_assert_uint_eq (teredo_pool_acquire (&pool, SMALL), TEREDO_NO_PACKET);
	teredo_pool_release (&pool, small);
	ck_assert_uint_ne (teredo_pool_acquire (&pool, LARGE), TEREDO_NO_PACKET);
	ck_assert_uint_eq (teredo_pool_acquire (&pool, LARGE), TEREDO_NO_PACKET);
	teredo_pool_destroy (&pool);
}
END_TEST

START_TEST (packets_do_not_overlap)
{
	uint32_t packets[PACKETS];

	set_up ();
	for (uint32_t i = 0; i < PACKETS; i++) {
		const uint32_t len = i % 2 == 0 ? SMALL : LARGE;
		struct teredo_packet *packet;

		packets[i] = teredo_pool_acquire (&pool, len);
		packet = teredo_pool_at (&pool, packets[i]);
		packet->next = i;
		memset (packet->data, (int)i, len);
	}
	for (uint32_t i = 0; i < PACKETS; i++) {
		const struct teredo_packet *packet = teredo_pool_at (&pool, packets[i]);

		ck_assert_uint_eq (packet->next, i);
		ck_assert_uint_eq (packet->data[0], i);
		ck_assert_uint_eq (packet->data[(i % 2 == 0 ? SMALL : LARGE) - 1], i);
	}
	teredo_pool_destroy (&pool);
}
END_TEST

START_TEST (rings_are_first_in_first_out_and_counted)
{
	uint32_t one = TEREDO_NO_PACKET, other = TEREDO_NO_PACKET;

	set_up ();
	for (int i = 0; i < PACKETS; i++)
		teredo_pool_acquire (&pool, SMALL);
	ck_assert_uint_eq (teredo_ring_pop (&pool, &one), TEREDO_NO_PACKET);
	ck_assert_uint_eq (teredo_ring_count (&pool, one), 0);
	teredo_ring_push (&pool, &one, 4);
	teredo_ring_push (&pool, &other, 2);
	teredo_ring_push (&pool, &one, 0);
	teredo_ring_push (&pool, &one, 3);
	ck_assert_uint_eq (teredo_ring_count (&pool, one), 3);
	ck_assert_uint_eq (teredo_ring_pop (&pool, &one), 4);
	teredo_ring_push (&pool, &one, 1);
	ck_assert_uint_eq (teredo_ring_count (&pool, one), 3);
	ck_assert_uint_eq (teredo_ring_pop (&pool, &one), 0);
	ck_assert_uint_eq (teredo_ring_pop (&pool, &one), 3);
	ck_assert_uint_eq (teredo_ring_count (&pool, one), 1);
	ck_assert_uint_eq (teredo_ring_pop (&pool, &one), 1);
	ck_assert_uint_eq (one, TEREDO_NO_PACKET);
	ck_assert_uint_eq (teredo_ring_pop (&pool, &other), 2);
	ck_assert_uint_eq (teredo_ring_pop (&pool, &other), TEREDO_NO_PACKET);
	teredo_pool_destroy (&pool);
}
END_TEST

UNIT_MAIN ("pool", pool_size_out_of_range_is_refused, each_packet_is_allocated_once_until_freed,
           packets_of_both_sizes_share_one_limit, packets_do_not_overlap,
           rings_are_first_in_first_out_and_counted)
