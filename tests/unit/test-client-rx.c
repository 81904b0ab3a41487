/*
 * test-client-rx.c - what a client receives, case by case
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "node.h"

#include <stdio.h>
#include <string.h>
#include "bytes/params.h"

static struct node n;
static struct in6_addr native;

static void set_up (void)
{
	node_start_qualified (&n);
	native = unit_ip6 (NATIVE);
}

/* C43, C48, C50, C67, A30: a client that is where its address says. */
START_TEST (rx_bubble_from_mapped_address_trusts_peer)
{
	struct unit_bytes bubble, data, reply;
	const struct teredo_endpoint peer = unit_endpoint (PEER);

	set_up ();
	bubble = node_packet (&n.peer, &n.address, "");
	node_check_rx (&n, PEER, &bubble, TEREDO_CONSUMED, 0);
	data = node_packet (&n.peer, &n.address, "0102");
	data.data[data.len] = 0xaa; /* C36: what follows is not delivered */
	data.len++;
	node_check_rx (&n, PEER, &data, TEREDO_DELIVER, 0);
	ck_assert_uint_eq (n.ip6.len, 42);
	ck_assert_ptr_eq (n.ip6.data, data.data);

	reply = node_packet (&n.address, &n.peer, "03");
	node_tx (&n, &reply);
	ck_assert_int_eq (n.verdict, TEREDO_SEND);
	ck_assert (teredo_endpoint_equal (&n.to, &peer));
	node_end (&n);
}
END_TEST

/* C55, C56, K5: a stranger's packet waits for the test, and is delivered only
 * if the answer came the same way. */
START_TEST (rx_native_data_waits_for_probe_reply_by_same_relay)
{
	struct unit_bytes data, pong;

	for (int same_way = 0; same_way <= 1; same_way++) {
		set_up ();
		data = node_packet (&native, &n.address, "06");
		node_check_rx (&n, RELAY, &data, TEREDO_CONSUMED, 1);
		ck_assert_int_eq (teredo_ip6_icmp6_type (&n.out[0].ip6), TEREDO_ICMP6_ECHO);
		pong = node_pong (&n.out[0]);
		node_rx (&n, same_way ? RELAY : "198.51.100.98:3545", &pong);
		ck_assert_uint_eq (node_kind (&n, TEREDO_OUT_IP6), same_way);
		node_end (&n);
	}
}
END_TEST

/* C54, K27: a peer that is elsewhere is not believed, but for an answer to a
 * bubble that went through its server. */
START_TEST (rx_from_other_endpoint_needs_answer_to_keyed_bubble)
{
	const char *const there = "198.51.100.7:9999";
	const struct teredo_endpoint endpoint = unit_endpoint (there);
	struct unit_bytes data, bubble;
	struct in6_addr id;

	set_up ();
	data = node_packet (&n.peer, &n.address, "07");
	node_rx (&n, there, &data);
	ck_assert_int_eq (n.verdict, TEREDO_DROP);
	ck_assert_uint_eq (node_sent_to (&n, there), 0);
	/* it is asked where its address says, and by its server */
	ck_assert_uint_eq (node_sent_to (&n, PEER), 1);
	ck_assert_uint_eq (node_sent_to (&n, SERVER ":3544"), 1);
	id = n.out[1].ip6.src;
	/* a bubble with another identifier */
	id.s6_addr[15] ^= 1;
	bubble = node_packet (&n.peer, &id, "");
	node_check_rx (&n, there, &bubble, TEREDO_DROP, 0);
	id.s6_addr[15] ^= 1;
	bubble = node_packet (&n.peer, &id, "");
	node_rx (&n, there, &bubble);
	ck_assert_int_eq (n.verdict, TEREDO_CONSUMED);
	ck_assert_uint_eq (node_sent_to (&n, there), 1); /* that it may know us */
	node_check_rx (&n, there, &data, TEREDO_DELIVER, 0);
	data = node_packet (&n.address, &n.peer, "08");
	node_tx (&n, &data);
	ck_assert_int_eq (n.verdict, TEREDO_SEND);
	ck_assert (teredo_endpoint_equal (&n.to, &endpoint));
	node_end (&n);
}
END_TEST

/* C40-C42, C72, C73, K11: who calls through the server gets a direct bubble, not
 * two in 2 s, not five in 300 s. */
START_TEST (rx_indirect_bubbles_get_at_most_four_direct_bubbles)
{
	const struct in6_addr relay_id = unit_ip6 ("fe80::1234:5678:9abc:def0");
	struct unit_bytes call;
	unsigned sent = 0;

	set_up ();
	call = node_packet (&n.peer, &n.address, "");
	for (int i = 0; i < 300; i++) { /* two and a half minutes */
		node_rx_origin (&n, PEER, &call);
		ck_assert_int_eq (n.verdict, TEREDO_CONSUMED);
		sent += node_sent_to (&n, PEER);
		if (i == 0) {
			ck_assert_uint_eq (sent, 1);
			ck_assert (IN6_ARE_ADDR_EQUAL (&n.out[0].ip6.src, &n.address));
			ck_assert (IN6_ARE_ADDR_EQUAL (&n.out[0].ip6.dst, &n.peer));
		}
		n.now += 500;
	}
	ck_assert_uint_eq (sent, 4);

	call = node_packet (&relay_id, &n.address, "");
	node_rx_origin (&n, RELAY, &call);
	ck_assert_uint_eq (node_sent_to (&n, RELAY), 1);
	ck_assert (IN6_ARE_ADDR_EQUAL (&n.out[0].ip6.dst, &relay_id));
	n.now += 1999;
	node_rx_origin (&n, RELAY, &call);
	ck_assert_uint_eq (n.outs, 0);
	node_rx_origin (&n, "10.0.0.1:4096", &call);
	ck_assert_uint_eq (n.outs, 0);
	ck_assert_int_eq (n.verdict, TEREDO_DROP);
	node_end (&n);
}
END_TEST

