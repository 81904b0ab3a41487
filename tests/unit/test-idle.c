/*
 * test-idle.c - idle peers of a client: Server Load Reduction (RFC 6081 5.7)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/client-impl.h"

#include <string.h>
#include "messages/trailers.h"
#include "node.h"

#define ELSEWHERE     "198.51.100.8:9000"
#define SOLICITATION  "040400000000"
#define ADVERTISEMENT "040401000000"

static struct node n;

static void rx (const char *from, const char *trailers)
{
	struct unit_bytes bubble = node_packet (&n.peer, &n.address, "");
	const struct unit_bytes bytes = unit_hex (trailers);

	memcpy (bubble.data + bubble.len, bytes.data, bytes.len);
	bubble.len += bytes.len;
	node_rx (&n, from, &bubble);
}

static void tx (void)
{
	const struct unit_bytes data = node_packet (&n.address, &n.peer, "00");

	node_tx (&n, &data);
}

/* Of the only bubble to the peer. */
static unsigned trailers (void)
{
	const struct teredo_endpoint to = unit_endpoint (PEER);
	struct teredo_trailers trailers;
	unsigned i = 0;

	ck_assert_uint_eq (node_sent_to (&n, PEER), 1);
	while (!teredo_endpoint_equal (&n.out[i].out.to, &to))
		i++;
	ck_assert (teredo_ip6_is_bubble (&n.out[i].ip6));
	ck_assert (teredo_trailers_parse (&trailers, n.out[i].ip6.trailers));
	return trailers.present;
}

static void check_silent (int seconds)
{
	for (int i = 0; i < seconds; i++) {
		node_pass (&n, TEREDO_SECONDS (1));
		ck_assert_uint_eq (node_sent_to (&n, PEER), 0);
	}
}

/* The host wants the peer, which answered. */
static void set_up (void)
{
	node_start_qualified (&n);
	tx ();
	rx (PEER, "");
	ck_assert_int_eq (n.verdict, TEREDO_CONSUMED);
}

START_TEST (idle_peer_is_solicited_3_times)
{
	set_up ();
	node_pass (&n, TEREDO_SECONDS (24));
	ck_assert_uint_eq (node_sent_to (&n, PEER), 0);
	node_pass (&n, TEREDO_SECONDS (1));
	ck_assert_uint_eq (trailers (), TEREDO_TRAILER_SOLICITATION);
	for (int i = 0; i < 2; i++) {
		check_silent (1);
		node_pass (&n, TEREDO_SECONDS (1));
		ck_assert_uint_eq (trailers (), TEREDO_TRAILER_SOLICITATION);
	}
	check_silent (60);
	node_end (&n);
}
END_TEST

START_TEST (peer_that_answers_stays_trusted_without_indirect_bubble)
{
	set_up ();
	for (int i = 0; i < 4; i++) {
		node_pass (&n, TEREDO_SECONDS (25));
		ck_assert_uint_eq (node_sent_to (&n, PEER), 1);
		rx (PEER, ADVERTISEMENT);
		ck_assert_uint_eq (n.outs, 0); /* an answer is not answered */
	}
	node_pass (&n, TEREDO_SECONDS (20));
	tx ();
	ck_assert_int_eq (n.verdict, TEREDO_SEND);
	ck_assert_uint_eq (node_count (&n, TEREDO_TX_BUBBLE_INDIRECT), 1);
	node_end (&n);
}
END_TEST

START_TEST (silent_peer_is_solicited_again_only_once_it_sends_a_nonce)
{
	set_up ();
	node_pass (&n, TEREDO_SECONDS (90));
	tx ();
	rx (PEER, "");
	node_pass (&n, TEREDO_SECONDS (25));
	ck_assert_uint_eq (node_sent_to (&n, PEER), 0);
	node_pass (&n, TEREDO_SECONDS (65));
	tx ();
	rx (PEER, "0104deadbeef");
	node_pass (&n, TEREDO_SECONDS (25));
	ck_assert_uint_eq (node_sent_to (&n, PEER), 1);
	node_end (&n);
}
END_TEST

START_TEST (peer_with_data_is_not_solicited)
{
	struct unit_bytes data;

	set_up ();
	data = node_packet (&n.peer, &n.address, "00");
	for (int i = 0; i < 4; i++) {
		node_pass (&n, TEREDO_SECONDS (20));
		ck_assert_uint_eq (node_sent_to (&n, PEER), 0);
		node_rx (&n, PEER, &data);
	}
	node_end (&n);
}
END_TEST

START_TEST (stranger_is_not_solicited)
{
	node_start_qualified (&n);
	rx (PEER, "");
	check_silent (40);
	node_end (&n);
}
END_TEST

START_TEST (solicitation_gets_at_most_one_advertisement_a_second)
{
	set_up ();
	node_pass (&n, TEREDO_SECONDS (3));
	for (int i = 0; i < 5; i++) {
		rx (PEER, SOLICITATION);
		ck_assert_uint_eq (trailers (), TEREDO_TRAILER_ADVERTISEMENT);
		rx (PEER, SOLICITATION);
		ck_assert_uint_eq (n.outs, 0);
		node_pass (&n, TEREDO_SECONDS (1));
	}
	node_end (&n);
}
END_TEST

/* A forged bubble is answered neither at its source nor at the peer, although the peer is
 * trusted. */
START_TEST (solicitation_from_elsewhere_gets_no_advertisement)
{
	set_up ();
	rx (ELSEWHERE, SOLICITATION);
	ck_assert_uint_eq (node_sent_to (&n, ELSEWHERE), 0);
	for (unsigned i = 0; i < n.outs; i++) {
		struct teredo_trailers trailers;

		ck_assert (teredo_trailers_parse (&trailers, n.out[i].ip6.trailers));
		ck_assert (!(trailers.present & TEREDO_TRAILER_ADVERTISEMENT));
	}
	node_end (&n);
}
END_TEST

START_TEST (without_extension_peers_are_neither_solicited_nor_answered)
{
	set_up ();
	teredo_client_of (n.role)->extensions.server_load_reduction = false;
	rx (PEER, SOLICITATION);
	ck_assert_uint_eq (n.outs, 0);
	node_end (&n);
	node_start_qualified (&n);
	teredo_client_of (n.role)->extensions.server_load_reduction = false;
	tx ();
	rx (PEER, "");
	check_silent (40);
	node_end (&n);
}
END_TEST

UNIT_MAIN ("idle", idle_peer_is_solicited_3_times,
           peer_that_answers_stays_trusted_without_indirect_bubble,
           silent_peer_is_solicited_again_only_once_it_sends_a_nonce,
           peer_with_data_is_not_solicited, stranger_is_not_solicited,
           solicitation_gets_at_most_one_advertisement_a_second,
           solicitation_from_elsewhere_gets_no_advertisement,
           without_extension_peers_are_neither_solicited_nor_answered)
