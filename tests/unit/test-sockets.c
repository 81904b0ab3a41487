/*
 * test-sockets.c - auxiliary sockets of a client
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/client-impl.h"

#include <string.h>
#include "messages/bubble.h"
#include "node.h"

static struct node n;
static unsigned opened, received;
static unsigned last;      /* socket of the last call */
static uint16_t last_port; /* that it was opened with */

static void on_opened (struct teredo_client *client, unsigned socket, uint16_t port)
{
	(void)client;
	opened++;
	last = socket;
	last_port = port;
}

static enum teredo_count on_rx (struct teredo_client *client, const struct teredo_arrival *a,
                                enum teredo_verdict *verdict)
{
	(void)client;
	(void)verdict;
	received++;
	last = a->socket;
	return TEREDO_OK;
}

static const struct teredo_socket_user user = { on_opened, on_rx };
static const struct teredo_socket_user other = { on_opened, on_rx };

static void set_up (void)
{
	opened = received = 0;
	node_start_qualified (&n);
}

static struct teredo_client *client (void)
{
	return teredo_client_of (n.role);
}

static unsigned open_socket (void)
{
	return teredo_sockets_open (&client ()->sockets, &user, &n.peer);
}

/* Fetches the outputs and returns how many are of a kind. */
static unsigned fetch (enum teredo_out_kind kind)
{
	n.outs = 0;
	node_settle (&n);
	return node_kind (&n, kind);
}

/* A socket that is open. */
static unsigned open_now (void)
{
	const unsigned socket = open_socket ();

	ck_assert_uint_eq (fetch (TEREDO_OUT_OPEN), 1);
	teredo_client_opened (n.role, n.now, socket, 5000);
	return socket;
}

START_TEST (socket_is_opened_once_and_its_user_called_with_its_port)
{
	unsigned socket;

	set_up ();
	socket = open_socket ();
	ck_assert_uint_eq (socket, 1);
	ck_assert_uint_eq (fetch (TEREDO_OUT_OPEN), 1);
	ck_assert_uint_eq (n.out[0].out.socket, socket);
	ck_assert_uint_eq (fetch (TEREDO_OUT_OPEN), 0);
	ck_assert_ptr_null (teredo_sockets_at (&client ()->sockets, socket));
	teredo_client_opened (n.role, n.now, socket, 5000);
	ck_assert_uint_eq (opened, 1);
	ck_assert_uint_eq (last, socket);
	ck_assert_uint_eq (last_port, 5000);
	ck_assert_uint_eq (teredo_sockets_at (&client ()->sockets, socket)->port, 5000);
	ck_assert_uint_eq (teredo_sockets_find (&client ()->sockets, &user, &n.peer), socket);
	ck_assert_uint_eq (teredo_sockets_find (&client ()->sockets, &other, &n.peer), 0);
	ck_assert_uint_eq (teredo_sockets_find (&client ()->sockets, &user, &n.address), 0);
	teredo_client_opened (n.role, n.now, socket, 5001); /* not asked for */
	ck_assert_uint_eq (opened, 1);
	node_end (&n);
}
END_TEST

START_TEST (socket_that_cannot_be_opened_is_free_again)
{
	set_up ();
	ck_assert_uint_eq (open_socket (), 1);
	ck_assert_uint_eq (fetch (TEREDO_OUT_OPEN), 1);
	teredo_client_opened (n.role, n.now, 1, 0);
	ck_assert_uint_eq (opened, 1);
	ck_assert_uint_eq (last_port, 0);
	ck_assert_uint_eq (teredo_sockets_find (&client ()->sockets, &user, &n.peer), 0);
	ck_assert_uint_eq (open_socket (), 1);
	node_end (&n);
}
END_TEST

START_TEST (sockets_are_bounded_and_used_again_when_closed)
{
	set_up ();
	for (unsigned i = 1; i <= TEREDO_SOCKETS_MAX; i++)
		ck_assert_uint_eq (open_now (), i);
	ck_assert_uint_eq (open_socket (), 0);
	teredo_sockets_close (&client ()->sockets, 7);
	ck_assert_uint_eq (open_socket (), 0); /* not closed yet */
	ck_assert_uint_eq (fetch (TEREDO_OUT_CLOSE), 1);
	ck_assert_uint_eq (n.out[0].out.socket, 7);
	ck_assert_uint_eq (open_now (), 7);
	node_end (&n);
}
END_TEST

START_TEST (socket_is_closed_after_what_was_queued_is_sent_on_it)
{
	const struct teredo_endpoint to = unit_endpoint (PEER);
	struct teredo_writer w;
	unsigned socket;
	uint32_t index;

	set_up ();
	socket = open_now ();
	ck_assert (teredo_node_begin (&client ()->role.node, &index, &w));
	teredo_bubble_write (&w, &n.address, &n.peer);
	teredo_node_send_on (&client ()->role.node, index, &w, socket, &to);
	teredo_sockets_close (&client ()->sockets, socket);
	fetch (TEREDO_OUT_CLOSE);
	ck_assert_uint_eq (n.outs, 2);
	ck_assert_int_eq (n.out[0].out.kind, TEREDO_OUT_UDP);
	ck_assert_uint_eq (n.out[0].out.socket, socket);
	ck_assert_int_eq (n.out[1].out.kind, TEREDO_OUT_CLOSE);
	ck_assert_uint_eq (n.out[1].out.socket, socket);
	node_end (&n);
}
END_TEST

START_TEST (socket_closed_before_it_is_opened_is_not_opened)
{
	set_up ();
	teredo_sockets_close (&client ()->sockets, open_socket ());
	ck_assert_uint_eq (fetch (TEREDO_OUT_OPEN), 0);
	teredo_sockets_close (&client ()->sockets, 1); /* again: does nothing */
	ck_assert_uint_eq (fetch (TEREDO_OUT_CLOSE), 0);
	node_end (&n);
}
END_TEST

START_TEST (rx_on_socket_goes_only_to_its_user)
{
	const struct teredo_endpoint from = unit_endpoint (PEER);
	struct teredo_slice packet;
	struct unit_bytes bubble;
	unsigned socket;

	set_up ();
	bubble = node_packet (&n.peer, &n.address, "");
	socket = open_now ();
	ck_assert_int_eq (teredo_client_rx_socket (n.role, n.now, socket, &from,
	                                           unit_slice (&bubble), &packet),
	                  TEREDO_CONSUMED);
	ck_assert_uint_eq (received, 1);
	ck_assert_uint_eq (last, socket);
	for (unsigned i = 2; i <= TEREDO_SOCKETS_MAX + 1; i++) /* not open */
		ck_assert_int_eq (teredo_client_rx_socket (n.role, n.now, i, &from,
		                                           unit_slice (&bubble), &packet),
		                  TEREDO_DROP);
	ck_assert_uint_eq (received, 1);
	node_end (&n);
}
END_TEST

UNIT_MAIN ("sockets", socket_is_opened_once_and_its_user_called_with_its_port,
           socket_that_cannot_be_opened_is_free_again,
           sockets_are_bounded_and_used_again_when_closed,
           socket_is_closed_after_what_was_queued_is_sent_on_it,
           socket_closed_before_it_is_opened_is_not_opened, rx_on_socket_goes_only_to_its_user)
