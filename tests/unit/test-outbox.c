/*
 * test-outbox.c - datagrams sent and received together, over the loopback interface
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/inbox.h"
#include "net/outbox.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "net/udp.h"
#include "unit.h"

static struct outbox outbox;
static struct inbox inbox;
static int receiver, other;
static struct teredo_endpoint to, to_other;
static unsigned failed;
static int failed_with;
static uint8_t expected; /* first byte of the next datagram */

static void on_failed (void *ctx, const struct outbox_message *message, int err)
{
	(void)ctx;
	failed += message->count;
	failed_with = err;
}

static void open_sockets (void)
{
	const struct teredo_endpoint any = unit_endpoint ("127.0.0.1:0");

	memset (&outbox, 0, sizeof (outbox));
	outbox.fd = udp_open (&any);
	outbox.failed = on_failed;
	outbox.segments = outbox_can_segment (outbox.fd);
	receiver = udp_open (&any);
	other = udp_open (&any);
	ck_assert (outbox.fd >= 0 && receiver >= 0 && other >= 0);
	to = to_other = unit_endpoint ("127.0.0.1:0");
	to.port = udp_port (receiver);
	to_other.port = udp_port (other);
	failed = 0;
	expected = 0;
}

static void close_sockets (void)
{
	close (outbox.fd);
	close (receiver);
	close (other);
}

/* Adds a datagram of len bytes that begins with a number. */
static void add (const struct teredo_endpoint *endpoint, uint8_t number, size_t len)
{
	static uint8_t bytes[OUTBOX_MAX];

	memset (bytes, number, len);
	outbox_add (&outbox, endpoint, (struct teredo_slice){ bytes, 1 },
	            (struct teredo_slice){ bytes + 1, len - 1 });
}

static void wait_readable (int fd)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };

	ck_assert_int_eq (poll (&ready, 1, 10000), 1);
}

/* The next datagram on a socket has this number and length. */
static void check_next (int fd, uint8_t number, size_t len)
{
	static uint8_t bytes[65536];
	struct teredo_endpoint from;

	wait_readable (fd);
	ck_assert_int_eq (udp_recv (fd, bytes, sizeof (bytes), &from), (ssize_t)len);
	ck_assert_uint_eq (bytes[0], number);
	ck_assert_uint_eq (bytes[len - 1], number);
	ck_assert_uint_eq (from.port, udp_port (outbox.fd));
}

static void check_empty (int fd)
{
	struct teredo_endpoint from;
	uint8_t byte;

	ck_assert_int_eq (udp_recv (fd, &byte, 1, &from), -1);
	ck_assert_int_eq (errno, EAGAIN);
}

START_TEST (datagrams_are_sent_in_order_when_flushed)
{
	open_sockets ();
	add (&to, 1, 100);
	add (&to, 2, 100);
	add (&to, 3, 50); /* shorter: the last of its message */
	add (&to, 4, 50);
	add (&to_other, 5, 50);
	add (&to, 6, 51);
	check_empty (receiver);
	outbox_flush (&outbox);
	check_next (receiver, 1, 100);
	check_next (receiver, 2, 100);
	check_next (receiver, 3, 50);
	check_next (receiver, 4, 50);
	check_next (receiver, 6, 51);
	check_empty (receiver);
	check_next (other, 5, 50);
	check_empty (other);
	ck_assert_uint_eq (outbox.count, 0);
	ck_assert_uint_eq (failed, 0);
	close_sockets ();
}
END_TEST

START_TEST (datagrams_of_one_length_share_a_message)
{
	open_sockets ();
	if (!outbox.segments)
		printf ("UDP_SEGMENT is not supported here\n");
	for (uint8_t i = 0; i < 100; i++)
		add (&to, i, 100);
	ck_assert_uint_le (outbox.count, outbox.segments ? 2 : 100);
	outbox_flush (&outbox);
	for (uint8_t i = 0; i < 100; i++)
		check_next (receiver, i, 100);
	check_empty (receiver);
	close_sockets ();
}
END_TEST

