/*
 * outbox.c - datagrams to be sent together
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/outbox.h"

#include <errno.h>
#include <string.h>
#include "net/udp.h"

/* --- adding --- */

/* Whether a datagram can be the next one of the last message. */
static bool continues (const struct outbox *o, const struct teredo_endpoint *to, size_t len)
{
	const struct outbox_message *last;

	if (o->count == 0 || !o->segments)
		return false;
	last = &o->messages[o->count - 1];
	return teredo_endpoint_equal (&last->to, to) && last->len == last->count * last->segment_len
	       && len <= last->segment_len && last->count < OUTBOX_SEGMENTS
	       && last->len + len <= OUTBOX_MAX;
}

uint8_t *outbox_room (struct outbox *o)
{
	if (o->count == OUTBOX_MESSAGES || OUTBOX_BYTES - o->len < OUTBOX_MAX)
		outbox_flush (o);
	return o->bytes + o->len;
}

static void add_message (struct outbox *o, const struct teredo_endpoint *to, size_t len,
                         size_t segment_len, unsigned count)
{
	o->messages[o->count++] = (struct outbox_message){
		.to = *to,
		.bytes = o->bytes + o->len,
		.len = len,
		.segment_len = segment_len,
		.count = count,
	};
	o->len += len;
}

void outbox_add (struct outbox *o, const struct teredo_endpoint *to, struct teredo_slice head,
                 struct teredo_slice body)
{
	const size_t len = head.len + body.len;
	struct outbox_message *last;
	uint8_t *room = outbox_room (o);

	if (body.len > 0)
		memmove (room + head.len, body.data, body.len);
	if (head.len > 0)
		memcpy (room, head.data, head.len);
	if (!continues (o, to, len)) {
		add_message (o, to, len, len, 1);
		return;
	}
	last = &o->messages[o->count - 1];
	last->len += len;
	last->count++;
	o->len += len;
}

void outbox_add_written (struct outbox *o, const struct teredo_endpoint *to, size_t len,
                         size_t segment_len)
{
	add_message (o, to, len, segment_len, (unsigned)((len + segment_len - 1) / segment_len));
}

/* --- sending --- */

/* Sends each datagram of a message by itself. Returns whether all were sent. */
static bool send_one_by_one (struct outbox *o, const struct outbox_message *message)
{
	const struct teredo_slice none = { NULL, 0 };
	bool sent = true;

	for (size_t at = 0; at < message->len; at += message->segment_len) {
		const size_t left = message->len - at;
		struct outbox_message one = *message;

		one.bytes += at;
		one.len = left < message->segment_len ? left : message->segment_len;
		one.count = 1;
		if (udp_send (o->fd, &one.to, none, (struct teredo_slice){ one.bytes, one.len })
		    != 0) {
			o->failed (o->ctx, &one, errno);
			sent = false;
		}
	}
	return sent;
}

/* The error may be that of an earlier datagram, or mean that the system cannot send this
 * message as a whole: EMSGSIZE if a datagram is longer than the MTU and must be fragmented;
 * EIO if the device has no checksum offload, EINVAL if checksums are off, which concern all
 * messages. If the queue is full, trying again would not help. */
static void recover (struct outbox *o, const struct outbox_message *message, int err)
{
	if (err == EAGAIN || err == ENOBUFS)
		o->failed (o->ctx, message, err);
	else if (send_one_by_one (o, message) && message->count > 1
	         && (err == EIO || err == EINVAL))
		o->segments = false;
}

void outbox_flush (struct outbox *o)
{
	unsigned done = 0;

	while (done < o->count) {
		const struct outbox_message *next = &o->messages[done];
		const unsigned sent = outbox_system_send (o, next, o->count - done);

		if (sent == 0)
			recover (o, next, errno);
		done += sent > 0 ? sent : 1;
	}
	o->count = 0;
	o->len = 0;
}
