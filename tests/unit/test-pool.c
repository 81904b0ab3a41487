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

static struct teredo_pool pool;

static void set_up (void)
{
	ck_assert_int_eq (teredo_pool_init (&pool, PACKETS, 1280), 0);
}

START_TEST (pool_size_out_of_range_is_refused)
{
	errno = 0;
	ck_assert_int_eq (teredo_pool_init (&pool, 0, 1280), -1);
	ck_assert_int_eq (errno, EINVAL);
	ck_assert_int_eq (teredo_pool_init (&pool, 1, 0), -1);
	ck_assert_int_eq (teredo_pool_init (&pool, 1, 65536), -1);
	ck_assert_int_eq (teredo_pool_init (&pool, 1, 65535), 0);
	teredo_pool_destroy (&pool);
}
END_TEST

START_TEST (each_packet_is_allocated_once_until_freed)
{
	bool seen[PACKETS] = { false };

	set_up ();
	for (int i = 0; i < PACKETS; i++) {
		uint32_t packet = teredo_pool_acquire (&pool);

		ck_assert_uint_lt (packet, PACKETS);
		ck_assert (!seen[packet]);
		seen[packet] = true;
	}
	ck_assert_uint_eq (teredo_pool_acquire (&pool), TEREDO_NO_PACKET);
	ck_assert_uint_eq (pool.used, PACKETS);
	teredo_pool_release (&pool, 3);
	ck_assert_uint_eq (teredo_pool_acquire (&pool), 3);
	ck_assert_uint_eq (teredo_pool_acquire (&pool), TEREDO_NO_PACKET);
	teredo_pool_destroy (&pool);
}
END_TEST

START_TEST (packets_do_not_overlap)
{
	set_up ();
	for (int i = 0; i < PACKETS; i++) {
		struct teredo_packet *packet = teredo_pool_at (&pool, teredo_pool_acquire (&pool));

		packet->next = (uint32_t)i;
		memset (packet->data, i, pool.capacity);
	}
	for (uint32_t i = 0; i < PACKETS; i++) {
		ck_assert_uint_eq (teredo_pool_at (&pool, i)->next, i);
		ck_assert_uint_eq (teredo_pool_at (&pool, i)->data[0], i);
		ck_assert_uint_eq (teredo_pool_at (&pool, i)->data[1279], i);
	}
	teredo_pool_destroy (&pool);
}
END_TEST

START_TEST (rings_are_first_in_first_out_and_counted)
{
	uint32_t one = TEREDO_NO_PACKET, other = TEREDO_NO_PACKET;

	set_up ();
	for (int i = 0; i < PACKETS; i++)
		teredo_pool_acquire (&pool);
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
           packets_do_not_overlap, rings_are_first_in_first_out_and_counted)