START_TEST (datagrams_that_do_not_fit_flush_the_others)
{
	open_sockets ();
	add (&to, 1, 60000);
	add (&to, 2, 60000);
	add (&to, 3, 60000);
	check_next (receiver, 1, 60000);
	check_next (receiver, 2, 60000);
	check_empty (receiver);
	for (uint8_t i = 0; i < OUTBOX_MESSAGES; i++)
		add (i % 2 == 0 ? &to_other : &to, i, 10);
	check_next (receiver, 3, 60000);
	outbox_flush (&outbox);
	for (uint8_t i = 0; i < OUTBOX_MESSAGES; i++)
		check_next (i % 2 == 0 ? other : receiver, i, 10);
	close_sockets ();
}
END_TEST

START_TEST (written_segments_are_sent_as_datagrams)
{
	open_sockets ();
	if (!outbox.segments)
		return; /* then only single datagrams may be written */
	for (unsigned i = 0; i < 5; i++)
		memset (outbox_room (&outbox) + (size_t)i * 1000, (int)i, 1000);
	outbox_add_written (&outbox, &to, 4500, 1000);
	add (&to, 9, 1000);
	outbox_flush (&outbox);
	for (uint8_t i = 0; i < 4; i++)
		check_next (receiver, i, 1000);
	check_next (receiver, 4, 500);
	check_next (receiver, 9, 1000);
	check_empty (receiver);
	close_sockets ();
}
END_TEST

/* Writes count datagrams, each of which begins with its number. */
static void write_datagrams (uint8_t first, uint8_t count, size_t len)
{
	uint8_t *room = outbox_room (&outbox);

	for (uint8_t i = 0; i < count; i++)
		memset (room + i * len, first + i, len);
	outbox_add_written (&outbox, &to, count * len, len);
}

START_TEST (written_segments_fill_the_last_message)
{
	open_sockets ();
	if (outbox.segments) {
		write_datagrams (0, 40, 600);
		write_datagrams (40, 40, 600);
		ck_assert_uint_eq (outbox.count, 2);
		ck_assert_uint_eq (outbox.messages[0].count, OUTBOX_SEGMENTS);
		memset (outbox_room (&outbox), 80, 599);
		outbox_add_written (&outbox, &to, 599, 600);
		ck_assert_uint_eq (outbox.count, 2);
		add (&to, 81, 599); /* nothing continues a message after a shorter datagram */
		ck_assert_uint_eq (outbox.count, 3);
		outbox_flush (&outbox);
		for (uint8_t i = 0; i < 82; i++)
			check_next (receiver, i, i < 80 ? 600 : 599);
	}
	close_sockets ();
}
END_TEST

START_TEST (message_that_can_grow_waits_when_there_is_no_room)
{
	open_sockets ();
	if (outbox.segments) {
		write_datagrams (0, 60, 1000);
		write_datagrams (60, 10, 1000);
		write_datagrams (70, 1, 1000); /* there is no room for the largest now */
		for (uint8_t i = 0; i < OUTBOX_SEGMENTS; i++)
			check_next (receiver, i, 1000);
		check_empty (receiver);
		write_datagrams (71, 50, 1000);
		ck_assert_uint_eq (outbox.count, 1);
		outbox_flush (&outbox);
		for (uint8_t i = OUTBOX_SEGMENTS; i < 121; i++)
			check_next (receiver, i, 1000);
		check_empty (receiver);
	}
	close_sockets ();
}
END_TEST

/* A message that the kernel refuses is sent as single datagrams, and so is the next. */
static void check_fall_back (void)
{
	for (int round = 0; round < 2; round++) {
		for (uint8_t i = 0; i < 5; i++)
			add (&to, i, 100);
		outbox_flush (&outbox);
		for (uint8_t i = 0; i < 5; i++)
			check_next (receiver, i, 100);
		ck_assert (!outbox.segments);
	}
	ck_assert_uint_eq (failed, 0);
}

/* The kernel refuses UDP_SEGMENT on sockets without checksums. */
START_TEST (messages_that_are_refused_are_sent_one_by_one)
{
	const int on = 1;

	open_sockets ();
	ck_assert_int_eq (setsockopt (outbox.fd, SOL_SOCKET, SO_NO_CHECK, &on, sizeof (on)), 0);
	check_fall_back ();
	close_sockets ();
}
END_TEST