/* C39: a native host that calls is tested besides. */
START_TEST (rx_indirect_bubble_of_native_host_starts_probe)
{
	struct unit_bytes call;

	set_up ();
	call = node_packet (&native, &n.address, "");
	node_rx_origin (&n, RELAY, &call);
	ck_assert_uint_eq (node_sent_to (&n, SERVER ":3544"), 1);
	ck_assert_uint_eq (node_sent_to (&n, RELAY), 1);
	node_end (&n);
}
END_TEST

/* C35, C37, K8, K21, K24: what is for nobody, or from nobody. */
START_TEST (rx_invalid_source_or_destination_is_dropped)
{
	const struct in6_addr linklocal = unit_ip6 ("fe80::1"), group = unit_ip6 ("ff02::1");
	const struct in6_addr other = unit_ip6 ("2001:db8::2");
	const struct in6_addr private = node_teredo ("10.0.0.7:9000", SERVER);
	struct unit_bytes packet;

	set_up ();
	packet = node_packet (&n.peer, &other, "01");
	node_check_rx (&n, PEER, &packet, TEREDO_DROP, 0);
	packet = node_packet (&n.peer, &group, "01");
	node_check_rx (&n, PEER, &packet, TEREDO_DROP, 0);
	packet = node_packet (&linklocal, &n.address, "01");
	node_check_rx (&n, RELAY, &packet, TEREDO_DROP, 0);
	packet = node_packet (&n.address, &n.address, "01");
	node_check_rx (&n, RELAY, &packet, TEREDO_DROP, 0);
	node_check_rx (&n, MAPPED, &packet, TEREDO_DROP, 0);
	packet = node_packet (&private, &n.address, "01");
	node_check_rx (&n, "10.0.0.7:9000", &packet, TEREDO_DROP, 0);
	packet = node_packet (&native, &n.address, "01");
	node_check_rx (&n, "10.0.0.7:9000", &packet, TEREDO_DROP, 0);
	packet = unit_hex ("0002");
	node_check_rx (&n, PEER, &packet, TEREDO_DROP, 0);
	node_end (&n);
}
END_TEST

/* K25: whatever strangers send, tests of them are bounded. */
START_TEST (rx_flood_of_native_sources_sends_200_probes_at_most)
{
	unsigned tests = 0;

	set_up ();
	for (unsigned i = 0; i < 1000; i++) {
		struct in6_addr stranger = native;
		struct unit_bytes packet;

		stranger.s6_addr[12] = (uint8_t)(i >> 8);
		stranger.s6_addr[13] = (uint8_t)i;
		packet = node_packet (&stranger, &n.address, "01");
		node_rx (&n, RELAY, &packet);
		tests += node_sent_to (&n, SERVER ":3544");
	}
	ck_assert_uint_eq (tests, 200);
	ck_assert_uint_eq (node_count (&n, TEREDO_DROP_LIMIT), 800);
	node_end (&n);
}
END_TEST

/* C7, K12: a flood of strangers does not push out whom we speak to. */
START_TEST (rx_flood_of_new_peers_keeps_active_peer)
{
	struct unit_bytes bubble, data;
	char where[32];

	set_up ();
	bubble = node_packet (&n.peer, &n.address, "");
	node_rx (&n, PEER, &bubble);
	data = node_packet (&n.address, &n.peer, "03");
	for (unsigned i = 0; i < 70000; i++) {
		struct in6_addr stranger;

		snprintf (where, sizeof (where), "198.18.%u.%u:%u", i / 256 % 256, i % 256,
		          1024 + i / 65536);
		stranger = node_teredo (where, SERVER);
		bubble = node_packet (&stranger, &n.address, "");
		node_rx (&n, where, &bubble);
		if (i % 1000 == 0) {
			node_tx (&n, &data);
			ck_assert_int_eq (n.verdict, TEREDO_SEND);
		}
	}
	ck_assert_uint_gt (node_count (&n, TEREDO_EVICTED), 4000);
	node_tx (&n, &data);
	ck_assert_int_eq (n.verdict, TEREDO_SEND);
	node_end (&n);
}
END_TEST

UNIT_MAIN ("client-rx", rx_bubble_from_mapped_address_trusts_peer,
           rx_native_data_waits_for_probe_reply_by_same_relay,
           rx_from_other_endpoint_needs_answer_to_keyed_bubble,
           rx_indirect_bubbles_get_at_most_four_direct_bubbles,
           rx_indirect_bubble_of_native_host_starts_probe,
           rx_invalid_source_or_destination_is_dropped,
           rx_flood_of_native_sources_sends_200_probes_at_most,
           rx_flood_of_new_peers_keeps_active_peer)
