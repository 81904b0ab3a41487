/*
 * test-client-tx.c - packets sent by a client (RFC 4380 5.2.4)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "node.h"

#include <stdio.h>
#include <string.h>
#include "bytes/params.h"
#include "roles/client.h"

static struct node n;
static struct in6_addr native;

static void set_up (void)
{
	node_start_qualified (&n);
	native = unit_ip6 (NATIVE);
}

START_TEST (tx_before_qualification_returns_unreachable)
{
	struct unit_bytes packet;

	node_start_client (&n);
	native = unit_ip6 (NATIVE);
	packet = node_packet (&native, &native, "01");
	node_tx (&n, &packet);
	ck_assert_int_eq (n.verdict, TEREDO_DROP);
	ck_assert_uint_eq (node_kind (&n, TEREDO_OUT_UDP), 0);
	ck_assert_uint_eq (node_kind (&n, TEREDO_OUT_IP6), 1); /* unreachable */
	packet = node_packet (&n.peer, &native, "01");
	node_check_rx (&n, PEER, &packet, TEREDO_DROP, 0);
	node_end (&n);
}
END_TEST

/* RFC 4380 5.2.4 case 1: trust lasts 30 s after the last packet received. */
START_TEST (tx_to_peer_silent_for_30_s_sends_bubbles_again)
{
	struct unit_bytes bubble, data;

	set_up ();
	bubble = node_packet (&n.peer, &n.address, "");
	node_rx (&n, PEER, &bubble);
	data = node_packet (&n.address, &n.peer, "03");
	n.now += TEREDO_SECONDS (29);
	node_tx (&n, &data);
	ck_assert_int_eq (n.verdict, TEREDO_SEND);
	n.now += TEREDO_SECONDS (2);
	node_tx (&n, &data);
	ck_assert_int_eq (n.verdict, TEREDO_CONSUMED);
	ck_assert_uint_eq (n.outs, 2); /* both bubbles, 2 s after the last packet sent */
	node_end (&n);
}
END_TEST

/* RFC 4380 5.2.4 case 5, 5.2.6: direct and indirect bubbles at 0, 2, 4 and 6 s. */
START_TEST (tx_to_silent_peer_sends_four_bubble_pairs_then_error)
{
	struct unit_bytes data;

	set_up ();
	data = node_packet (&n.address, &n.peer, "03");
	node_tx (&n, &data);
	ck_assert_int_eq (n.verdict, TEREDO_CONSUMED);
	ck_assert_uint_eq (n.outs, 2);
	ck_assert_uint_eq (node_sent_to (&n, PEER), 1);
	ck_assert_uint_eq (node_sent_to (&n, SERVER ":3544"), 1);
	for (unsigned i = 0; i < 2; i++) {
		ck_assert (teredo_ip6_is_bubble (&n.out[i].ip6));
		ck_assert (IN6_ARE_ADDR_EQUAL (&n.out[i].ip6.dst, &n.peer));
	}
	ck_assert (IN6_ARE_ADDR_EQUAL (&n.out[0].ip6.src, &n.address));
	ck_assert (IN6_ARE_ADDR_EQUAL (&n.out[1].ip6.src, &n.address));

	for (int round = 2; round <= 4; round++) {
		node_pass (&n, 1999);
		ck_assert_uint_eq (n.outs, 0);
		node_pass (&n, 1);
		ck_assert_uint_eq (n.outs, 2);
		ck_assert (IN6_IS_ADDR_LINKLOCAL (&n.out[1].ip6.src) == (round % 2 == 0));
	}
	node_pass (&n, 2000);
	ck_assert_uint_eq (n.outs, 1);
	ck_assert_int_eq (n.out[0].out.kind, TEREDO_OUT_IP6);
	ck_assert_int_eq (teredo_ip6_icmp6_type (&n.out[0].ip6), TEREDO_ICMP6_UNREACH);
	ck_assert (IN6_ARE_ADDR_EQUAL (&n.out[0].ip6.dst, &n.address));
	/* nothing more is sent for 300 s */
	node_tx (&n, &data);
	ck_assert_int_eq (n.verdict, TEREDO_DROP);
	ck_assert_uint_eq (node_kind (&n, TEREDO_OUT_UDP), 0);
	node_end (&n);
}
END_TEST

