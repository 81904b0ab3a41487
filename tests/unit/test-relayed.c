/*
 * test-relayed.c - data that a client exchanges with others through its server
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "forwarder.h"

#include <string.h>
#include "base/hmac.h"
#include "bytes/params.h"

#define P SERVER ":3544"
#define Q "203.0.113.121:3544"

/* Answers the client's last solicitation. */
static void answer (const char *from)
{
	const struct node_out *rs = node_solicitation (&n);
	struct unit_bytes bytes = { .len = 0 };
	const struct unit_bytes question = rs->bytes;

	ck_assert_int_eq (server_rx (MAPPED, &question), TEREDO_SEND);
	bytes.len = out.head.len;
	memcpy (bytes.data, out.head.data, out.head.len);
	node_rx (&n, from, &bytes);
}

/* A client that is qualified with a server that forwards rate Mbit/s. */
static void start (uint32_t rate)
{
	struct teredo_client_config config;
	struct teredo_env env = unit_env;

	start_server (rate);
	env.hmac = hmac_sha1 ();
	teredo_client_config_default (&config);
	config.server = unit_ipv4 (SERVER);
	config.identity = &alice.identity;
	n.role = teredo_client_new (&config, &env, n.now);
	ck_assert_ptr_nonnull (n.role);
	node_settle (&n);
	answer (P);
	answer (P);
	ck_assert_uint_eq (node_kind (&n, TEREDO_OUT_UP), 1);
	n.address = n.out[0].out.address;
	answer (Q);
}

static struct teredo_status status (void)
{
	struct teredo_status s;

	teredo_role_status (n.role, &s);
	teredo_role_count_ways (n.role, &s);
	return s;
}

/* --- the client --- */

/* As forwarded by the server: with the origin of the peer. */
static void rx_forwarded (const char *origin, const struct in6_addr *src)
{
	const struct teredo_endpoint endpoint = unit_endpoint (origin);
	const struct unit_bytes data = node_packet (src, &n.address, "0a");
	struct unit_bytes bytes = { .len = 0 };
	struct teredo_writer w;

	teredo_writer_init (&w, bytes.data, sizeof (bytes.data));
	teredo_encap_write_origin (&w, &endpoint);
	teredo_write_bytes (&w, data.data, data.len);
	bytes.len = teredo_writer_done (&w).len;
	node_rx (&n, P, &bytes);
}

START_TEST (packets_for_silent_peer_go_through_the_server)
{
	const struct teredo_endpoint through = unit_endpoint (P);
	struct unit_bytes data;

	start (1);
	data = node_packet (&n.address, &n.peer, "0102");
	node_tx (&n, &data);
	ck_assert_int_eq (n.verdict, TEREDO_CONSUMED);
	ck_assert_uint_eq (node_sent_to (&n, P), 1); /* the indirect bubble */
	node_pass (&n, TEREDO_ATTEMPT_INTERVAL);
	ck_assert_uint_eq (node_sent_to (&n, P), 2); /* another one, and the packet */
	unit_check_bytes (n.out[n.outs - 1].ip6.payload, "0102");
	ck_assert_uint_eq (status ().relayed, 0); /* it has not answered */

	rx_forwarded (PEER, &n.peer);
	ck_assert_int_eq (n.verdict, TEREDO_DELIVER);
	ck_assert_uint_eq (status ().relayed, 1);
	ck_assert_uint_eq (node_count (&n, TEREDO_RELAYED), 1);
	node_tx (&n, &data);
	ck_assert_int_eq (n.verdict, TEREDO_SEND);
	ck_assert (teredo_endpoint_equal (&n.to, &through));
	rx_forwarded (PEER, &n.peer);
	ck_assert_uint_eq (node_count (&n, TEREDO_RELAYED), 1);
	ck_assert_uint_eq (node_count (&n, TEREDO_RX_RELAYED), 2);
	end ();
}
END_TEST

/* An indirect bubble of the peer, with a nonce. */
static void rx_call (void)
{
	struct unit_bytes bubble = node_packet (&n.peer, &n.address, "");
	const struct unit_bytes trailer = unit_hex ("0104deadbeef");

	memcpy (bubble.data + bubble.len, trailer.data, trailer.len);
	bubble.len += trailer.len;
	node_rx_origin (&n, PEER, &bubble);
	ck_assert_int_eq (n.verdict, TEREDO_CONSUMED);
}

