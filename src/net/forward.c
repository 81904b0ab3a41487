/*
 * forward.c - packets between tunnel device and UDP
 *
 * The common packet is part of a large transfer. From the host, it comes with others in a GSO
 * packet, which is split into segments of one message; the role decides on the first segment for
 * all of them. From the network it comes with others in a joined message; the role decides on each
 * datagram, and those of one flow are merged again. Nothing waits for later packets: whatever has
 * been read is forwarded before the next wait.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/forward.h"

#include <errno.h>
#include "conf/offload.h"
#include "split.h"

#define READS_MAX 64 /* packets or messages, before other descriptors have their turn */
#define UNDRAINED 64 /* datagrams received before the role's output is performed */

static void enable_tun (struct forward *f, unsigned offloads)
{
	unsigned kinds = 0;

	if ((offloads & OFFLOAD_TUN_TCP) != 0)
		kinds |= TUN6_GSO_BIT (TUN6_GSO_TCP);
	if ((offloads & OFFLOAD_TUN_UDP) != 0)
		kinds |= TUN6_GSO_BIT (TUN6_GSO_UDP);
	kinds = tun6_enable_gso (f->tun, kinds);
	if ((kinds & TUN6_GSO_BIT (TUN6_GSO_TCP)) != 0)
		f->offloads |= OFFLOAD_TUN_TCP;
	if ((kinds & TUN6_GSO_BIT (TUN6_GSO_UDP)) != 0)
		f->offloads |= OFFLOAD_TUN_UDP;
}

static void enable_udp (struct forward *f, unsigned offloads)
{
	if ((offloads & OFFLOAD_UDP_JOIN) != 0 && inbox_enable_joining (f->udp))
		f->offloads |= OFFLOAD_UDP_JOIN;
	if ((offloads & OFFLOAD_UDP_SEGMENT) != 0 && outbox_can_segment (f->udp))
		f->offloads |= OFFLOAD_UDP_SEGMENT;
}

void forward_start (struct forward *f, unsigned offloads)
{
	f->offloads = 0;
	enable_tun (f, offloads);
	enable_udp (f, offloads);
	f->reads = 1;
	f->outbox.fd = f->udp;
	f->outbox.segments = (f->offloads & OFFLOAD_UDP_SEGMENT) != 0;
	f->outbox.failed = f->failed_udp;
	f->outbox.ctx = f->ctx;
	tun6_merge_start (f->tun, &f->merge);
}

/* --- from the network --- */

static void flush_merged (struct forward *f)
{
	const unsigned count = f->merge.count;

	if (tun6_send_merged (f->tun, &f->merge) != 0)
		f->failed_tun (f->ctx, count, errno);
}

static void deliver (struct forward *f, struct teredo_slice ip6)
{
	if (tun6_merge_add (&f->merge, ip6.data, ip6.len))
		return;
	flush_merged (f);
	tun6_merge_add (&f->merge, ip6.data, ip6.len);
}

/* Any datagram may cause output, for which the role has limited room. */
static void count_received (struct forward *f)
{
	if (++f->received < UNDRAINED)
		return;
	f->received = 0;
	flush_merged (f); /* before any packet that has waited */
	f->drain (f->ctx);
}

static void receive (struct forward *f, teredo_time now, const struct inbox_message *message)
{
	const struct teredo_slice all = message->bytes;
	size_t at = 0;

	do { /* a datagram may be empty */
		const size_t left = all.len - at;
		const size_t len = left < message->segment_len ? left : message->segment_len;
		struct teredo_slice ip6;

		if (teredo_role_rx (f->role, now, &message->from,
		                    (struct teredo_slice){ all.data + at, len }, &ip6)
		    == TEREDO_DELIVER)
			deliver (f, ip6);
		count_received (f);
		at += len;
	} while (at < all.len);
}

void forward_from_udp (struct forward *f, teredo_time now)
{
	unsigned count, total = 0;

	do {
		count = inbox_receive (&f->inbox, f->udp);
		for (unsigned i = 0; i < count; i++)
			receive (f, now, &f->inbox.messages[i]);
		flush_merged (f); /* before the inbox is used again */
		total += count;
	} while (count == INBOX_MESSAGES && total < READS_MAX);
}

