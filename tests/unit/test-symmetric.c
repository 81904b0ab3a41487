/*
 * test-symmetric.c - symmetric NATs of clients (RFC 6081 5.2)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "node.h"

#include <string.h>
#include "bytes/params.h"

#define ELSEWHERE "198.51.100.7:9999" /* the peer, seen by us behind a symmetric NAT */
#define NONCE     "0104deadbeef"

static struct node n;

/* --- bubbles of the peer --- */

static struct unit_bytes bubble_to (const struct in6_addr *dst, const char *trailers)
{
	struct unit_bytes bubble = node_packet (&n.peer, dst, "");
	const struct unit_bytes bytes = unit_hex (trailers);

	memcpy (bubble.data + bubble.len, bytes.data, bytes.len);
	bubble.len += bytes.len;
	return bubble;
}

/* Through the server, with trailers. */
static void rx_call_from (const char *origin, const char *trailers)
{
	const struct unit_bytes bubble = bubble_to (&n.address, trailers);

	node_rx_origin (&n, origin, &bubble);
	ck_assert_int_eq (n.verdict, TEREDO_CONSUMED);
}

static void rx_call (const char *trailers)
{
	rx_call_from (PEER, trailers);
}

static enum teredo_verdict rx_direct (const char *from, const char *trailers)
{
	const struct unit_bytes bubble = bubble_to (&n.address, trailers);

	node_rx (&n, from, &bubble);
	return n.verdict;
}

static enum teredo_verdict rx_reply (const char *from, const struct unit_bytes *reply)
{
	node_rx (&n, from, reply);
	return n.verdict;
}

static void tx (void)
{
	const struct unit_bytes data = node_packet (&n.address, &n.peer, "00");

	node_tx (&n, &data);
}

/* --- our bubbles --- */

static struct teredo_trailers trailers_of (const struct node_out *out)
{
	struct teredo_trailers trailers;

	ck_assert (teredo_ip6_is_bubble (&out->ip6));
	ck_assert (teredo_trailers_parse (&trailers, out->ip6.trailers));
	return trailers;
}

/* That to an endpoint. */
static struct teredo_trailers trailers_to (const char *text)
{
	const struct teredo_endpoint to = unit_endpoint (text);

	for (unsigned i = 0; i < n.outs; i++)
		if (teredo_endpoint_equal (&n.out[i].out.to, &to))
			return trailers_of (&n.out[i]);
	ck_abort_msg ("no bubble to %s", text);
}

START_TEST (each_indirect_bubble_has_a_new_nonce)
{
	uint32_t last = 0;

	node_start_qualified (&n);
	tx ();
	for (int round = 1; round <= 4; round++) {
		const struct teredo_trailers trailers = trailers_to (SERVER ":3544");

		ck_assert (trailers.present & TEREDO_TRAILER_NONCE);
		ck_assert_uint_ne (trailers.nonce, last);
		last = trailers.nonce;
		ck_assert_uint_eq (trailers_to (PEER).present, 0); /* it has not called yet */
		node_pass (&n, TEREDO_SECONDS (2));
	}
	node_end (&n);
}
END_TEST

START_TEST (call_with_nonce_gets_it_back_and_an_indirect_bubble)
{
	node_start_qualified (&n);
	rx_call (NONCE);
	ck_assert_uint_eq (n.outs, 2);
	ck_assert_uint_eq (trailers_to (PEER).nonce, 0xdeadbeef);
	ck_assert (trailers_to (SERVER ":3544").present & TEREDO_TRAILER_NONCE);
	node_end (&n);
}
END_TEST

START_TEST (call_without_nonce_clears_it)
{
	node_start_qualified (&n);
	rx_call (NONCE);
	node_pass (&n, TEREDO_SECONDS (3));
	rx_call ("");
	ck_assert_uint_eq (n.outs, 1);
	ck_assert_uint_eq (trailers_to (PEER).present, 0);
	node_end (&n);
}
END_TEST