static unsigned data_sent (void)
{
	unsigned count = 0;

	for (unsigned i = 0; i < n.outs; i++)
		count += n.out[i].out.kind == TEREDO_OUT_UDP && n.out[i].ip6.payload.len > 0;
	return count;
}

/* In twice the time that the call took, from 100 to 300 ms. */
START_TEST (packets_for_peer_that_calls_go_through_the_server_soon)
{
	static const teredo_time calls[][2] = { { 40, 100 }, { 110, 220 }, { 1000, 300 } };

	for (size_t i = 0; i < ARRAY_LEN (calls); i++) {
		struct unit_bytes data;

		start (1);
		data = node_packet (&n.address, &n.peer, "0102");
		node_tx (&n, &data);
		node_tx (&n, &data);
		node_pass (&n, calls[i][0]);
		rx_call ();
		node_pass (&n, calls[i][1] - 1);
		ck_assert_uint_eq (data_sent (), 0);
		node_pass (&n, 1);
		ck_assert_uint_eq (data_sent (), 2);
		ck_assert_uint_eq (node_sent_to (&n, P), 2);
		node_pass (&n, TEREDO_ATTEMPT_INTERVAL - calls[i][0] - calls[i][1]);
		ck_assert_uint_eq (data_sent (), 0);
		ck_assert_uint_eq (node_sent_to (&n, P), 1); /* the next attempt is in time */
		end ();
	}
}
END_TEST

START_TEST (packets_do_not_go_through_the_server_if_there_is_a_direct_path)
{
	struct unit_bytes data, bubble;
	struct in6_addr id;

	start (1);
	data = node_packet (&n.address, &n.peer, "0102");
	node_tx (&n, &data);
	id = node_identifier (&n);
	rx_call ();
	node_pass (&n, 99);
	bubble = node_packet (&n.peer, &id, "");
	node_rx (&n, PEER, &bubble);
	ck_assert_uint_eq (data_sent (), 1);
	ck_assert_uint_eq (node_sent_to (&n, P), 0);
	node_pass (&n, TEREDO_ATTEMPT_INTERVAL);
	ck_assert_uint_eq (data_sent (), 0);
	end ();
}
END_TEST

/* What the peer sent from another mapping waits until it has proved to be there. */
START_TEST (packets_from_peer_wait_when_those_for_it_go_through_the_server)
{
	struct unit_bytes data, from_peer, reply;

	start (1);
	data = node_packet (&n.address, &n.peer, "0102");
	node_tx (&n, &data);
	reply = node_reply (&n, &n.peer);
	from_peer = node_packet (&n.peer, &n.address, "03");
	node_rx (&n, "198.51.100.7:9001", &from_peer);
	ck_assert_int_eq (n.verdict, TEREDO_CONSUMED);
	rx_call ();
	node_pass (&n, 100);
	ck_assert_uint_eq (data_sent (), 1);
	node_rx (&n, "198.51.100.7:9001", &reply);
	ck_assert_uint_eq (node_kind (&n, TEREDO_OUT_IP6), 1);
	end ();
}
END_TEST

START_TEST (packets_wait_if_the_server_forwards_none_or_is_not_the_peers)
{
	struct in6_addr elsewhere;
	struct unit_bytes data;

	for (int i = 0; i <= 1; i++) {
		start (i);
		elsewhere = node_teredo (PEER, "203.0.113.99");
		data = node_packet (&n.address, i == 0 ? &n.peer : &elsewhere, "0102");
		node_tx (&n, &data);
		rx_call ();
		node_pass (&n, 100);
		ck_assert_uint_eq (data_sent (), 0);
		node_pass (&n, TEREDO_ATTEMPT_INTERVAL);
		ck_assert_uint_eq (data_sent (), 0);
		end ();
	}
}
END_TEST

