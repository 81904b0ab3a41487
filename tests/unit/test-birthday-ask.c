/*
 * test-birthday-ask.c - the birthday approach: sockets for the guesses of a peer
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/client-impl.h"

#include "calls.h"
#include "values/addr.h"

static struct node n;

static struct teredo_client *client (void)
{
	return teredo_client_of (n.role);
}

/* A client behind a random symmetric NAT; the server has seen ports of a span. */
static void set_up_random (uint16_t span)
{
	const struct teredo_endpoint mapped = unit_endpoint (MAPPED);

	node_start_qualified (&n);
	client ()->extensions.birthday = true;
	client ()->qualification.nat = client ()->nat_tests.type.mapping = TEREDO_NAT_SYMMETRIC;
	for (size_t i = 0; i < 3; i++)
		client ()->nat_tests.mapped[i] = mapped;
	client ()->nat_tests.mapped[1].port = (uint16_t)(mapped.port + span - 1);
}

static unsigned sockets (void)
{
	return client ()->sockets.used;
}

/* Opens the sockets that the client asks for while time passes; 0: opening fails. Returns how many
 * bubbles left on them; all go to the peer's endpoint. */
static unsigned open_for (teredo_time how_long, uint16_t first_port)
{
	const teredo_time end = n.now + how_long;
	const struct teredo_endpoint peer = unit_endpoint (PEER);
	unsigned sent = 0;

	while (teredo_role_deadline (n.role) <= end) {
		node_pass (&n, teredo_role_deadline (n.role) - n.now);
		for (unsigned i = 0; i < n.outs; i++) {
			const struct teredo_out *out = &n.out[i].out;

			if (out->kind == TEREDO_OUT_OPEN) {
				teredo_client_opened (n.role, n.now, out->socket,
				                      first_port == 0 ? 0
				                                      : (uint16_t)(first_port
				                                                   + out->socket));
				node_settle (&n);
			} else if (out->kind == TEREDO_OUT_UDP && out->socket != 0) {
				ck_assert (teredo_endpoint_equal (&out->to, &peer));
				sent++;
			}
		}
	}
	n.now = end;
	return sent;
}

/* The peer offers to guess; returns the bubbles on sockets in the next 2 s. */
static unsigned offer (uint32_t proof)
{
	call_rx (&n, &n.peer, &(struct teredo_guess_terms){ .proof = proof });
	return open_for (TEREDO_SECONDS (2), 50000);
}

static enum teredo_verdict rx_guess (unsigned socket, const char *from, uint32_t nonce)
{
	const struct teredo_trailers trailers = { .present = TEREDO_TRAILER_NONCE, .nonce = nonce };
	const struct unit_bytes bytes = call_bubble (&n, &n.peer, &trailers);
	const struct teredo_endpoint endpoint = unit_endpoint (from);

	n.outs = 0;
	n.verdict = teredo_client_rx_socket (n.role, n.now, socket, &endpoint, unit_slice (&bytes),
	                                     &n.ip6);
	node_settle (&n);
	return n.verdict;
}

START_TEST (offer_opens_sockets_by_the_span_of_mapped_ports)
{
	static const struct {
		uint16_t span;
		unsigned sockets;
	} cases[] = { { 300, 16 }, { 512, 16 }, { 513, 64 }, { 2048, 64 }, { 2049, 256 } };
	struct teredo_status status;

	for (size_t i = 0; i < ARRAY_LEN (cases); i++) {
		set_up_random (cases[i].span);
		ck_assert_uint_eq (offer (call_meet (&n, &n.peer)), cases[i].sockets);
		ck_assert_uint_eq (sockets (), cases[i].sockets);
		ck_assert_uint_eq (node_count (&n, TEREDO_GUESS_ASKED), 1);
		teredo_role_status (n.role, &status);
		ck_assert_uint_eq (status.guessable, cases[i].sockets);
		ck_assert_uint_eq (open_for (TEREDO_SECONDS (20), 50000), 0);
		ck_assert_uint_eq (sockets (), 0);
		node_end (&n);
	}
}
END_TEST

START_TEST (request_tells_sockets_and_ports_once_they_are_open)
{
	struct teredo_trailers trailers = teredo_no_trailers;

	set_up_random (300); /* 4096 to 4395 */
	(void)offer (call_meet (&n, &n.peer));
	for (int i = 0; i < 100 && !(trailers.present & TEREDO_TRAILER_BIRTHDAY); i++) {
		node_pass (&n, 10);
		trailers = call_back (&n, &n.peer);
	}
	ck_assert (trailers.present & TEREDO_TRAILER_BIRTHDAY);
	ck_assert_uint_eq (trailers.birthday.proof, PEER_NONCE);
	ck_assert_uint_eq (trailers.birthday.sockets, 16);
	ck_assert_uint_eq (trailers.birthday.lowest, 4395 - 511);
	ck_assert_uint_eq (trailers.birthday.span, 4096 + 511 - (4395 - 511) + 1);
	node_end (&n);
}
END_TEST

START_TEST (offer_without_valid_proof_or_when_off_opens_nothing)
{
	set_up_random (300);
	ck_assert_uint_eq (offer (call_meet (&n, &n.peer) + 1), 0);
	ck_assert_uint_eq (sockets (), 0);
	client ()->extensions.birthday = false;
	node_pass (&n, TEREDO_SECONDS (3));
	ck_assert_uint_eq (offer (call_meet (&n, &n.peer)), 0);
	ck_assert_uint_eq (sockets (), 0);
	node_end (&n);
}
END_TEST