/* A symmetric NAT does not delay the answer, although our own bubbles have just left. */
START_TEST (call_that_answers_ours_is_answered_at_once_and_only_once)
{
	node_start_qualified (&n);
	tx ();
	node_pass (&n, 100);
	rx_call (NONCE);
	ck_assert_uint_eq (n.outs, 1);
	ck_assert_uint_eq (trailers_to (PEER).nonce, 0xdeadbeef);
	rx_call ("010411111111");
	ck_assert_uint_eq (n.outs, 0);
	node_end (&n);
}
END_TEST

/* RFC 6081 5.2.4.4 */
START_TEST (direct_bubble_from_elsewhere_needs_our_nonce)
{
	struct unit_bytes right, wrong;

	node_start_qualified (&n);
	tx ();
	right = wrong = node_reply (&n, &n.peer);
	wrong.data[wrong.len - 1] ^= 1;
	ck_assert_int_eq (rx_reply (ELSEWHERE, &wrong), TEREDO_DROP);
	ck_assert_int_eq (rx_direct (ELSEWHERE, ""), TEREDO_DROP);
	ck_assert_int_eq (rx_reply (ELSEWHERE, &right), TEREDO_CONSUMED);
	ck_assert_uint_eq (n.outs, 1); /* what waited */
	tx ();
	ck_assert_int_eq (n.verdict, TEREDO_SEND);
	ck_assert_uint_eq (n.to.port, 9999);
	ck_assert_int_eq (rx_direct (ELSEWHERE, ""), TEREDO_CONSUMED);
	node_end (&n);
}
END_TEST

START_TEST (direct_bubble_from_mapped_address_needs_no_nonce)
{
	node_start_qualified (&n);
	tx ();
	ck_assert_int_eq (rx_direct (PEER, NONCE), TEREDO_CONSUMED);
	tx ();
	ck_assert_int_eq (n.verdict, TEREDO_SEND);
	ck_assert_uint_eq (n.to.port, 9000);
	node_end (&n);
}
END_TEST

START_TEST (nonce_is_valid_once_and_for_12_s)
{
	struct unit_bytes reply;

	node_start_qualified (&n);
	tx ();
	reply = node_reply (&n, &n.peer);
	ck_assert_int_eq (rx_reply (ELSEWHERE, &reply), TEREDO_CONSUMED);
	ck_assert_int_eq (rx_reply ("203.0.113.9:9", &reply), TEREDO_DROP);
	node_end (&n);

	node_start_qualified (&n);
	rx_call (NONCE);
	reply = node_reply (&n, &n.peer);
	node_pass (&n, TEREDO_REPLY_TIME);
	ck_assert_int_eq (rx_reply (ELSEWHERE, &reply), TEREDO_DROP);
	node_end (&n);
}
END_TEST

/* A peer behind a symmetric NAT called; its bubble shows its mapping, and it does not know yet
 * that it got here. */
START_TEST (peer_that_becomes_trusted_is_answered_at_once)
{
	struct unit_bytes reply;

	node_start_qualified (&n);
	rx_call (NONCE);
	reply = node_reply (&n, &n.peer);
	ck_assert_int_eq (rx_reply (ELSEWHERE, &reply), TEREDO_CONSUMED);
	ck_assert_uint_eq (n.outs, 1);
	ck_assert_uint_eq (trailers_to (ELSEWHERE).nonce, 0xdeadbeef);
	/* Ours may be lost, so a repeated bubble is answered too; but not the next one. */
	for (unsigned i = 0; i < 3; i++) {
		node_pass (&n, TEREDO_SECONDS (2));
		ck_assert_int_eq (rx_reply (ELSEWHERE, &reply), TEREDO_CONSUMED);
		ck_assert (i < 2 ? trailers_to (ELSEWHERE).nonce == 0xdeadbeef : n.outs == 0);
	}
	node_end (&n);
}
END_TEST

/* Miredo 1.2 answers bubbles with keyed sources only, from any mapping. */
START_TEST (peer_elsewhere_without_nonce_gets_a_keyed_bubble_at_once)
{
	struct unit_bytes reply;

	node_start_qualified (&n);
	tx ();
	ck_assert_int_eq (rx_direct (ELSEWHERE, ""), TEREDO_DROP);
	ck_assert_uint_eq (n.outs, 1);
	reply = node_reply (&n, &n.peer);
	ck_assert (IN6_IS_ADDR_LINKLOCAL (&n.out[0].ip6.src));
	reply.len = TEREDO_IP6_HEADER; /* without nonce */
	ck_assert_int_eq (rx_reply (ELSEWHERE, &reply), TEREDO_CONSUMED);
	node_end (&n);
}
END_TEST

