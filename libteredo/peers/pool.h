/*
 * pool.h - packet buffers of one size, and rings of them
 *
 * A bounded arena, allocated once. A packet is in one ring at a time: that of
 * the peer it waits for, or that of packets on their way out. A ring is known
 * by the number of its last packet, which leads on to the first.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_POOL_H
#define LIBTEREDO_POOL_H

#include "values/verdict.h"

#define TEREDO_NO_PACKET UINT32_MAX /* an empty ring */

struct teredo_packet {
	uint32_t next;             /* in its ring, or in the free list */
	uint32_t in_ring;          /* of the last packet of a ring: how many it has */
	struct teredo_endpoint to; /* UDP: destination; IP6: where it came from */
	uint16_t kind;             /* enum teredo_out_kind: UDP or IP6 */
	uint16_t len;              /* bytes of data in use */
	uint8_t data[];
};

struct teredo_pool {
	uint8_t *memory;
	size_t stride;     /* bytes from packet to packet */
	uint32_t capacity; /* bytes of data a packet can have */
	uint32_t count;    /* packets in all */
	uint32_t fresh;    /* packets from here on were never used */
	uint32_t free;     /* first of the free list */
	uint32_t used;     /* packets in use */
};

/* Room for count packets of len bytes; 0, or -1 with errno (EINVAL, ENOMEM). */
int teredo_pool_init (struct teredo_pool *, uint32_t count, uint32_t len);
void teredo_pool_destroy (struct teredo_pool *);

struct teredo_packet *teredo_pool_at (const struct teredo_pool *, uint32_t);

/* A packet of nobody's, or TEREDO_NO_PACKET if all are in use. */
uint32_t teredo_pool_take (struct teredo_pool *);
void teredo_pool_give (struct teredo_pool *, uint32_t);

/* First in, first out; popping an empty ring gives TEREDO_NO_PACKET. */
void teredo_ring_push (struct teredo_pool *, uint32_t *ring, uint32_t packet);
uint32_t teredo_ring_pop (struct teredo_pool *, uint32_t *ring);
uint32_t teredo_ring_count (const struct teredo_pool *, uint32_t ring);

#endif
