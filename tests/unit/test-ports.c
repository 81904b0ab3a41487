/*
 * test-ports.c - auxiliary sockets of the daemon
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/ports.h"

#include <errno.h>
#include <string.h>
#include "net/udp.h"
#include "unit.h"

static struct event_base *base;
static struct ports *ports;
static unsigned received, last_socket;
static bool close_on_receipt;

static void on_received (void *ctx, unsigned socket, const struct teredo_endpoint *from,
                         struct teredo_slice udp)
{
	(void)ctx;
	(void)from;
	ck_assert_uint_eq (udp.len, 5);
	ck_assert_mem_eq (udp.data, "hello", 5);
	received++;
	last_socket = socket;
	if (close_on_receipt)
		ports_close (ports, socket);
}

static void set_up (void)
{
	static const struct ports_calls calls = { on_received, NULL };

	received = 0;
	close_on_receipt = false;
	base = event_base_new ();
	ports = ports_new (base, 0x7f000001, &calls);
	ck_assert_ptr_nonnull (ports);
}

static void tear_down (void)
{
	ports_free (ports);
	event_base_free (base);
}

/* Sends a datagram from one socket to the port of another. */
static int say_hello (unsigned socket, uint16_t port)
{
	const struct teredo_endpoint to = { 0x7f000001, port };

	return ports_send (ports, socket, &to, (struct teredo_slice){ (const uint8_t *)"hel", 3 },
	                   (struct teredo_slice){ (const uint8_t *)"lo", 2 });
}

START_TEST (datagram_on_a_socket_is_passed_on_with_its_number)
{
	uint16_t first, second;

	set_up ();
	first = ports_open (ports, 1);
	second = ports_open (ports, TEREDO_SOCKETS_MAX);
	ck_assert_uint_ne (first, 0);
	ck_assert_uint_ne (second, 0);
	ck_assert_uint_ne (first, second);
	ck_assert_int_eq (say_hello (1, second), 0);
	event_base_loop (base, EVLOOP_ONCE);
	ck_assert_uint_eq (received, 1);
	ck_assert_uint_eq (last_socket, TEREDO_SOCKETS_MAX);
	tear_down ();
}
END_TEST

START_TEST (socket_closed_on_receipt_receives_nothing_more)
{
	uint16_t port;

	set_up ();
	ports_open (ports, 1);
	port = ports_open (ports, 2);
	close_on_receipt = true;
	for (int i = 0; i < 3; i++)
		ck_assert_int_eq (say_hello (1, port), 0);
	event_base_loop (base, EVLOOP_ONCE);
	event_base_loop (base, EVLOOP_NONBLOCK);
	ck_assert_uint_eq (received, 1);
	ck_assert_int_eq (say_hello (2, port), -1);
	ck_assert_int_eq (errno, EBADF);
	tear_down ();
}
END_TEST

START_TEST (all_sockets_can_be_open_and_numbers_are_used_again)
{
	set_up ();
	for (unsigned i = 1; i <= TEREDO_SOCKETS_MAX; i++)
		ck_assert_uint_ne (ports_open (ports, i), 0);
	ports_close (ports, 5);
	ports_close (ports, 5);
	ck_assert_uint_ne (ports_open (ports, 5), 0);
	tear_down ();
}
END_TEST

START_TEST (port_of_failed_socket_is_0)
{
	static const struct ports_calls calls = { on_received, NULL };

	base = event_base_new ();
	ports = ports_new (base, 0xcb007101, &calls); /* not an address of this host */
	ck_assert_uint_eq (ports_open (ports, 1), 0);
	ck_assert_int_eq (errno, EADDRNOTAVAIL);
	ck_assert_int_eq (say_hello (1, 4096), -1);
	tear_down ();
}
END_TEST

UNIT_MAIN ("ports", datagram_on_a_socket_is_passed_on_with_its_number,
           socket_closed_on_receipt_receives_nothing_more,
           all_sockets_can_be_open_and_numbers_are_used_again, port_of_failed_socket_is_0)
