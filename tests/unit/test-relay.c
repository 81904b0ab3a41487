/*
 * test-relay.c - relay (RFC 4380 5.4)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "node.h"

#include <string.h>
#include "values/addr.h"
#include "bytes/params.h"

static struct node n;

static unsigned peer_count (void)
{
	struct teredo_status status;

	teredo_role_status (n.role, &status);
	return status.peers;
}
static struct in6_addr native;

static void set_up (void)
{
	node_start_relay (&n, false);
	native = unit_ip6 (NATIVE);
}

/* RFC 4380 5.4.1 cases 3 and 1, 5.4.2 */
START_TEST (tx_to_new_client_is_queued_until_its_bubble)
{
	const struct teredo_endpoint peer = unit_endpoint (PEER);
	struct unit_bytes data[2], bubble, back;

	set_up ();
	data[0] = node_packet (&native, &n.peer, "01");
	data[1] = node_packet (&native, &n.peer, "02");
	node_tx (&n, &data[0]);
	ck_assert_int_eq (n.verdict, TEREDO_CONSUMED);
	ck_assert_uint_eq (n.outs, 1);
	ck_assert_uint_eq (node_sent_to (&n, SERVER ":3544"), 1);
	ck_assert (teredo_ip6_is_bubble (&n.out[0].ip6));
	ck_assert (IN6_ARE_ADDR_EQUAL (&n.out[0].ip6.dst, &n.peer));
	bubble = node_packet (&n.peer, &n.out[0].ip6.src, "");
	node_tx (&n, &data[1]);
	ck_assert_uint_eq (n.outs, 0);

	node_check_rx (&n, PEER, &bubble, TEREDO_CONSUMED, 2);
	ck_assert_uint_eq (node_sent_to (&n, PEER), 2);
	unit_check_bytes (n.out[0].ip6.payload, "01");
	unit_check_bytes (n.out[1].ip6.payload, "02");
	node_tx (&n, &data[0]);
	ck_assert_int_eq (n.verdict, TEREDO_SEND);
	ck_assert (teredo_endpoint_equal (&n.to, &peer));

	back = node_packet (&n.peer, &native, "03");
	memcpy (back.data + back.len, "\x01\x04\x00\x00\x00\x00", 6); /* a trailer */
	back.len += 6;
	node_check_rx (&n, PEER, &back, TEREDO_DELIVER, 0);
	ck_assert_uint_eq (n.ip6.len, 41);
	node_end (&n);
}
END_TEST

/* RFC 4380 5.4.1 case 3; then the client is forgotten, and contacted anew. */
START_TEST (tx_to_silent_client_sends_four_bubbles_then_error)
{
	struct unit_bytes data;

	set_up ();
	data = node_packet (&native, &n.peer, "01");
	node_tx (&n, &data);
	for (int round = 2; round <= 4; round++) {
		node_pass (&n, 1999);
		ck_assert_uint_eq (n.outs, 0);
		node_pass (&n, 1);
		ck_assert_uint_eq (node_sent_to (&n, SERVER ":3544"), 1);
	}
	node_pass (&n, 2000);
	ck_assert_uint_eq (n.outs, 1);
	ck_assert_int_eq (n.out[0].out.kind, TEREDO_OUT_IP6);
	unit_check_ip6 (&n.out[0].ip6.src, "2001:db8::99");
	unit_check_ip6 (&n.out[0].ip6.dst, NATIVE);
	ck_assert_uint_eq (peer_count (), 0);
	node_tx (&n, &data);
	ck_assert_int_eq (n.verdict, TEREDO_CONSUMED);
	ck_assert_uint_eq (node_sent_to (&n, SERVER ":3544"), 1);
	node_end (&n);
}
END_TEST

/* The next four bubbles follow after 2 s as well; what waited from the beginning is
 * given up. */
START_TEST (tx_after_fourth_bubble_starts_next_four)
{
	const struct in6_addr id = unit_ip6 ("fe80::1");
	struct unit_bytes early, late, bubble;

	set_up ();
	early = node_packet (&native, &n.peer, "01");
	late = node_packet (&native, &n.peer, "02");
	node_tx (&n, &early);
	node_pass (&n, TEREDO_SECONDS (6));
	ck_assert_uint_eq (node_sent_to (&n, SERVER ":3544"), 3);
	n.now += 1000;
	node_tx (&n, &late);
	ck_assert_uint_eq (n.outs, 0);
	node_pass (&n, 999);
	ck_assert_uint_eq (n.outs, 0);
	node_pass (&n, 1);
	ck_assert_uint_eq (n.outs, 2);
	ck_assert_uint_eq (node_kind (&n, TEREDO_OUT_IP6), 1);
	ck_assert_uint_eq (node_sent_to (&n, SERVER ":3544"), 1);
	bubble = node_packet (&n.peer, &id, "");
	node_check_rx (&n, PEER, &bubble, TEREDO_CONSUMED, 1);
	ck_assert_uint_eq (node_sent_to (&n, PEER), 1);
	unit_check_bytes (n.out[0].ip6.payload, "02");
	node_end (&n);
}
END_TEST