START_TEST (tx_queued_packets_leave_in_order_on_bubble)
{
	static const char *const payloads[] = { "01", "02", "03" };
	struct unit_bytes data[3], bubble;

	set_up ();
	for (int i = 0; i < 3; i++) {
		data[i] = node_packet (&n.address, &n.peer, payloads[i]);
		node_tx (&n, &data[i]);
	}
	bubble = node_packet (&n.peer, &n.address, "");
	node_check_rx (&n, PEER, &bubble, TEREDO_CONSUMED, 3);
	ck_assert_uint_eq (node_sent_to (&n, PEER), 3);
	for (int i = 0; i < 3; i++)
		unit_check_bytes (n.out[i].ip6.payload, payloads[i]);
	node_end (&n);
}
END_TEST

START_TEST (tx_queue_of_peer_holds_eight_packets)
{
	struct unit_bytes data, bubble;

	set_up ();
	data = node_packet (&n.address, &n.peer, "01");
	for (int i = 0; i < 100; i++)
		node_tx (&n, &data);
	ck_assert_int_eq (n.verdict, TEREDO_DROP);
	ck_assert_uint_eq (node_count (&n, TEREDO_QUEUED), 8);
	ck_assert_uint_eq (node_count (&n, TEREDO_DROP_QUEUE_FULL), 92);
	bubble = node_packet (&n.peer, &n.address, "");
	node_check_rx (&n, PEER, &bubble, TEREDO_CONSUMED, 8);
	node_end (&n);
}
END_TEST

/* RFC 4380 5.2.4 case 2, 5.2.9 */
START_TEST (tx_to_native_host_uses_relay_that_answers_probe)
{
	const struct teredo_endpoint relay = unit_endpoint (RELAY);
	struct unit_bytes data, reply, other;

	set_up ();
	data = node_packet (&n.address, &native, "05");
	node_tx (&n, &data);
	ck_assert_uint_eq (n.outs, 1);
	ck_assert_uint_eq (node_sent_to (&n, SERVER ":3544"), 1);
	ck_assert_int_eq (teredo_ip6_icmp6_type (&n.out[0].ip6), TEREDO_ICMP6_ECHO);
	ck_assert (IN6_ARE_ADDR_EQUAL (&n.out[0].ip6.src, &n.address));
	ck_assert (IN6_ARE_ADDR_EQUAL (&n.out[0].ip6.dst, &native));
	ck_assert_uint_ge (n.out[0].ip6.payload.len, 8 + 8);
	reply = node_probe_reply (&n.out[0]);

	other = reply;
	/* wrong nonce: held, as it may be meant for an application */
	other.data[60] ^= 1;
	node_check_rx (&n, RELAY, &other, TEREDO_CONSUMED, 0);
	node_rx (&n, RELAY, &reply);
	ck_assert_int_eq (n.verdict, TEREDO_CONSUMED);
	ck_assert_uint_eq (node_sent_to (&n, RELAY), 1);
	unit_check_bytes (n.out[0].ip6.payload, "05");
	node_tx (&n, &data);
	ck_assert_int_eq (n.verdict, TEREDO_SEND);
	ck_assert (teredo_endpoint_equal (&n.to, &relay));
	node_end (&n);
}
END_TEST

START_TEST (tx_to_silent_native_host_probes_four_times_then_error)
{
	struct unit_bytes data;

	set_up ();
	data = node_packet (&n.address, &native, "05");
	node_tx (&n, &data);
	node_pass (&n, TEREDO_SECONDS (8));
	/* three more probes, then the error */
	ck_assert_uint_eq (node_sent_to (&n, SERVER ":3544"), 3);
	ck_assert_uint_eq (node_kind (&n, TEREDO_OUT_IP6), 1);
	node_end (&n);
}
END_TEST

