/*
 * pool.c - pool of packet buffers, and queues (rings) of them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "peers/pool.h"

#include <assert.h>
#include <errno.h>
#include <stdalign.h>
#include <stdlib.h>

static size_t stride_for (uint32_t len)
{
	const size_t align = alignof (struct teredo_packet);

	return (sizeof (struct teredo_packet) + len + align - 1) / align * align;
}

static struct teredo_buffers make_buffers (uint8_t *memory, size_t stride, uint32_t first)
{
	return (struct teredo_buffers){
		.memory = memory,
		.stride = stride,
		.first = first,
		.fresh = first,
		.free = TEREDO_NO_PACKET,
	};
}

/* One allocation, of which calloc touches the first page. */
int teredo_pool_init (struct teredo_pool *pool, uint32_t count, uint32_t len)
{
	const size_t small = stride_for (TEREDO_PACKET_SMALL), large = stride_for (len);
	uint8_t *memory;

	if (count == 0 || count > TEREDO_NO_PACKET / 2 || len == 0 || len > UINT16_MAX) {
		errno = EINVAL;
		return -1;
	}
	memory = calloc (count, small + large);
	if (memory == NULL)
		return -1;
	*pool = (struct teredo_pool){
		.small = make_buffers (memory, small, 0),
		.large = make_buffers (memory + count * small, large, count),
		.capacity = len,
		.count = count,
	};
	return 0;
}

void teredo_pool_destroy (struct teredo_pool *pool)
{
	free (pool->small.memory);
	pool->small.memory = NULL;
}

struct teredo_packet *teredo_pool_at (const struct teredo_pool *pool, uint32_t index)
{
	const struct teredo_buffers *b = index < pool->count ? &pool->small : &pool->large;

	assert (index < b->fresh);
	return (struct teredo_packet *)(void *)(b->memory + (index - b->first) * b->stride);
}

uint32_t teredo_pool_acquire (struct teredo_pool *pool, uint32_t len)
{
	struct teredo_buffers *b = len <= TEREDO_PACKET_SMALL ? &pool->small : &pool->large;
	uint32_t index = b->free;

	assert (len <= pool->capacity);
	if (pool->used == pool->count)
		return TEREDO_NO_PACKET;
	if (index != TEREDO_NO_PACKET)
		b->free = teredo_pool_at (pool, index)->next;
	else
		index = b->fresh++;
	pool->used++;
	return index;
}

void teredo_pool_release (struct teredo_pool *pool, uint32_t index)
{
	struct teredo_buffers *b = index < pool->count ? &pool->small : &pool->large;

	assert (pool->used > 0);
	teredo_pool_at (pool, index)->next = b->free;
	b->free = index;
	pool->used--;
}

void teredo_ring_push (struct teredo_pool *pool, uint32_t *ring, uint32_t index)
{
	struct teredo_packet *added = teredo_pool_at (pool, index);

	if (*ring == TEREDO_NO_PACKET) {
		added->next = index;
		added->in_ring = 1;
	} else {
		struct teredo_packet *last = teredo_pool_at (pool, *ring);

		added->next = last->next;
		added->in_ring = last->in_ring + 1;
		last->next = index;
	}
	*ring = index;
}

uint32_t teredo_ring_pop (struct teredo_pool *pool, uint32_t *ring)
{
	struct teredo_packet *last;
	uint32_t first;

	if (*ring == TEREDO_NO_PACKET)
		return TEREDO_NO_PACKET;
	last = teredo_pool_at (pool, *ring);
	first = last->next;
	if (first == *ring) {
		*ring = TEREDO_NO_PACKET;
	} else {
		last->next = teredo_pool_at (pool, first)->next;
		last->in_ring--;
	}
	return first;
}

uint32_t teredo_ring_count (const struct teredo_pool *pool, uint32_t ring)
{
	return ring == TEREDO_NO_PACKET ? 0 : teredo_pool_at (pool, ring)->in_ring;
}
