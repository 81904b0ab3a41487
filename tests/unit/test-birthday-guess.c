/*
 * test-birthday-guess.c - the birthday approach: guesses, where to, how many, and when not
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/client-impl.h"

#include <stdio.h>
#include <string.h>
#include "calls.h"
#include "values/addr.h"

static struct node n;
static uint8_t guessed[65536]; /* by port: how often */
static unsigned guesses;

static struct teredo_client *client (void)
{
	return teredo_client_of (n.role);
}

/* A client behind a port-restricted NAT, which can guess. */
static void set_up (void)
{
	node_start_qualified (&n);
	client ()->extensions.birthday = true;
	client ()->nat_tests.type.mapping = TEREDO_NAT_NOT_SYMMETRIC;
	client ()->nat_tests.type.filtering = TEREDO_FILTERING_PORT;
	memset (guessed, 0, sizeof (guessed));
	guesses = 0;
}

static struct in6_addr other_peer (unsigned number)
{
	char mapped[32];

	snprintf (mapped, sizeof (mapped), "198.51.101.%u:9000", 1 + number);
	return node_teredo (mapped, SERVER);
}

/* A peer asks for guesses. */
static void request (const struct in6_addr *peer, uint16_t span)
{
	const uint32_t proof = call_meet (&n, peer);

	call_rx (&n, peer, &(struct teredo_guess_terms){ proof, 256, 30000, span });
}

/* Time passes. Guesses go to the peer's IPv4 address; nothing but those goes elsewhere than to
 * its endpoint and to the server. */
static void guess_for (const struct in6_addr *peer, teredo_time how_long)
{
	const teredo_time end = n.now + how_long;
	struct teredo_address parts;

	teredo_address_decode (&parts, peer);
	while (teredo_role_deadline (n.role) <= end) {
		node_pass (&n, teredo_role_deadline (n.role) - n.now);
		for (unsigned i = 0; i < n.outs; i++) {
			const struct teredo_endpoint *to = &n.out[i].out.to;

			if (n.out[i].out.kind != TEREDO_OUT_UDP || to->port == TEREDO_PORT
			    || teredo_endpoint_equal (to, &parts.mapped))
				continue;
			ck_assert_uint_eq (to->ip, parts.mapped.ip);
			ck_assert_uint_eq (n.out[i].out.socket, 0);
			guessed[to->port]++;
			guesses++;
		}
	}
	n.now = end;
}

static uint64_t refused (void)
{
	return node_count (&n, TEREDO_REFUSED_PROOF) + node_count (&n, TEREDO_REFUSED_USELESS)
	       + node_count (&n, TEREDO_REFUSED_BUSY) + node_count (&n, TEREDO_REFUSED_AGAIN);
}

START_TEST (call_with_nonce_gets_offer_only_if_guesses_are_of_use)
{
	set_up ();
	(void)call_meet (&n, &n.peer);
	ck_assert (call_back (&n, &n.peer).present & TEREDO_TRAILER_BIRTHDAY);
	ck_assert_uint_eq (call_back (&n, &n.peer).birthday.proof, PEER_NONCE);
	ck_assert_uint_eq (call_back (&n, &n.peer).birthday.sockets, 0);
	node_end (&n);
	set_up ();
	client ()->nat_tests.type.filtering = TEREDO_FILTERING_ADDRESS;
	(void)call_meet (&n, &n.peer);
	ck_assert (!(call_back (&n, &n.peer).present & TEREDO_TRAILER_BIRTHDAY));
	node_end (&n);
}
END_TEST

START_TEST (off_by_default_nothing_is_offered_or_guessed)
{
	struct teredo_client_config config;

	teredo_client_config_default (&config);
	ck_assert (!config.extensions.birthday);
	set_up ();
	client ()->extensions.birthday = false;
	request (&n.peer, 0);
	guess_for (&n.peer, TEREDO_SECONDS (15));
	ck_assert_uint_eq (guesses + refused (), 0);
	node_end (&n);
}
END_TEST

START_TEST (request_is_answered_by_1000_guesses_without_repetition_in_10_s)
{
	struct teredo_status status;

	set_up ();
	request (&n.peer, 0);
	guess_for (&n.peer, 995);
	ck_assert_uint_eq (guesses, 100);
	teredo_role_status (n.role, &status);
	ck_assert_uint_eq (status.guesses, TEREDO_GUESSES_MAX - 100);
	guess_for (&n.peer, TEREDO_SECONDS (9));
	ck_assert_uint_eq (guesses, TEREDO_GUESSES_MAX);
	guess_for (&n.peer, TEREDO_SECONDS (30));
	ck_assert_uint_eq (guesses, TEREDO_GUESSES_MAX);
	for (unsigned port = 0; port < ARRAY_LEN (guessed); port++)
		ck_assert_uint_le (guessed[port], port < TEREDO_GUESS_LOWEST ? 0 : 1);
	ck_assert_uint_eq (node_count (&n, TEREDO_GUESSING), 1);
	ck_assert_uint_eq (node_count (&n, TEREDO_TX_GUESS), TEREDO_GUESSES_MAX);
	node_end (&n);
}
END_TEST