/* The next four probes follow after 1 s as well, and late replies to the first are accepted. */
START_TEST (tx_after_fourth_probe_starts_next_four)
{
	struct unit_bytes data, reply;

	set_up ();
	data = node_packet (&n.address, &native, "05");
	node_tx (&n, &data);
	reply = node_probe_reply (&n.out[0]);
	for (int i = 1; i < 8; i++) {
		node_pass (&n, 500);
		ck_assert_uint_eq (n.outs, 0);
		node_tx (&n, &data);
		ck_assert_uint_eq (n.outs, 0);
		node_pass (&n, 500);
		ck_assert_uint_eq (node_sent_to (&n, SERVER ":3544"), 1);
	}
	/* those that waited when the first four ended, but for the last two */
	ck_assert_uint_eq (node_count (&n, TEREDO_DROP_UNREACHABLE), 3);
	node_check_rx (&n, RELAY, &reply, TEREDO_CONSUMED, 5);
	ck_assert_uint_eq (node_sent_to (&n, RELAY), 5);
	node_end (&n);
}
END_TEST

/* RFC 4380 5.2.4: nothing to a private mapped address, no bubble to a private
 * server. */
START_TEST (tx_to_private_or_invalid_destination_is_dropped)
{
	const struct in6_addr private = node_teredo ("192.168.1.1:9000", SERVER);
	const struct in6_addr private_server = node_teredo (PEER, "10.0.0.1");
	const struct in6_addr own_mapping = node_teredo (MAPPED, "198.51.100.55");
	const struct in6_addr group = unit_ip6 ("ff02::2");
	const struct in6_addr *const invalid[] = { &private, &own_mapping, &group };
	struct unit_bytes packet;

	set_up ();
	for (size_t i = 0; i < ARRAY_LEN (invalid); i++) {
		packet = node_packet (&n.address, invalid[i], "01");
		node_tx (&n, &packet);
		ck_assert_int_eq (n.verdict, TEREDO_DROP);
		ck_assert_uint_eq (n.outs, 0);
	}
	packet = node_packet (&n.address, &private_server, "01");
	node_tx (&n, &packet);
	ck_assert_uint_eq (n.outs, 1);
	ck_assert_uint_eq (node_sent_to (&n, PEER), 1);
	/* a source address other than ours: an ICMPv6 error */
	packet = node_packet (&native, &n.peer, "01");
	node_tx (&n, &packet);
	ck_assert_int_eq (n.verdict, TEREDO_DROP);
	ck_assert_uint_eq (node_kind (&n, TEREDO_OUT_IP6), 1);
	node_end (&n);
}
END_TEST

/* RFC 5991 3.2 */
START_TEST (tx_to_peer_with_cone_bit_sends_both_bubbles)
{
	struct unit_bytes data;

	set_up ();
	n.peer.s6_addr[8] |= 0x80;
	data = node_packet (&n.address, &n.peer, "03");
	node_tx (&n, &data);
	ck_assert_int_eq (n.verdict, TEREDO_CONSUMED);
	ck_assert_uint_eq (n.outs, 2);
	node_end (&n);
}
END_TEST

/* RFC 6081 5.3.1: UPnP-Mapped Address/Port */
START_TEST (port_mapping_is_in_status_until_lost)
{
	const struct teredo_endpoint external = unit_endpoint ("198.51.100.7:4000");
	struct teredo_status status;

	set_up ();
	teredo_client_port_mapped (n.role, n.now, &external);
	teredo_role_status (n.role, &status);
	ck_assert (teredo_endpoint_equal (&status.port_mapping, &external));
	ck_assert (teredo_ip6_equal (&status.address, &n.address));
	teredo_client_port_mapped (n.role, n.now, NULL);
	teredo_role_status (n.role, &status);
	ck_assert_uint_eq (status.port_mapping.port, 0);
	ck_assert (teredo_role_next (n.role) == NULL);
	node_end (&n);
}
END_TEST

UNIT_MAIN ("client-tx", tx_before_qualification_returns_unreachable,
           tx_to_peer_silent_for_30_s_sends_bubbles_again,
           tx_to_silent_peer_sends_four_bubble_pairs_then_error,
           tx_queued_packets_leave_in_order_on_bubble, tx_queue_of_peer_holds_eight_packets,
           tx_to_native_host_uses_relay_that_answers_probe,
           tx_to_silent_native_host_probes_four_times_then_error,
           tx_after_fourth_probe_starts_next_four, tx_to_private_or_invalid_destination_is_dropped,
           tx_to_peer_with_cone_bit_sends_both_bubbles, port_mapping_is_in_status_until_lost)
