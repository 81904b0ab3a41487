/*
 * test-random-port.c - random ports of a client, and what strangers can cause
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/client-impl.h"

#include <stdio.h>
#include "messages/bubble.h"
#include "messages/trailers.h"
#include "node.h"
#include "values/addr.h"

#define FROM_SERVER SERVER ":3544"

static struct node n;

/* A client behind a port-preserving NAT. */
static void set_up (void)
{
	struct teredo_client *client;

	node_start_qualified (&n);
	client = teredo_client_of (n.role);
	client->qualification.nat = TEREDO_NAT_SYMMETRIC;
	client->nat_tests.type.mapping = TEREDO_NAT_SYMMETRIC;
	client->nat_tests.type.port_preserving = TEREDO_TRAIT_YES;
}

static unsigned sockets (void)
{
	return teredo_client_of (n.role)->sockets.used;
}

/* Opens the sockets that the client asks for; their local ports are 50000 and more. */
static void open_sockets (void)
{
	for (unsigned i = 0; i < n.outs; i++)
		if (n.out[i].out.kind == TEREDO_OUT_OPEN)
			teredo_client_opened (n.role, n.now, n.out[i].out.socket,
			                      (uint16_t)(50000 + n.out[i].out.socket));
	node_settle (&n);
}

/* A client calls, with a nonce and perhaps a random port (0: none). */
static void call (const struct in6_addr *from, uint16_t port)
{
	const struct teredo_trailers trailers = {
		.present = TEREDO_TRAILER_NONCE | (port != 0 ? TEREDO_TRAILER_RANDOM_PORT : 0),
		.nonce = 0x01020304,
		.random_port = port,
	};
	struct unit_bytes bubble;
	struct teredo_writer w;

	teredo_writer_init (&w, bubble.data, sizeof (bubble.data));
	teredo_bubble_write (&w, from, &n.address);
	teredo_trailers_write (&w, &trailers);
	bubble.len = teredo_writer_done (&w).len;
	node_rx (&n, FROM_SERVER, &bubble);
	open_sockets ();
}

/* How many outputs are datagrams from a socket (0: the service port) to an endpoint. */
static unsigned sent_on (bool service_port, const char *endpoint)
{
	const struct teredo_endpoint to = unit_endpoint (endpoint);
	unsigned count = 0;

	for (unsigned i = 0; i < n.outs; i++)
		count += n.out[i].out.kind == TEREDO_OUT_UDP
		         && (n.out[i].out.socket == 0) == service_port
		         && teredo_endpoint_equal (&n.out[i].out.to, &to);
	return count;
}

START_TEST (socket_is_used_at_once_for_peer_without_random_port)
{
	set_up ();
	call (&n.peer, 0);
	ck_assert_uint_eq (sockets (), 1);
	ck_assert_uint_eq (sent_on (false, PEER), 1);
	node_end (&n);
}
END_TEST

/* Its first destination alone sees the local port. */
START_TEST (socket_is_not_used_before_peer_with_random_port_calls_again)
{
	set_up ();
	call (&n.peer, 7000);
	ck_assert_uint_eq (sockets (), 1);
	ck_assert_uint_eq (sent_on (false, PEER) + sent_on (false, "198.51.100.7:7000"), 0);
	node_pass (&n, TEREDO_ATTEMPT_INTERVAL);
	call (&n.peer, 7000);
	ck_assert_uint_eq (sent_on (false, PEER), 0);
	ck_assert_uint_eq (sent_on (false, "198.51.100.7:7000"), 1);
	node_end (&n);
}
END_TEST

START_TEST (client_behind_another_nat_sends_to_random_port_from_service_port)
{
	set_up ();
	teredo_client_of (n.role)->nat_tests.type.mapping = TEREDO_NAT_NOT_SYMMETRIC;
	call (&n.peer, 7000);
	ck_assert_uint_eq (sockets (), 0);
	ck_assert_uint_eq (sent_on (true, "198.51.100.7:7000"), 1);
	node_end (&n);
}
END_TEST

START_TEST (extension_that_is_off_opens_and_sends_nothing)
{
	set_up ();
	teredo_client_of (n.role)->extensions.port_preserving = false;
	call (&n.peer, 7000);
	ck_assert_uint_eq (sockets (), 0);
	ck_assert_uint_eq (sent_on (true, "198.51.100.7:7000"), 0);
	node_end (&n);
}
END_TEST

START_TEST (socket_of_peer_that_does_not_answer_is_closed)
{
	set_up ();
	call (&n.peer, 0);
	ck_assert_uint_eq (sockets (), 1);
	node_pass (&n, TEREDO_SECONDS (30));
	ck_assert_uint_eq (sockets (), 0);
	node_end (&n);
}
END_TEST

START_TEST (socket_that_cannot_be_opened_is_not_asked_for_again_at_once)
{
	unsigned opened = 0;

	set_up ();
	for (int i = 0; i < 4; i++) {
		const struct unit_bytes packet = node_packet (&n.address, &n.peer, "00");

		node_tx (&n, &packet);
		for (unsigned o = 0; o < n.outs; o++)
			if (n.out[o].out.kind == TEREDO_OUT_OPEN) {
				opened++;
				teredo_client_opened (n.role, n.now, n.out[o].out.socket, 0);
				node_settle (&n);
			}
		node_pass (&n, TEREDO_ATTEMPT_INTERVAL);
	}
	ck_assert_uint_eq (opened, 1);
	ck_assert_uint_eq (sockets (), 0);
	node_end (&n);
}
END_TEST

/* Each stranger has another IPv4 address, so that the limit for one does not help. Packets go only
 * to that address and to servers. */
START_TEST (strangers_open_a_bounded_number_of_sockets)
{
	set_up ();
	for (unsigned i = 0; i < 500; i++) {
		char mapped[32];
		struct in6_addr stranger;
		uint32_t ip;

		snprintf (mapped, sizeof (mapped), "198.18.%u.%u:9000", i / 250, 1 + i % 250);
		stranger = node_teredo (mapped, SERVER);
		ip = unit_endpoint (mapped).ip;
		call (&stranger, (uint16_t)(i % 2 == 0 ? 0 : 7000));
		for (unsigned o = 0; o < n.outs; o++)
			if (n.out[o].out.kind == TEREDO_OUT_UDP)
				ck_assert (n.out[o].out.to.ip == ip
				           || n.out[o].out.to.ip == unit_ipv4 (SERVER));
		ck_assert_uint_le (n.outs, 8);
		node_pass (&n, 10);
	}
	ck_assert_uint_gt (sockets (), 8);
	ck_assert_uint_le (sockets (), TEREDO_RANDOM_PORTS / 2);
	node_end (&n);
}
END_TEST

UNIT_MAIN ("random-port", socket_is_used_at_once_for_peer_without_random_port,
           socket_is_not_used_before_peer_with_random_port_calls_again,
           client_behind_another_nat_sends_to_random_port_from_service_port,
           extension_that_is_off_opens_and_sends_nothing,
           socket_of_peer_that_does_not_answer_is_closed,
           socket_that_cannot_be_opened_is_not_asked_for_again_at_once,
           strangers_open_a_bounded_number_of_sockets)
