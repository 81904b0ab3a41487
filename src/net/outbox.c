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

/* How many more bytes for an endpoint the last message can take, in datagrams of len bytes, the
 * last of which may be shorter. */
static size_t left_in_last (const struct outbox *o, const struct teredo_endpoint *to, size_t len)
{
	const struct outbox_message *last;
	size_t bytes, count;

	if (o->count == 0 || !o->segments || len == 0)
		return 0;
	last = &o->messages[o->count - 1];
	if (!teredo_endpoint_equal (&last->to, to) || len > last->segment_len
	    || last->len < last->count * last->segment_len)
		return 0;
	bytes = (OUTBOX_MAX - last->len) / len;
	count = OUTBOX_SEGMENTS - last->count;
	return (bytes < count ? bytes : count) * len;
}

/* Whether anything can be added to the last message, of which there is one. */
static bool last_can_grow (const struct outbox *o)
{
	const struct outbox_message *last = &o->messages[o->count - 1];

	return left_in_last (o, &last->to, last->segment_len) > 0;
}

/* Sends all messages but the last, which may get more datagrams and moves to the front. */
static void send_all_but_last (struct outbox *o)
{
	struct outbox_message last = o->messages[--o->count];

	outbox_flush (o);
	memmove (o->bytes, last.bytes, last.len);
	last.bytes = o->bytes;
	o->messages[0] = last;
	o->count = 1;
	o->len = last.len;
}

uint8_t *outbox_room (struct outbox *o)
{
	if (o->count < OUTBOX_MESSAGES && OUTBOX_BYTES - o->len >= OUTBOX_MAX)
		return o->bytes + o->len;
	if (last_can_grow (o))
		send_all_but_last (o);
	else
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

/* Adds count datagrams, for which the last message has room. */
static void add_to_last (struct outbox *o, size_t len, unsigned count)
{
	struct outbox_message *last = &o->messages[o->count - 1];

	last->len += len;
	last->count += count;
	o->len += len;
}

void outbox_add (struct outbox *o, const struct teredo_endpoint *to, struct teredo_slice head,
                 struct teredo_slice body)
{
	const size_t len = head.len + body.len;
	uint8_t *room = outbox_room (o);

	if (body.len > 0)
		memmove (room + head.len, body.data, body.len);
	if (head.len > 0)
		memcpy (room, head.data, head.len);
	if (left_in_last (o, to, len) > 0)
		add_to_last (o, len, 1);
	else
		add_message (o, to, len, len, 1);
}

static unsigned datagrams (size_t len, size_t segment_len)
{
	return (unsigned)((len + segment_len - 1) / segment_len);
}

void outbox_add_written (struct outbox *o, const struct teredo_endpoint *to, size_t len,
                         size_t segment_len)
{
	const size_t left = left_in_last (o, to, segment_len);
	size_t more = 0; /* bytes for the last message */

	if (left > 0 && o->messages[o->count - 1].segment_len == segment_len) {
		more = len < left ? len : left;
		add_to_last (o, more, datagrams (more, segment_len));
	}
	if (len > more)
		add_message (o, to, len - more, segment_len, datagrams (len - more, segment_len));
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
