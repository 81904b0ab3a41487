/*
 * outbox.h - datagrams to be sent together
 *
 * Datagrams of equal length to one endpoint become one message, which the system sends as separate
 * datagrams (UDP_SEGMENT); the last of them may be shorter. Messages are sent with as few system
 * calls as possible. Nothing is sent before outbox_flush, unless there is no room.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_OUTBOX_H
#define MIREDO_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include "bytes/wire.h"
#include "values/ipv4.h"

#define OUTBOX_MESSAGES 64
#define OUTBOX_SEGMENTS 64     /* datagrams of a message; some kernels send no more at once */
#define OUTBOX_BYTES    131072 /* of all datagrams together */
#define OUTBOX_MAX      65507  /* bytes of a message: the largest UDP payload over IPv4 */

struct outbox_message {
	struct teredo_endpoint to;
	const uint8_t *bytes;
	size_t len;         /* bytes of all its datagrams */
	size_t segment_len; /* bytes of each datagram but the last */
	unsigned count;     /* datagrams */
};

struct outbox {
	int fd;        /* UDP socket */
	bool segments; /* whether the system takes several datagrams in a message */
	/* Called for each message that could not be sent, with errno. */
	void (*failed) (void *ctx, const struct outbox_message *, int err);
	void *ctx;
	unsigned count; /* messages */
	size_t len;     /* bytes used */
	struct outbox_message messages[OUTBOX_MESSAGES];
	uint8_t bytes[OUTBOX_BYTES];
};

/* Adds a datagram, head and body, which are copied. The body may be among bytes that were
 * written to outbox_room if head is empty. */
void outbox_add (struct outbox *, const struct teredo_endpoint *to, struct teredo_slice head,
                 struct teredo_slice body);

/* Returns where up to OUTBOX_MAX bytes of datagrams can be written, to be added by
 * outbox_add_written. */
uint8_t *outbox_room (struct outbox *);

/* Adds len bytes that were written there: datagrams of segment_len bytes each, the last of
 * which may be shorter; at most OUTBOX_SEGMENTS, or one if the system takes no more. */
void outbox_add_written (struct outbox *, const struct teredo_endpoint *to, size_t len,
                         size_t segment_len);

/* Sends everything. */
void outbox_flush (struct outbox *);

/* Whether the system takes several datagrams in a message on this socket. System-specific. */
bool outbox_can_segment (int fd);

/* Sends the first messages (at least one is there), with one system call. Returns how many
 * were sent; 0 with errno if the first one failed. System-specific. */
unsigned outbox_system_send (struct outbox *, const struct outbox_message *, unsigned count);

#endif