START_TEST (span_is_guessed_once_and_nothing_else)
{
	set_up ();
	call_rx (&n, &n.peer,
	         &(struct teredo_guess_terms){ call_meet (&n, &n.peer), 4, 30000, 300 });
	guess_for (&n.peer, TEREDO_SECONDS (15));
	ck_assert_uint_eq (guesses, 300);
	for (unsigned port = 30000; port < 30300; port++)
		ck_assert_uint_eq (guessed[port], 1);
	node_end (&n);
}
END_TEST

START_TEST (request_without_valid_proof_is_counted_and_ignored)
{
	uint32_t proof;

	set_up ();
	call_rx (&n, &n.peer, &(struct teredo_guess_terms){ 1, 256, 0, 0 });
	ck_assert_uint_eq (node_count (&n, TEREDO_REFUSED_PROOF), 1);
	node_end (&n);
	set_up ();
	proof = call_meet (&n, &n.peer);
	call_rx (&n, &n.peer, &(struct teredo_guess_terms){ proof + 1, 256, 0, 0 });
	ck_assert_uint_eq (node_count (&n, TEREDO_REFUSED_PROOF), 1);
	node_pass (&n, TEREDO_REPLY_TIME);
	call_rx (&n, &n.peer, &(struct teredo_guess_terms){ proof, 256, 0, 0 });
	ck_assert_uint_eq (node_count (&n, TEREDO_REFUSED_PROOF), 2);
	guess_for (&n.peer, TEREDO_SECONDS (5));
	ck_assert_uint_eq (guesses, 0);
	node_end (&n);
}
END_TEST

/* The nonce of one peer is no proof of another. */
START_TEST (proof_of_another_peer_is_refused)
{
	const struct in6_addr other = other_peer (0);
	uint32_t proof;

	set_up ();
	proof = call_meet (&n, &n.peer);
	(void)call_meet (&n, &other);
	call_rx (&n, &other, &(struct teredo_guess_terms){ proof, 256, 0, 0 });
	ck_assert_uint_eq (node_count (&n, TEREDO_REFUSED_PROOF), 1);
	node_end (&n);
}
END_TEST

/* Anybody can have a Teredo address with the IPv4 address of somebody else and with a server of
 * his own, which receives our nonces. */
START_TEST (request_from_another_ipv4_address_is_refused)
{
	struct teredo_guess_terms terms = { .sockets = 256 };

	set_up ();
	terms.proof = call_meet (&n, &n.peer);
	call_rx_from (&n, &n.peer, unit_ipv4 ("198.51.100.8"), &terms);
	call_rx_from (&n, &n.peer, 0, &terms);
	ck_assert_uint_eq (node_count (&n, TEREDO_REFUSED_PROOF), 2);
	guess_for (&n.peer, TEREDO_SECONDS (5));
	ck_assert_uint_eq (guesses, 0);
	node_end (&n);
}
END_TEST

START_TEST (second_attempt_at_a_time_is_refused)
{
	struct teredo_guess_terms terms = { .sockets = 256 };
	const struct in6_addr other = other_peer (0);

	set_up ();
	terms.proof = call_meet (&n, &n.peer);
	call_rx (&n, &n.peer, &terms);
	call_rx (&n, &n.peer, &terms); /* repeated: the same attempt */
	ck_assert_uint_eq (refused (), 0);
	request (&other, 0);
	ck_assert_uint_eq (node_count (&n, TEREDO_REFUSED_BUSY), 1);
	guess_for (&n.peer, TEREDO_SECONDS (5));
	ck_assert_uint_eq (node_count (&n, TEREDO_GUESSING), 1);
	node_end (&n);
}
END_TEST