START_TEST (data_from_server_that_it_would_not_forward_is_dropped)
{
	struct in6_addr elsewhere, own;

	start (1);
	elsewhere = node_teredo (PEER, "203.0.113.99");
	own = n.address;
	rx_forwarded ("198.51.100.7:9001", &n.peer); /* not where it says to be */
	ck_assert_int_eq (n.verdict, TEREDO_DROP);
	rx_forwarded (PEER, &elsewhere);
	ck_assert_int_eq (n.verdict, TEREDO_DROP);
	rx_forwarded (MAPPED, &own);
	ck_assert_int_eq (n.verdict, TEREDO_DROP);
	ck_assert_uint_eq (status ().peers, 0);
	end ();

	start (0); /* a server that does not say that it forwards */
	rx_forwarded (PEER, &n.peer);
	ck_assert_int_eq (n.verdict, TEREDO_DROP);
	end ();
}
END_TEST

START_TEST (direct_peer_is_not_moved_by_data_from_the_server)
{
	const struct teredo_endpoint direct = unit_endpoint (PEER);
	struct unit_bytes data, bubble;

	start (1);
	bubble = node_packet (&n.peer, &n.address, "");
	node_rx (&n, PEER, &bubble);
	rx_forwarded (PEER, &n.peer);
	ck_assert_int_eq (n.verdict, TEREDO_DELIVER);
	data = node_packet (&n.address, &n.peer, "01");
	node_tx (&n, &data);
	ck_assert_int_eq (n.verdict, TEREDO_SEND);
	ck_assert (teredo_endpoint_equal (&n.to, &direct));
	ck_assert_uint_eq (status ().relayed, 0);
	end ();
}
END_TEST

/* A reply to the bubbles of before, or to those of 2 s later. */
START_TEST (relayed_peer_is_moved_to_a_direct_path_by_its_reply)
{
	const struct teredo_endpoint direct = unit_endpoint (PEER);

	for (int later = 0; later <= 1; later++) {
		struct unit_bytes data, bubble;
		struct in6_addr id;

		start (1);
		data = node_packet (&n.address, &n.peer, "01");
		node_tx (&n, &data);
		id = node_identifier (&n);
		rx_forwarded (PEER, &n.peer);
		if (later) {
			node_pass (&n, TEREDO_ATTEMPT_INTERVAL);
			rx_forwarded (PEER, &n.peer);
			ck_assert_uint_eq (node_sent_to (&n, PEER), 1);
			id = node_identifier (&n);
		}
		bubble = node_packet (&n.peer, &id, "");
		node_rx (&n, PEER, &bubble);
		node_tx (&n, &data);
		ck_assert_int_eq (n.verdict, TEREDO_SEND);
		ck_assert_msg (teredo_endpoint_equal (&n.to, &direct), "later: %d", later);
		ck_assert_uint_eq (status ().relayed, 0);
		end ();
	}
}
END_TEST

START_TEST (relayed_peer_is_contacted_often_at_first)
{
	static const unsigned seconds[] = { 2, 4, 6, 66, 126 };
	unsigned contacts = 0;
	struct unit_bytes data;

	start (1);
	data = node_packet (&n.address, &n.peer, "01");
	node_tx (&n, &data);
	rx_forwarded (PEER, &n.peer);
	for (unsigned i = 1; i <= 180; i++) {
		node_pass (&n, TEREDO_SECONDS (1));
		rx_forwarded (PEER, &n.peer);
		if (node_sent_to (&n, PEER) == 0)
			continue;
		ck_assert_uint_lt (contacts, ARRAY_LEN (seconds));
		ck_assert_uint_eq (i, seconds[contacts++]);
	}
	ck_assert_uint_eq (contacts, ARRAY_LEN (seconds));
	end ();
}
END_TEST

UNIT_MAIN ("relayed", packets_for_silent_peer_go_through_the_server,
           packets_for_peer_that_calls_go_through_the_server_soon,
           packets_do_not_go_through_the_server_if_there_is_a_direct_path,
           packets_from_peer_wait_when_those_for_it_go_through_the_server,
           packets_wait_if_the_server_forwards_none_or_is_not_the_peers,
           data_from_server_that_it_would_not_forward_is_dropped,
           direct_peer_is_not_moved_by_data_from_the_server,
           relayed_peer_is_moved_to_a_direct_path_by_its_reply,
           relayed_peer_is_contacted_often_at_first)