START_TEST (nat_whose_ports_can_be_predicted_needs_no_guesses)
{
	set_up_random (300);
	client ()->nat_tests.type.mapping = TEREDO_NAT_NOT_SYMMETRIC;
	ck_assert_uint_eq (offer (call_meet (&n, &n.peer)), 0);
	ck_assert_uint_eq (sockets (), 0);
	node_end (&n);
}
END_TEST

START_TEST (guess_with_our_nonce_moves_peer_to_its_socket)
{
	struct unit_bytes packet;
	uint32_t nonce;

	set_up_random (300);
	nonce = call_meet (&n, &n.peer);
	(void)offer (nonce);
	ck_assert_int_eq (rx_guess (7, PEER, nonce + 1), TEREDO_DROP);
	ck_assert_int_eq (rx_guess (7, "198.51.100.8:9000", nonce), TEREDO_DROP);
	ck_assert_uint_eq (sockets (), 16);
	ck_assert_int_eq (rx_guess (7, PEER, nonce), TEREDO_CONSUMED);
	ck_assert_uint_eq (sockets (), 1);
	ck_assert_uint_eq (node_sent_to (&n, PEER), 1);
	ck_assert_uint_eq (node_kind (&n, TEREDO_OUT_CLOSE), 15);
	packet = node_packet (&n.address, &n.peer, "00");
	node_tx (&n, &packet);
	ck_assert_int_eq (n.verdict, TEREDO_SEND);
	ck_assert_uint_eq (teredo_role_socket (n.role), 7);
	node_end (&n);
}
END_TEST

/* Bubbles leave on it as well, and so it has a mapping for the peer. */
START_TEST (guess_that_finds_the_service_port_is_answered)
{
	struct teredo_trailers trailers = { .present = TEREDO_TRAILER_NONCE };
	struct unit_bytes guess;

	set_up_random (300);
	trailers.nonce = call_meet (&n, &n.peer);
	(void)offer (trailers.nonce);
	guess = call_bubble (&n, &n.peer, &trailers);
	node_rx (&n, PEER, &guess);
	ck_assert_uint_eq (node_sent_to (&n, PEER), 1);
	ck_assert_uint_eq (sockets (), 0);
	ck_assert_uint_eq (node_count (&n, TEREDO_GUESSED), 1);
	node_end (&n);
}
END_TEST

/* Even if the NAT has been taken for a sequential one. */
START_TEST (peer_on_guessed_port_that_falls_silent_is_contacted)
{
	unsigned bubbles = 0;
	uint32_t nonce;

	set_up_random (300);
	nonce = call_meet (&n, &n.peer);
	(void)offer (nonce);
	ck_assert_int_eq (rx_guess (7, PEER, nonce), TEREDO_CONSUMED);
	client ()->nat_tests.type.stride = 1;
	for (int i = 0; i < 10; i++) {
		const struct unit_bytes packet = node_packet (&n.address, &n.peer, "00");

		node_tx (&n, &packet);
		bubbles += call_back (&n, &n.peer).present != 0;
		node_pass (&n, 500);
	}
	ck_assert_uint_ge (bubbles, 1);
	node_end (&n);
}
END_TEST

START_TEST (answer_to_guess_is_repeated_until_peer_is_heard)
{
	uint32_t nonce;

	set_up_random (300);
	nonce = call_meet (&n, &n.peer);
	(void)offer (nonce);
	ck_assert_int_eq (rx_guess (7, PEER, nonce), TEREDO_CONSUMED);
	ck_assert_uint_eq (open_for (TEREDO_SECONDS (1), 50000), 1);
	ck_assert_int_eq (rx_guess (7, PEER, nonce), TEREDO_CONSUMED);
	ck_assert_uint_eq (open_for (TEREDO_SECONDS (10), 50000), 0);
	node_end (&n);
}
END_TEST

START_TEST (sockets_that_cannot_be_opened_end_the_attempt)
{
	set_up_random (2049);
	call_rx (&n, &n.peer, &(struct teredo_guess_terms){ .proof = call_meet (&n, &n.peer) });
	ck_assert_uint_eq (open_for (TEREDO_SECONDS (3), 0), 0);
	ck_assert_uint_eq (sockets (), 0);
	ck_assert_uint_eq (node_count (&n, TEREDO_GUESS_ASKED), 0);
	node_end (&n);
}
END_TEST

START_TEST (address_that_is_lost_closes_the_sockets)
{
	set_up_random (300);
	(void)offer (call_meet (&n, &n.peer));
	ck_assert_uint_eq (sockets (), 16);
	n.outs = 0;
	teredo_client_apply (client (), TEREDO_ADDRESS_LOST);
	node_settle (&n);
	ck_assert_uint_eq (sockets (), 0);
	node_end (&n);
}
END_TEST

UNIT_MAIN ("birthday-ask", offer_opens_sockets_by_the_span_of_mapped_ports,
           request_tells_sockets_and_ports_once_they_are_open,
           offer_without_valid_proof_or_when_off_opens_nothing,
           nat_whose_ports_can_be_predicted_needs_no_guesses,
           guess_with_our_nonce_moves_peer_to_its_socket,
           guess_that_finds_the_service_port_is_answered,
           peer_on_guessed_port_that_falls_silent_is_contacted,
           answer_to_guess_is_repeated_until_peer_is_heard,
           sockets_that_cannot_be_opened_end_the_attempt, address_that_is_lost_closes_the_sockets)