START_TEST (peer_that_host_wants_comes_before_stranger)
{
	const struct in6_addr other = other_peer (0);
	struct unit_bytes packet;

	set_up ();
	request (&n.peer, 0);
	packet = node_packet (&n.address, &other, "00");
	node_tx (&n, &packet);
	call_rx (&n, &other,
	         &(struct teredo_guess_terms){ call_back (&n, &other).nonce, 256, 0, 0 });
	ck_assert_uint_eq (node_count (&n, TEREDO_GUESSING), 2);
	guess_for (&other, TEREDO_SECONDS (1));
	ck_assert_uint_ge (guesses, 99);
	node_end (&n);
}
END_TEST

/* Whatever Teredo address it has, and even if all that was known of the peer is forgotten. */
START_TEST (ipv4_address_is_guessed_at_once_in_10_minutes)
{
	const struct in6_addr same = node_teredo ("198.51.100.7:9001", SERVER);

	set_up ();
	request (&n.peer, 0);
	guess_for (&n.peer, TEREDO_SECONDS (15));
	teredo_meetings_clear (&client ()->meetings);
	request (&n.peer, 0);
	request (&same, 0);
	ck_assert_uint_eq (node_count (&n, TEREDO_REFUSED_AGAIN), 2);
	guess_for (&n.peer, TEREDO_SECONDS (5));
	n.now += TEREDO_GUESS_PAUSE - TEREDO_SECONDS (21); /* no timers: the server is silent */
	request (&n.peer, 0);
	ck_assert_uint_eq (node_count (&n, TEREDO_GUESSING), 1);
	n.now += TEREDO_SECONDS (3);
	request (&same, 0);
	ck_assert_uint_eq (node_count (&n, TEREDO_GUESSING), 2);
	node_end (&n);
}
END_TEST

START_TEST (strangers_cause_a_bounded_number_of_attempts)
{
	set_up ();
	for (unsigned i = 0; i < TEREDO_GUESS_RECORDS; i++) {
		const struct in6_addr stranger = other_peer (i);

		if (i == TEREDO_GUESS_RECORDS / 2)
			ck_assert_uint_eq (refused (), 0);
		request (&stranger, 100);
		node_pass (&n, TEREDO_SECONDS (1));
		node_pass (&n, TEREDO_SECONDS (3));
	}
	ck_assert_uint_eq (node_count (&n, TEREDO_GUESSING), TEREDO_GUESS_RECORDS / 2);
	ck_assert_uint_eq (node_count (&n, TEREDO_REFUSED_AGAIN), TEREDO_GUESS_RECORDS / 2);
	node_end (&n);
}
END_TEST

START_TEST (own_and_servers_address_is_not_guessed_at)
{
	const struct in6_addr ours = node_teredo ("192.0.2.1:5000", SERVER);
	const struct in6_addr servers = node_teredo (SERVER ":5000", SERVER);

	set_up ();
	request (&ours, 0);
	request (&servers, 0);
	ck_assert_uint_eq (node_count (&n, TEREDO_REFUSED_USELESS), 2);
	node_end (&n);
}
END_TEST

START_TEST (guesses_end_when_peer_answers_with_our_nonce)
{
	struct teredo_trailers trailers = { .present = TEREDO_TRAILER_NONCE };
	struct unit_bytes answer;

	set_up ();
	trailers.nonce = call_meet (&n, &n.peer);
	call_rx (&n, &n.peer, &(struct teredo_guess_terms){ trailers.nonce, 256, 0, 0 });
	guess_for (&n.peer, TEREDO_SECONDS (1));
	answer = call_bubble (&n, &n.peer, &trailers);
	node_rx (&n, "198.51.100.7:33333", &answer);
	ck_assert_int_eq (n.verdict, TEREDO_CONSUMED);
	ck_assert_uint_eq (node_sent_to (&n, "198.51.100.7:33333"), 1);
	guess_for (&n.peer, TEREDO_SECONDS (1));
	ck_assert_uint_le (guesses, 102);
	ck_assert_uint_eq (node_count (&n, TEREDO_GUESSED), 1);
	node_end (&n);
}
END_TEST

UNIT_MAIN ("birthday-guess", call_with_nonce_gets_offer_only_if_guesses_are_of_use,
           off_by_default_nothing_is_offered_or_guessed,
           request_is_answered_by_1000_guesses_without_repetition_in_10_s,
           span_is_guessed_once_and_nothing_else,
           request_without_valid_proof_is_counted_and_ignored, proof_of_another_peer_is_refused,
           request_from_another_ipv4_address_is_refused, second_attempt_at_a_time_is_refused,
           peer_that_host_wants_comes_before_stranger,
           ipv4_address_is_guessed_at_once_in_10_minutes,
           strangers_cause_a_bounded_number_of_attempts, own_and_servers_address_is_not_guessed_at,
           guesses_end_when_peer_answers_with_our_nonce)
