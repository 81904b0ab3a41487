/*
 * test-client-rx.c - packets received by a client (RFC 4380 5.2.3)
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

/* RFC 4380 5.2.3 case 3, then case 1; 5.2.4 case 1 */
START_TEST (rx_bubble_from_mapped_address_trusts_peer)
{
	struct unit_bytes bubble, data, reply;
	const struct teredo_endpoint peer = unit_endpoint (PEER);

	set_up ();
	bubble = node_packet (&n.peer, &n.address, "");
	node_check_rx (&n, PEER, &bubble, TEREDO_CONSUMED, 0);
	data = node_packet (&n.peer, &n.address, "0102");
	data.data[data.len] = 0xaa; /* RFC 6081 4: trailers are not delivered */
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

/* RFC 4380 5.2.3 case 6: data from an unknown native host is delivered only if
 * the probe's reply comes through the same relay. */
START_TEST (rx_native_data_waits_for_probe_reply_by_same_relay)
{
	struct unit_bytes data, reply;

	for (int same_way = 0; same_way <= 1; same_way++) {
		set_up ();
		data = node_packet (&native, &n.address, "06");
		node_check_rx (&n, RELAY, &data, TEREDO_CONSUMED, 1);
		ck_assert_int_eq (teredo_ip6_icmp6_type (&n.out[0].ip6), TEREDO_ICMP6_ECHO);
		reply = node_probe_reply (&n.out[0]);
		node_rx (&n, same_way ? RELAY : "198.51.100.98:3545", &reply);
		ck_assert_uint_eq (node_kind (&n, TEREDO_OUT_IP6), same_way);
		node_end (&n);
	}
}
END_TEST

/* The probe or its reply may be lost: each packet may cause one, 1 s after the last. */
START_TEST (rx_next_native_data_causes_next_probe)
{
	struct unit_bytes data, reply;

	set_up ();
	data = node_packet (&native, &n.address, "06");
	node_check_rx (&n, RELAY, &data, TEREDO_CONSUMED, 1);
	reply = node_probe_reply (&n.out[0]);
	node_pass (&n, 999);
	node_check_rx (&n, RELAY, &data, TEREDO_CONSUMED, 0);
	node_pass (&n, 1);
	node_check_rx (&n, RELAY, &data, TEREDO_CONSUMED, 1);
	ck_assert_uint_eq (node_sent_to (&n, SERVER ":3544"), 1);
	node_pass (&n, 1000);
	ck_assert_uint_eq (n.outs, 0);
	node_check_rx (&n, RELAY, &data, TEREDO_CONSUMED, 1);
	node_rx (&n, RELAY, &reply); /* to the first one; its packet has waited for 2 s */
	ck_assert_uint_eq (node_kind (&n, TEREDO_OUT_IP6), 3);
	node_end (&n);
}
END_TEST

/* RFC 4380 5.2.3 case 6: a peer that sends from an endpoint other than its mapped
 * address is accepted only if it answers a keyed indirect bubble. */
START_TEST (rx_from_other_endpoint_needs_answer_to_keyed_bubble)
{
	const char *const other = "198.51.100.7:9999";
	const struct teredo_endpoint endpoint = unit_endpoint (other);
	struct unit_bytes data, bubble;
	struct in6_addr id;

	set_up ();
	data = node_packet (&n.peer, &n.address, "07");
	node_rx (&n, other, &data);
	ck_assert_int_eq (n.verdict, TEREDO_CONSUMED); /* it waits */
	ck_assert_uint_eq (node_sent_to (&n, other), 0);
	/* a bubble to its mapped address, and one through its server */
	ck_assert_uint_eq (node_sent_to (&n, PEER), 1);
	ck_assert_uint_eq (node_sent_to (&n, SERVER ":3544"), 1);
	id = n.out[1].ip6.src;
	/* wrong identifier */
	id.s6_addr[15] ^= 1;
	bubble = node_packet (&n.peer, &id, "");
	node_check_rx (&n, other, &bubble, TEREDO_DROP, 0);
	id.s6_addr[15] ^= 1;
	bubble = node_packet (&n.peer, &id, "");
	node_rx (&n, other, &bubble);
	ck_assert_int_eq (n.verdict, TEREDO_CONSUMED);
	ck_assert_uint_eq (node_sent_to (&n, other), 1); /* a bubble back */
	ck_assert_uint_eq (node_kind (&n, TEREDO_OUT_IP6), 1);
	node_check_rx (&n, other, &data, TEREDO_DELIVER, 0);
	data = node_packet (&n.address, &n.peer, "08");
	node_tx (&n, &data);
	ck_assert_int_eq (n.verdict, TEREDO_SEND);
	ck_assert (teredo_endpoint_equal (&n.to, &endpoint));
	node_end (&n);
}
END_TEST

/* RFC 4380 5.2.6: direct bubbles are at least 2 s apart, at most four in 300 s. */
START_TEST (rx_indirect_bubbles_get_at_most_four_direct_bubbles)
{
	const struct in6_addr relay_id = unit_ip6 ("fe80::1234:5678:9abc:def0");
	struct unit_bytes bubble;
	unsigned sent = 0;

	set_up ();
	bubble = node_packet (&n.peer, &n.address, "");
	for (int i = 0; i < 300; i++) { /* 150 s */
		node_rx_origin (&n, PEER, &bubble);
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

	bubble = node_packet (&relay_id, &n.address, "");
	node_rx_origin (&n, RELAY, &bubble);
	ck_assert_uint_eq (node_sent_to (&n, RELAY), 1);
	ck_assert (IN6_ARE_ADDR_EQUAL (&n.out[0].ip6.dst, &relay_id));
	node_rx_origin (&n, "10.0.0.1:4096", &bubble);
	ck_assert_uint_eq (n.outs, 0);
	ck_assert_int_eq (n.verdict, TEREDO_DROP);
	node_end (&n);
}
END_TEST

/* Calls that left 2 s apart may arrive sooner after one another. */
START_TEST (rx_early_indirect_bubble_is_answered_once_2_s_are_over)
{
	const struct in6_addr relay_id = unit_ip6 ("fe80::1234:5678:9abc:def0");
	const struct in6_addr *const from[] = { &relay_id, &n.peer };
	const char *const origin[] = { RELAY, PEER };
	struct unit_bytes bubble;

	for (size_t i = 0; i < ARRAY_LEN (from); i++) {
		set_up ();
		bubble = node_packet (from[i], &n.address, "");
		node_rx_origin (&n, origin[i], &bubble);
		ck_assert_uint_eq (node_sent_to (&n, origin[i]), 1);
		node_pass (&n, 1990);
		node_rx_origin (&n, origin[i], &bubble);
		node_rx_origin (&n, origin[i], &bubble);
		ck_assert_uint_eq (n.outs, 0);
		node_pass (&n, 9);
		ck_assert_uint_eq (n.outs, 0);
		node_pass (&n, 1);
		ck_assert_uint_eq (n.outs, 1);
		ck_assert_uint_eq (node_sent_to (&n, origin[i]), 1);
		ck_assert (IN6_ARE_ADDR_EQUAL (&n.out[0].ip6.dst, from[i]));
		node_pass (&n, TEREDO_SECONDS (4));
		ck_assert_uint_eq (node_sent_to (&n, origin[i]), 0);
		node_end (&n);
	}
}
END_TEST

/* RFC 4380 5.2.3: a native source gets a probe as well as a direct bubble. */
START_TEST (rx_indirect_bubble_of_native_host_starts_probe)
{
	struct unit_bytes bubble;

	set_up ();
	bubble = node_packet (&native, &n.address, "");
	node_rx_origin (&n, RELAY, &bubble);
	ck_assert_uint_eq (node_sent_to (&n, SERVER ":3544"), 1);
	ck_assert_uint_eq (node_sent_to (&n, RELAY), 1);
	node_end (&n);
}
END_TEST

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

START_TEST (rx_flood_through_one_relay_sends_ten_probes_at_most)
{
	unsigned probes = 0;

	set_up ();
	for (unsigned i = 0; i < 1000; i++) {
		struct in6_addr peer_address = native;
		struct unit_bytes packet;

		peer_address.s6_addr[12] = (uint8_t)(i >> 8);
		peer_address.s6_addr[13] = (uint8_t)i;
		packet = node_packet (&peer_address, &n.address, "01");
		node_rx (&n, RELAY, &packet);
		probes += node_sent_to (&n, SERVER ":3544");
	}
	ck_assert_uint_eq (probes, 10);
	ck_assert_uint_eq (node_count (&n, TEREDO_DROP_LIMIT), 990);
	node_end (&n);
}
END_TEST

/* RFC 4380 7.3.3 */
START_TEST (rx_flood_of_new_peers_keeps_active_peer)
{
	struct unit_bytes bubble, data;
	char where[32];

	set_up ();
	bubble = node_packet (&n.peer, &n.address, "");
	node_rx (&n, PEER, &bubble);
	data = node_packet (&n.address, &n.peer, "03");
	for (unsigned i = 0; i < 70000; i++) {
		struct in6_addr peer_address;

		snprintf (where, sizeof (where), "198.18.%u.%u:%u", i / 256 % 256, i % 256,
		          1024 + i / 65536);
		peer_address = node_teredo (where, SERVER);
		bubble = node_packet (&peer_address, &n.address, "");
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
           rx_next_native_data_causes_next_probe,
           rx_from_other_endpoint_needs_answer_to_keyed_bubble,
           rx_indirect_bubbles_get_at_most_four_direct_bubbles,
           rx_early_indirect_bubble_is_answered_once_2_s_are_over,
           rx_indirect_bubble_of_native_host_starts_probe,
           rx_invalid_source_or_destination_is_dropped,
           rx_flood_through_one_relay_sends_ten_probes_at_most,
           rx_flood_of_new_peers_keeps_active_peer)