/* A keyed call as our clients send it: the sender's address is in a trailer. */
static void rx_keyed (const char *origin)
{
	const struct in6_addr id = unit_ip6 ("fe80::1234:5678:9abc:def0");
	struct unit_bytes bubble = node_packet (&id, &n.address, "");
	const struct teredo_trailers trailers = {
		.present = TEREDO_TRAILER_NONCE | TEREDO_TRAILER_SENDER,
		.nonce = 0xdeadbeef,
		.sender = n.peer,
	};
	struct teredo_writer w;

	teredo_writer_init (&w, bubble.data + bubble.len, 64);
	teredo_trailers_write (&w, &trailers);
	bubble.len += w.len;
	node_rx_origin (&n, origin, &bubble);
	ck_assert_int_eq (n.verdict, TEREDO_CONSUMED);
}

START_TEST (sender_in_trailer_is_contacted_if_the_server_saw_its_address)
{
	node_start_qualified (&n);
	rx_keyed ("198.51.100.7:9111");
	ck_assert_uint_eq (n.outs, 3);
	ck_assert_uint_eq (trailers_to ("198.51.100.7:9111").present, 0);
	ck_assert_uint_eq (trailers_to (PEER).nonce, 0xdeadbeef);
	ck_assert (trailers_to (SERVER ":3544").present & TEREDO_TRAILER_NONCE);
	node_end (&n);

	node_start_qualified (&n);
	rx_keyed ("198.51.100.8:9111");
	ck_assert_uint_eq (n.outs, 1);
	ck_assert_uint_eq (node_sent_to (&n, "198.51.100.8:9111"), 1);
	node_end (&n);
}
END_TEST

/* RFC 6081 4.1 */
START_TEST (packet_with_mandatory_unknown_trailer_is_dropped)
{
	const struct unit_bytes bubble = bubble_to (&n.address, NONCE "4100");

	node_start_qualified (&n);
	ck_assert_int_eq (rx_direct (PEER, NONCE "4100"), TEREDO_DROP);
	ck_assert_uint_eq (n.outs, 0);
	node_rx_origin (&n, PEER, &bubble);
	ck_assert_int_eq (n.verdict, TEREDO_DROP);
	ck_assert_uint_eq (n.outs, 0);
	ck_assert_int_eq (rx_direct (PEER, "4100"), TEREDO_DROP);
	ck_assert_int_eq (rx_direct (PEER, "8100"), TEREDO_CONSUMED);
	node_end (&n);
}
END_TEST

START_TEST (client_without_the_extension_neither_sends_nor_reads_nonces)
{
	const struct teredo_extensions none = { 0 };

	node_start_extended (&n, &none, MAPPED);
	tx ();
	ck_assert_uint_eq (trailers_to (SERVER ":3544").present, 0);
	ck_assert (IN6_IS_ADDR_LINKLOCAL (&n.out[1].ip6.src));
	node_end (&n);

	node_start_extended (&n, &none, MAPPED);
	rx_call (NONCE);
	ck_assert_uint_eq (n.outs, 1);
	ck_assert_uint_eq (trailers_to (PEER).present, 0);
	node_end (&n);
}
END_TEST

/* --- hairpinning (RFC 6081 5.6) --- */

#define ALTERNATES "03140000c0a803090fffc0a8040913880a0000010007"

/* A peer at a mapped address: our own, or another one. */
static void start_beside (const char *mapped, bool hairpinning)
{
	const struct teredo_endpoint local = { 0xc0a80102, 4096 };
	struct teredo_extensions extensions = TEREDO_EXTENSIONS_ALL;

	extensions.hairpinning = hairpinning;
	node_start_extended (&n, &extensions, MAPPED);
	teredo_client_local (n.role, &local, 1);
	n.peer = node_teredo (mapped, SERVER);
}

