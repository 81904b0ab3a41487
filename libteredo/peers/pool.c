/*
 * pool.c - pool of fixed-size packet buffers, and queues (rings) of them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "peers/pool.h"

#include <assert.h>
#include <errno.h>
#include <stdalign.h>
#include <stdlib.h>

int teredo_pool_init (struct teredo_pool *pool, uint32_t count, uint32_t len)
{
	const size_t align = alignof (struct teredo_packet);
	size_t stride = (sizeof (struct teredo_packet) + len + align - 1) / align * align;

	if (count == 0 || count == TEREDO_NO_PACKET || len == 0 || len > UINT16_MAX) {
		errno = EINVAL;
		return -1;
	}
	*pool = (struct teredo_pool){
		.memory = calloc (count, stride),
		.stride = stride,
		.capacity = len,
		.count = count,
		.free = TEREDO_NO_PACKET,
	};
	return pool->memory != NULL ? 0 : -1;
}

void teredo_pool_destroy (struct teredo_pool *pool)
{
	free (pool->memory);
	pool->memory = NULL;
}

struct teredo_packet *teredo_pool_at (const struct teredo_pool *pool, uint32_t index)
{
	assert (index < pool->fresh);
	return (struct teredo_packet *)(void *)(pool->memory + index * pool->stride);
}

uint32_t teredo_pool_acquire (struct teredo_pool *pool)
{
	uint32_t index = pool->free;

	if (index != TEREDO_NO_PACKET)
		pool->free = teredo_pool_at (pool, index)->next;
	else if (pool->fresh < pool->count)
		index = pool->fresh++;
	else
		return TEREDO_NO_PACKET;
	pool->used++;
	return index;
}

void teredo_pool_release (struct teredo_pool *pool, uint32_t index)
{
	assert (pool->used > 0);
	teredo_pool_at (pool, index)->next = pool->free;
	pool->free = index;
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