/* A socket of UDP-Lite on the loopback interface; -1: not supported. */
static int open_lite (void)
{
	const struct sockaddr_in any = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl (INADDR_LOOPBACK),
	};
	const int fd = socket (AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, IPPROTO_UDPLITE);

	if (fd >= 0)
		ck_assert_int_eq (bind (fd, (const struct sockaddr *)&any, sizeof (any)), 0);
	return fd;
}

/* The error is EIO there, as it is on devices without checksum offload before Linux 6.11. */
START_TEST (messages_that_fail_with_eio_are_sent_one_by_one)
{
	open_sockets ();
	close_sockets ();
	outbox.fd = open_lite ();
	receiver = open_lite ();
	other = open_lite ();
	if (receiver < 0)
		return;
	to.port = udp_port (receiver);
	check_fall_back ();
	close_sockets ();
}
END_TEST

/* Such a message cannot be sent whole: its datagrams need fragmentation. */
START_TEST (datagrams_longer_than_the_mtu_are_fragmented)
{
	if (unshare (CLONE_NEWNET) != 0)
		return; /* not root */
	ck_assert_int_eq (system ("ip link set lo up mtu 1000"), 0);
	open_sockets ();
	for (uint8_t i = 0; i < 5; i++)
		add (&to, i, 1200);
	outbox_flush (&outbox);
	for (uint8_t i = 0; i < 5; i++)
		check_next (receiver, i, 1200);
	ck_assert_uint_eq (failed, 0);
	close_sockets ();
}
END_TEST

/* The kernel sends nothing to other hosts from a socket that is bound to 127.0.0.1. */
START_TEST (failures_are_reported_and_the_rest_is_sent)
{
	const struct teredo_endpoint nowhere = unit_endpoint ("203.0.113.1:9");

	open_sockets ();
	add (&to, 1, 100);
	add (&nowhere, 2, 100);
	add (&nowhere, 3, 100);
	add (&to, 4, 100);
	outbox_flush (&outbox);
	check_next (receiver, 1, 100);
	check_next (receiver, 4, 100);
	ck_assert_uint_eq (failed, 2);
	ck_assert_int_eq (failed_with, EINVAL);
	ck_assert (outbox.segments == outbox_can_segment (outbox.fd)); /* not the offload's fault */
	close_sockets ();
}
END_TEST

/* Checks the datagrams of a message: one number after the other. Returns how many. */
static unsigned check_message (const struct inbox_message *message, size_t wanted_len)
{
	unsigned count = 0;

	ck_assert (message->segment_len == wanted_len || message->bytes.len == wanted_len);
	for (size_t at = 0; at < message->bytes.len; at += message->segment_len, count++)
		ck_assert_uint_eq (message->bytes.data[at], expected++);
	ck_assert_uint_eq (message->from.port, udp_port (outbox.fd));
	return count;
}

static void check_received (bool joined)
{
	unsigned messages = 0, datagrams = 0;

	for (uint8_t i = 0; i < 40; i++)
		add (&to, i, 500);
	outbox_flush (&outbox);
	while (datagrams < 40) {
		unsigned count;

		wait_readable (receiver);
		count = inbox_receive (&inbox, receiver);
		for (unsigned i = 0; i < count; i++)
			datagrams += check_message (&inbox.messages[i], 500);
		messages += count;
	}
	ck_assert_uint_eq (messages, joined ? 1 : 40);
	ck_assert_uint_eq (inbox_receive (&inbox, receiver), 0);
}

START_TEST (datagrams_are_received_in_order)
{
	open_sockets ();
	check_received (false);
	close_sockets ();
}
END_TEST

START_TEST (datagrams_are_received_joined)
{
	open_sockets ();
	check_received (inbox_enable_joining (receiver) && outbox.segments);
	close_sockets ();
}
END_TEST

UNIT_MAIN ("outbox", datagrams_are_sent_in_order_when_flushed,
           datagrams_of_one_length_share_a_message, datagrams_that_do_not_fit_flush_the_others,
           written_segments_are_sent_as_datagrams, written_segments_fill_the_last_message,
           message_that_can_grow_waits_when_there_is_no_room,
           messages_that_are_refused_are_sent_one_by_one,
           messages_that_fail_with_eio_are_sent_one_by_one,
           datagrams_longer_than_the_mtu_are_fragmented, failures_are_reported_and_the_rest_is_sent,
           datagrams_are_received_in_order, datagrams_are_received_joined)