START_TEST (tx_of_restricted_relay_sends_direct_bubble_too)
{
	struct unit_bytes data;

	node_start_relay (&n, true);
	native = unit_ip6 (NATIVE);
	data = node_packet (&native, &n.peer, "01");
	node_tx (&n, &data);
	ck_assert_uint_eq (node_sent_to (&n, SERVER ":3544"), 1);
	ck_assert_uint_eq (node_sent_to (&n, PEER), 1);
	node_end (&n);
}
END_TEST

/* RFC 4380 5.4.1; and invalid sources. */
START_TEST (tx_to_invalid_destination_is_dropped)
{
	const struct in6_addr other = unit_ip6 ("2001:db8::2"), group = unit_ip6 ("ff02::1");
	const struct in6_addr linklocal = unit_ip6 ("fe80::1");
	const struct in6_addr private = node_teredo ("10.0.0.1:9000", SERVER);
	const struct in6_addr private_server = node_teredo (PEER, "192.168.0.1");
	const struct {
		const struct in6_addr *src, *dst;
		unsigned errors;
		enum teredo_count count;
	} cases[] = {
		{ &native, &other, 1, TEREDO_DROP_DESTINATION },
		{ &native, &group, 0, TEREDO_IGNORED_LOCAL },
		{ &linklocal, &group, 0, TEREDO_IGNORED_LOCAL },
		{ &native, &private, 0, TEREDO_DROP_NOT_GLOBAL },
		{ &native, &private_server, 0, TEREDO_DROP_NOT_GLOBAL },
		{ &linklocal, &n.peer, 0, TEREDO_DROP_SOURCE },
		{ &n.peer, &n.peer, 0, TEREDO_DROP_SOURCE },
	};

	set_up ();
	for (size_t i = 0; i < ARRAY_LEN (cases); i++) {
		const struct unit_bytes packet = node_packet (cases[i].src, cases[i].dst, "01");
		const uint64_t before = node_count (&n, cases[i].count);

		node_tx (&n, &packet);
		ck_assert_int_eq (n.verdict, TEREDO_DROP);
		ck_assert_uint_eq (node_count (&n, cases[i].count), before + 1);
		ck_assert_uint_eq (n.outs, cases[i].errors);
		ck_assert_uint_eq (node_kind (&n, TEREDO_OUT_UDP), 0);
	}
	ck_assert_uint_eq (peer_count (), 0);
	node_end (&n);
}
END_TEST

/* Makes the relay trust its peer. */
static void connect_peer (void)
{
	struct unit_bytes packet = node_packet (&native, &n.peer, "01");

	node_tx (&n, &packet);
	packet = node_packet (&n.peer, &n.out[0].ip6.src, "");
	node_rx (&n, PEER, &packet);
}

/* RFC 4380 5.4.2 */
START_TEST (rx_unsolicited_or_forged_packet_is_dropped)
{
	const struct in6_addr other_client = node_teredo ("198.51.100.8:1000", SERVER);
	const struct in6_addr linklocal = unit_ip6 ("fe80::1"), group = unit_ip6 ("ff0e::1");
	const struct in6_addr *const targets[] = { &other_client, &linklocal, &group };
	struct unit_bytes packet;

	set_up ();
	packet = node_packet (&n.peer, &teredo_linklocal_client, "");
	node_check_rx (&n, PEER, &packet, TEREDO_DROP, 0); /* the relay has sent it nothing */
	ck_assert_uint_eq (peer_count (), 0);
	connect_peer ();
	packet = node_packet (&n.peer, &native, "01");
	node_check_rx (&n, "198.51.100.7:9001", &packet, TEREDO_DROP, 1); /* is it there now? */
	ck_assert_uint_eq (node_sent_to (&n, SERVER ":3544"), 1);
	node_check_rx (&n, "198.51.100.6:9000", &packet, TEREDO_DROP, 0); /* just asked */
	packet = node_packet (&native, &native, "01");
	node_check_rx (&n, PEER, &packet, TEREDO_DROP, 0);
	packet = unit_hex ("6000");
	node_check_rx (&n, PEER, &packet, TEREDO_DROP, 0);
	for (size_t i = 0; i < ARRAY_LEN (targets); i++) {
		packet = node_packet (&n.peer, targets[i], "01");
		node_check_rx (&n, PEER, &packet, TEREDO_DROP, 0);
	}
	packet = node_packet (&n.peer, &native, "01");
	node_check_rx (&n, PEER, &packet, TEREDO_DELIVER, 0);
	node_end (&n);
}
END_TEST

