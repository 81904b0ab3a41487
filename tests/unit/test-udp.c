/*
 * test-udp.c - UDP/IPv4 socket
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/udp.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "unit.h"

#define LOOPBACK 0x7f000001u

static const struct teredo_endpoint any_port = { .ip = LOOPBACK };

static struct teredo_slice bytes (const char *text)
{
	return (struct teredo_slice){ (const uint8_t *)text, strlen (text) };
}

static void wait_readable (int fd)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };

	ck_assert_int_eq (poll (&poll_fd, 1, -1), 1);
}

START_TEST (two_slices_are_sent_as_one_datagram)
{
	int a = udp_open (&any_port), b = udp_open (&any_port);
	const struct teredo_endpoint to = { LOOPBACK, udp_port (b) };
	struct teredo_endpoint from;
	char buf[16];

	ck_assert_int_eq (udp_send (a, &to, bytes ("head "), bytes ("body")), 0);
	wait_readable (b);
	ck_assert_int_eq (udp_recv (b, buf, sizeof (buf), &from), 9);
	ck_assert_mem_eq (buf, "head body", 9);
	ck_assert_uint_eq (from.ip, LOOPBACK);
	ck_assert_uint_eq (from.port, udp_port (a));
	close (a);
	close (b);
}
END_TEST

START_TEST (receive_without_datagram_returns_eagain)
{
	struct teredo_endpoint from;
	int fd = udp_open (&any_port);
	char byte;

	ck_assert_int_eq (udp_recv (fd, &byte, 1, &from), -1);
	ck_assert_int_eq (errno, EAGAIN);
	close (fd);
}
END_TEST

/* Datagrams to and from other peers are not lost. */
START_TEST (icmp_error_of_one_peer_does_not_affect_others)
{
	int a = udp_open (&any_port), b = udp_open (&any_port), gone = udp_open (&any_port);
	const struct teredo_endpoint closed_port = { LOOPBACK, udp_port (gone) };
	const struct teredo_endpoint to_a = { LOOPBACK, udp_port (a) };
	const struct teredo_endpoint to_b = { LOOPBACK, udp_port (b) };
	struct teredo_endpoint from;
	char buf[4];

	close (gone);
	ck_assert_int_eq (udp_send (a, &closed_port, bytes ("x"), bytes ("")), 0);
	ck_assert_int_eq (udp_send (a, &to_b, bytes ("y"), bytes ("")), 0);
	wait_readable (b);
	ck_assert_int_eq (udp_recv (b, buf, sizeof (buf), &from), 1);
	ck_assert_int_eq (udp_send (a, &closed_port, bytes ("x"), bytes ("")), 0);
	ck_assert_int_eq (udp_send (b, &to_a, bytes ("z"), bytes ("")), 0);
	wait_readable (a);
	ck_assert_int_eq (udp_recv (a, buf, sizeof (buf), &from), 1);
	ck_assert_int_eq (buf[0], 'z');
	close (a);
	close (b);
}
END_TEST

START_TEST (empty_datagram_is_received)
{
	int a = udp_open (&any_port), b = udp_open (&any_port);
	const struct teredo_endpoint to = { LOOPBACK, udp_port (b) };
	struct teredo_endpoint from;
	char byte;

	ck_assert_int_eq (udp_send (a, &to, bytes (""), bytes ("")), 0);
	wait_readable (b);
	ck_assert_int_eq (udp_recv (b, &byte, 1, &from), 0);
	close (a);
	close (b);
}
END_TEST

/* RFC 4380 5.1.2, 5.2.4 */
START_TEST (socket_allows_fragments_but_no_broadcast)
{
	int fd = udp_open (&any_port), value;
	const struct teredo_endpoint broadcast = { 0xffffffffu, 9 };
	socklen_t len = sizeof (value);

	ck_assert_int_eq (getsockopt (fd, IPPROTO_IP, IP_MTU_DISCOVER, &value, &len), 0);
	ck_assert_int_eq (value, IP_PMTUDISC_DONT);
	ck_assert_int_eq (udp_send (fd, &broadcast, bytes ("x"), bytes ("")), -1);
	ck_assert_int_ne (fcntl (fd, F_GETFD) & FD_CLOEXEC, 0);
	close (fd);
}
END_TEST

START_TEST (open_reports_address_in_use_or_not_available)
{
	const struct teredo_endpoint not_ours = { .ip = unit_ipv4 ("192.0.2.1") };
	struct teredo_endpoint taken = any_port;
	int fd = udp_open (&any_port);

	taken.port = udp_port (fd);
	ck_assert_int_eq (udp_open (&taken), -1);
	ck_assert_int_eq (errno, EADDRINUSE);
	ck_assert_int_eq (udp_open (&not_ours), -1);
	ck_assert_int_eq (errno, EADDRNOTAVAIL);
	close (fd);
}
END_TEST

UNIT_MAIN ("udp", two_slices_are_sent_as_one_datagram, receive_without_datagram_returns_eagain,
           icmp_error_of_one_peer_does_not_affect_others, empty_datagram_is_received,
           socket_allows_fragments_but_no_broadcast, open_reports_address_in_use_or_not_available)