/* --- from the host --- */

static void send_packet (struct forward *f, teredo_time now, struct teredo_slice ip6)
{
	const struct teredo_slice none = { NULL, 0 };
	struct teredo_endpoint to;

	if (teredo_role_tx (f->role, now, ip6, &to) != TEREDO_SEND)
		return;
	if (teredo_role_socket (f->role) != 0)
		f->send_on (f->ctx, teredo_role_socket (f->role), &to, ip6);
	else
		outbox_add (&f->outbox, &to, none, ip6);
}

/* Sends each segment on the auxiliary socket that the role has chosen. */
static void send_segments_on (struct forward *f, const struct teredo_endpoint *to,
                              struct teredo_slice segments, size_t segment_len)
{
	for (size_t at = 0; at < segments.len; at += segment_len) {
		const size_t left = segments.len - at;
		const size_t len = left < segment_len ? left : segment_len;

		f->send_on (f->ctx, teredo_role_socket (f->role), to,
		            (struct teredo_slice){ segments.data + at, len });
	}
}

/* Sends segments that were written into the outbox. The role's decision on the first is valid for
 * all, unless the peer has to be contacted: then each may have to wait. */
static void send_segments (struct forward *f, teredo_time now, struct teredo_slice segments,
                           size_t segment_len)
{
	const size_t first_len = segments.len < segment_len ? segments.len : segment_len;
	const unsigned others = (unsigned)((segments.len - 1) / segment_len);
	struct teredo_endpoint to;

	if (teredo_role_tx (f->role, now, (struct teredo_slice){ segments.data, first_len }, &to)
	    == TEREDO_SEND) {
		teredo_role_sent_more (f->role, others);
		if (teredo_role_socket (f->role) != 0)
			send_segments_on (f, &to, segments, segment_len);
		else
			outbox_add_written (&f->outbox, &to, segments.len, segment_len);
		return;
	}
	for (size_t at = first_len; at < segments.len; at += segment_len) {
		const size_t left = segments.len - at;
		const size_t len = left < segment_len ? left : segment_len;

		send_packet (f, now, (struct teredo_slice){ segments.data + at, len });
	}
}

static void send_gso (struct forward *f, teredo_time now, size_t len, const struct tun6_gso *gso)
{
	struct tun6_split split;
	uint8_t *room;

	if (!tun6_split_init (&split, f->packet, len, gso)) {
		f->failed_tun (f->ctx, 1, EINVAL);
		return;
	}
	for (;;) {
		room = outbox_room (&f->outbox);
		len = tun6_split_next (&split, room, OUTBOX_MAX,
		                       f->outbox.segments ? OUTBOX_SEGMENTS : 1);
		if (len == 0)
			break;
		send_segments (f, now, (struct teredo_slice){ room, len }, split.segment_len);
	}
}

/* Next time, reads as many packets as came now, and twice as many if they come in quick
 * succession: so the read that finds nothing is rare, and a single packet costs one read. */
static void adapt_reads (struct forward *f, unsigned done, teredo_time now)
{
	if (done < f->reads) {
		f->reads = done > 0 ? done : 1;
		return;
	}
	if (now == f->full)
		f->reads = done * 2 < READS_MAX ? done * 2 : READS_MAX;
	f->full = now;
}

int forward_from_tun (struct forward *f, teredo_time now)
{
	unsigned done;
	ssize_t len = 1;

	for (done = 0; done < f->reads; done++) {
		struct tun6_gso gso;

		len = tun6_recv (f->tun, f->packet, sizeof (f->packet), &gso);
		if (len <= 0)
			break;
		if (gso.kind == TUN6_GSO_NONE)
			send_packet (f, now, (struct teredo_slice){ f->packet, (size_t)len });
		else
			send_gso (f, now, (size_t)len, &gso);
	}
	adapt_reads (f, done, now);
	outbox_flush (&f->outbox);
	return len < 0 ? -1 : 0;
}