START_TEST (only_peers_behind_our_nat_get_our_local_address)
{
	struct teredo_trailers trailers;

	start_beside ("192.0.2.1:7000", true);
	tx ();
	trailers = trailers_to (SERVER ":3544");
	ck_assert (trailers.present & TEREDO_TRAILER_ALTERNATES);
	ck_assert_uint_eq (trailers.alternate_count, 1);
	ck_assert_uint_eq (trailers.alternates[0].ip, 0xc0a80102);
	ck_assert (!(trailers_to ("192.0.2.1:7000").present & TEREDO_TRAILER_ALTERNATES));
	node_end (&n);

	start_beside ("192.0.2.2:7000", true);
	tx ();
	ck_assert (!(trailers_to (SERVER ":3544").present & TEREDO_TRAILER_ALTERNATES));
	node_end (&n);

	start_beside ("192.0.2.1:7000", false);
	tx ();
	ck_assert (!(trailers_to (SERVER ":3544").present & TEREDO_TRAILER_ALTERNATES));
	node_end (&n);
}
END_TEST

START_TEST (only_alternates_of_peers_behind_our_nat_get_bubbles)
{
	start_beside ("192.0.2.1:7000", true);
	rx_call_from ("192.0.2.1:7000", NONCE ALTERNATES);
	ck_assert_uint_eq (node_sent_to (&n, "192.168.3.9:4095"), 1);
	ck_assert_uint_eq (trailers_to ("192.168.4.9:5000").nonce, 0xdeadbeef);
	ck_assert_uint_eq (node_sent_to (&n, "10.0.0.1:7"), 1);
	rx_call_from ("192.0.2.1:7000", NONCE ALTERNATES); /* 2 s are not over */
	ck_assert_uint_eq (node_sent_to (&n, "192.168.3.9:4095"), 0);
	node_end (&n);

	start_beside ("192.0.2.2:7000", true);
	rx_call_from ("192.0.2.2:7000", NONCE ALTERNATES);
	ck_assert_uint_eq (node_sent_to (&n, "192.168.3.9:4095"), 0);
	node_end (&n);
}
END_TEST

START_TEST (private_address_needs_our_nonce)
{
	struct unit_bytes reply, data;

	start_beside ("192.0.2.1:7000", true);
	tx ();
	reply = node_reply (&n, &n.peer);
	ck_assert_int_eq (rx_direct ("192.168.3.9:4095", NONCE), TEREDO_DROP);
	ck_assert_int_eq (rx_reply ("192.168.3.9:4095", &reply), TEREDO_CONSUMED);
	ck_assert_uint_eq (node_sent_to (&n, "192.168.3.9:4095"), 1); /* what waited */
	data = node_packet (&n.peer, &n.address, "01");
	node_check_rx (&n, "192.168.3.9:4095", &data, TEREDO_DELIVER, 0);
	node_check_rx (&n, "192.168.3.10:4095", &data, TEREDO_DROP, 0);
	node_end (&n);

	start_beside ("192.0.2.2:7000", true);
	tx ();
	reply = node_reply (&n, &n.peer);
	ck_assert_int_eq (rx_reply ("192.168.3.9:4095", &reply), TEREDO_DROP);
	node_end (&n);
}
END_TEST

UNIT_MAIN ("symmetric", each_indirect_bubble_has_a_new_nonce,
           call_with_nonce_gets_it_back_and_an_indirect_bubble, call_without_nonce_clears_it,
           call_that_answers_ours_is_answered_at_once_and_only_once,
           direct_bubble_from_elsewhere_needs_our_nonce,
           direct_bubble_from_mapped_address_needs_no_nonce, nonce_is_valid_once_and_for_12_s,
           peer_that_becomes_trusted_is_answered_at_once,
           peer_elsewhere_without_nonce_gets_a_keyed_bubble_at_once,
           sender_in_trailer_is_contacted_if_the_server_saw_its_address,
           packet_with_mandatory_unknown_trailer_is_dropped,
           client_without_the_extension_neither_sends_nor_reads_nonces,
           only_peers_behind_our_nat_get_our_local_address,
           only_alternates_of_peers_behind_our_nat_get_bubbles, private_address_needs_our_nonce)