/* The client is behind a symmetric NAT. */
START_TEST (rx_keyed_bubble_from_other_endpoint_is_accepted)
{
	const char *const other = "198.51.100.7:9999";
	struct unit_bytes packet, bubble;
	struct in6_addr id;

	set_up ();
	packet = node_packet (&native, &n.peer, "01");
	node_tx (&n, &packet);
	id = n.out[0].ip6.src;
	bubble = node_packet (&n.peer, &teredo_linklocal_client, "");
	node_check_rx (&n, other, &bubble, TEREDO_DROP, 0);
	bubble = node_packet (&n.peer, &id, "");
	node_check_rx (&n, other, &bubble, TEREDO_CONSUMED, 1);
	ck_assert_uint_eq (node_sent_to (&n, other), 1);
	node_end (&n);
}
END_TEST

START_TEST (tx_to_client_silent_for_30_s_sends_bubble_again)
{
	struct unit_bytes packet;

	set_up ();
	connect_peer ();
	packet = node_packet (&native, &n.peer, "02");
	n.now += 29999;
	node_tx (&n, &packet);
	ck_assert_int_eq (n.verdict, TEREDO_SEND);
	n.now += 1;
	node_tx (&n, &packet);
	ck_assert_int_eq (n.verdict, TEREDO_CONSUMED);
	/* RFC 4380 5.2.6: no bubble until 2 s after the last packet sent */
	ck_assert_uint_eq (n.outs, 0);
	node_pass (&n, 2000);
	ck_assert_uint_eq (node_sent_to (&n, SERVER ":3544"), 1);
	node_end (&n);
}
END_TEST

START_TEST (tx_to_native_host_returns_ten_errors_a_second)
{
	const struct in6_addr other = unit_ip6 ("2001:db8::2");
	unsigned errors = 0;

	set_up ();
	for (int ms = 0; ms < 5000; ms += 10) {
		const struct unit_bytes packet = node_packet (&native, &other, "01");

		node_tx (&n, &packet);
		errors += node_kind (&n, TEREDO_OUT_IP6);
		n.now += 10;
	}
	ck_assert_uint_ge (errors, 50);
	ck_assert_uint_le (errors, 60);
	node_end (&n);
}
END_TEST

static bool open_to_peer; /* the exit */

static bool is_admitted (void *ctx, const struct teredo_endpoint *who, teredo_time now)
{
	const struct teredo_endpoint peer = unit_endpoint (PEER);

	(void)ctx;
	(void)now;
	return open_to_peer && teredo_endpoint_equal (who, &peer);
}

/* Both ways; also one that the relay has known before it is not admitted any more. */
START_TEST (client_that_is_not_admitted_gets_nothing_through)
{
	static const struct teredo_admission admission = { .has = is_admitted };
	struct teredo_relay_config config;
	struct unit_bytes to, from, bubble;

	set_up ();
	node_end (&n);
	teredo_relay_config_default (&config);
	config.admission = &admission;
	n.role = teredo_relay_new (&config, &unit_env, n.now);
	to = node_packet (&native, &n.peer, "01");
	from = node_packet (&n.peer, &native, "02");
	node_tx (&n, &to);
	ck_assert_int_eq (n.verdict, TEREDO_DROP);
	ck_assert_uint_eq (n.outs, 0);
	node_check_rx (&n, PEER, &from, TEREDO_DROP, 0);
	ck_assert_uint_eq (node_count (&n, TEREDO_DROP_NOT_ADMITTED), 2);

	open_to_peer = true;
	node_tx (&n, &to);
	ck_assert_uint_eq (node_sent_to (&n, SERVER ":3544"), 1);
	bubble = node_packet (&n.peer, &n.out[0].ip6.src, "");
	node_check_rx (&n, PEER, &bubble, TEREDO_CONSUMED, 1);
	node_check_rx (&n, PEER, &from, TEREDO_DELIVER, 0);

	open_to_peer = false;
	node_check_rx (&n, PEER, &from, TEREDO_DROP, 0);
	node_tx (&n, &to);
	ck_assert_int_eq (n.verdict, TEREDO_DROP);
	ck_assert_uint_eq (n.outs, 0);
	node_end (&n);
}
END_TEST

UNIT_MAIN ("relay", tx_to_new_client_is_queued_until_its_bubble,
           tx_to_silent_client_sends_four_bubbles_then_error,
           tx_after_fourth_bubble_starts_next_four, tx_of_restricted_relay_sends_direct_bubble_too,
           tx_to_invalid_destination_is_dropped, rx_unsolicited_or_forged_packet_is_dropped,
           rx_keyed_bubble_from_other_endpoint_is_accepted,
           tx_to_client_silent_for_30_s_sends_bubble_again,
           tx_to_native_host_returns_ten_errors_a_second,
           client_that_is_not_admitted_gets_nothing_through)
