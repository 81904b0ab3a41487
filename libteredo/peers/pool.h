/*
 * pool.h - pool of packet buffers, and queues (rings) of them
 *
 * All buffers are allocated at once, but not touched before they are used; a packet is
 * named by its index. There are small buffers for bubbles and the first packets of most
 * connections, so that many peers that are set up at once need little memory, and large
 * ones. A packet is in at most one ring: that of the peer it waits for, or the output
 * ring. A ring is named by the index of its last packet, which links to the first.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_POOL_H
#define LIBTEREDO_POOL_H

#include "values/verdict.h"

#define TEREDO_NO_PACKET    UINT32_MAX /* index of no packet; an empty ring */
#define TEREDO_PACKET_SMALL 104 /* bytes of data that fit in a small buffer: a ping's packet */

struct teredo_packet {
	uint32_t next;             /* in its ring or in the free list */
	uint32_t since;            /* waits for a peer: low 32 bits of the time of its arrival */
	uint32_t in_ring;          /* in the last packet of a ring: length of the ring */
	struct teredo_endpoint to; /* UDP: destination; IP6: the sender */
	uint16_t kind : 4;         /* enum teredo_out_kind: UDP, DISCOVERY or IP6 */
	uint16_t socket : 12;      /* UDP: to send it on */
	uint16_t len;              /* bytes of data in use */
	uint8_t data[];
};

/* Buffers of one size: as many as the pool may have in use. */
struct teredo_buffers {
	uint8_t *memory;
	size_t stride;  /* bytes from one to the next */
	uint32_t first; /* index of the first */
	uint32_t fresh; /* index of the first that was never used */
	uint32_t free;  /* head of the free list */
};

struct teredo_pool {
	struct teredo_buffers small, large;
	uint32_t capacity; /* bytes of data that fit in a packet */
	uint32_t count;    /* packets in use, at most */
	uint32_t used;     /* packets in use */
};

/* Allocates buffers for count packets of up to len bytes (at most 65535). Returns 0, or -1
 * with errno: EINVAL, ENOMEM. */
int teredo_pool_init (struct teredo_pool *, uint32_t count, uint32_t len);
void teredo_pool_destroy (struct teredo_pool *);

/* The packet with an index that teredo_pool_acquire has returned. */
struct teredo_packet *teredo_pool_at (const struct teredo_pool *, uint32_t index);

/* Takes a packet with room for len bytes, at most the pool's capacity, and returns its index, or
 * TEREDO_NO_PACKET if all are in use. Its contents are undefined. */
uint32_t teredo_pool_acquire (struct teredo_pool *, uint32_t len);

/* Puts a packet, which must not be in a ring, back into its free list. */
void teredo_pool_release (struct teredo_pool *, uint32_t index);

/* First in, first out. Popping an empty ring returns TEREDO_NO_PACKET. */
void teredo_ring_push (struct teredo_pool *, uint32_t *ring, uint32_t index);
uint32_t teredo_ring_pop (struct teredo_pool *, uint32_t *ring);

/* Number of packets in a ring. */
uint32_t teredo_ring_count (const struct teredo_pool *, uint32_t ring);

#endif
