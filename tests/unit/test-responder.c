/*
 * test-responder.c - stateless ping responder
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/responder.h"

#include <string.h>
#include "values/addr.h"
#include "bytes/cksum.h"
#include "messages/encap.h"
#include "messages/icmp6.h"
#include "node.h"
#include "unit.h"

#define US     "203.0.113.9"
#define CLIENT "192.0.2.1:4096"
#define OTHER  "198.51.100.7:9000"

static struct teredo_responder responder;
static struct teredo_out out;
static struct teredo_ip6 sent;
static struct in6_addr us, client;
static struct unit_bytes in;

static void set_up (void)
{
	us = node_teredo (US ":3545", US);
	client = node_teredo (CLIENT, "203.0.113.120");
	teredo_responder_init (&responder, unit_ipv4 (US), &unit_env, 0);
}

static enum teredo_verdict rx (enum teredo_responder_side side, const char *from)
{
	const struct teredo_endpoint endpoint = unit_endpoint (from);
	enum teredo_verdict verdict;

	verdict = teredo_responder_rx (&responder, 0, side, &endpoint, unit_slice (&in), &out);
	if (verdict == TEREDO_SEND) {
		ck_assert (teredo_endpoint_equal (&out.to, &endpoint));
		ck_assert (teredo_ip6_parse (&sent, out.data));
	}
	return verdict;
}

/* An echo request with the correct checksum plus wrong. */
static void set_echo (const struct in6_addr *src, const struct in6_addr *dst, unsigned type,
                      int wrong)
{
	uint16_t sum;

	in = node_packet (src, dst, "8000000012340001 0102030405");
	in.data[6] = TEREDO_NH_ICMP6;
	in.data[40] = (uint8_t)type;
	sum = teredo_cksum_icmp6 (src, dst, (struct teredo_slice){ in.data + 40, 13 });
	in.data[42] = (uint8_t)(sum >> 8);
	in.data[43] = (uint8_t)(sum + wrong);
}

static void check_dropped (const char *from, enum teredo_count reason)
{
	const uint64_t before = responder.counts.of[reason];

	ck_assert_int_eq (rx (TEREDO_RESPONDER_SERVER, from), TEREDO_DROP);
	ck_assert_int_eq (rx (TEREDO_RESPONDER_CLIENT, from), TEREDO_DROP);
	ck_assert_uint_eq (responder.counts.of[reason], before + 2);
}

START_TEST (rx_echo_request_gets_echo_reply)
{
	const struct in6_addr native = unit_ip6 (NATIVE);

	set_up ();
	for (int side = 0; side < 2; side++) {
		set_echo (&client, &us, 128, 0);
		ck_assert_int_eq (rx ((enum teredo_responder_side)side, CLIENT), TEREDO_SEND);
		ck_assert_int_eq (out.socket, side);
		ck_assert (IN6_ARE_ADDR_EQUAL (&sent.src, &us));
		ck_assert (IN6_ARE_ADDR_EQUAL (&sent.dst, &client));
		ck_assert_uint_eq (sent.payload.len, 13);
		ck_assert_uint_eq (sent.payload.data[0], 129);
		ck_assert_mem_eq (sent.payload.data + 4, in.data + 44, 9);
		ck_assert_uint_eq (teredo_cksum_icmp6 (&us, &client, sent.payload), 0);
	}
	/* from a native host through a relay */
	set_echo (&native, &us, 128, 0);
	ck_assert_int_eq (rx (TEREDO_RESPONDER_CLIENT, OTHER), TEREDO_SEND);
	/* any prefix and flags */
	us.s6_addr[1] = 2;
	us.s6_addr[8] = 0x80;
	set_echo (&client, &us, 128, 0);
	ck_assert_int_eq (rx (TEREDO_RESPONDER_CLIENT, CLIENT), TEREDO_SEND);
	ck_assert (IN6_ARE_ADDR_EQUAL (&sent.src, &us));
}
END_TEST

START_TEST (rx_echo_request_of_1500_bytes_gets_whole_reply)
{
	set_up ();
	set_echo (&client, &us, 128, 0);
	in.len = 1500; /* the rest is zeros */
	in.data[4] = (1500 - 40) >> 8;
	in.data[5] = (uint8_t)(1500 - 40);
	in.data[42] = in.data[43] = 0;
	const uint16_t sum = teredo_cksum_icmp6 (&client, &us,
	                                         (struct teredo_slice){ in.data + 40, 1500 - 40 });
	in.data[42] = (uint8_t)(sum >> 8);
	in.data[43] = (uint8_t)sum;
	ck_assert_int_eq (rx (TEREDO_RESPONDER_CLIENT, CLIENT), TEREDO_SEND);
	ck_assert_uint_eq (out.data.len, 1500);
	ck_assert_uint_eq (teredo_cksum_icmp6 (&us, &client, sent.payload), 0);
}
END_TEST

/* The reply to an indirect bubble leaves from the client port; direct bubbles get
 * no reply. */
START_TEST (rx_bubble_is_answered_on_server_port_only)
{
	const struct in6_addr relay = unit_ip6 ("fe80::1234");

	set_up ();
	in = node_packet (&client, &us, "");
	ck_assert_int_eq (rx (TEREDO_RESPONDER_SERVER, CLIENT), TEREDO_SEND);
	ck_assert_int_eq (out.socket, TEREDO_RESPONDER_CLIENT);
	ck_assert (teredo_ip6_is_bubble (&sent));
	ck_assert (IN6_ARE_ADDR_EQUAL (&sent.src, &us));
	ck_assert (IN6_ARE_ADDR_EQUAL (&sent.dst, &client));
	ck_assert_int_eq (rx (TEREDO_RESPONDER_CLIENT, CLIENT), TEREDO_CONSUMED);
	in = node_packet (&relay, &us, "");
	ck_assert_int_eq (rx (TEREDO_RESPONDER_SERVER, OTHER), TEREDO_SEND);
	ck_assert (IN6_ARE_ADDR_EQUAL (&sent.dst, &relay));
}
END_TEST

START_TEST (rx_other_protocol_gets_parameter_problem)
{
	set_up ();
	in = node_packet (&client, &us, "0102030405060708");
	ck_assert_int_eq (rx (TEREDO_RESPONDER_CLIENT, CLIENT), TEREDO_SEND);
	ck_assert_int_eq (out.socket, TEREDO_RESPONDER_CLIENT);
	ck_assert_int_eq (sent.next_header, TEREDO_NH_ICMP6);
	ck_assert_mem_eq (sent.payload.data, "\x04\x01", 2);
	ck_assert_mem_eq (sent.payload.data + 4, "\0\0\0\x06", 4);
	ck_assert_mem_eq (sent.payload.data + 8, in.data, in.len);
	ck_assert_uint_eq (teredo_cksum_icmp6 (&us, &client, sent.payload), 0);
}
END_TEST

START_TEST (rx_invalid_packet_is_dropped)
{
	const struct in6_addr native = unit_ip6 (NATIVE), all = unit_ip6 ("ff02::1");
	const struct in6_addr other = node_teredo (US ":3546", US);
	const struct in6_addr far = node_teredo ("203.0.113.8:3545", "203.0.113.8");

	set_up ();
	in = unit_hex ("60");
	check_dropped (CLIENT, TEREDO_DROP_MALFORMED);
	set_echo (&client, &us, 128, 1);
	check_dropped (CLIENT, TEREDO_DROP_PROTOCOL);
	set_echo (&client, &us, 129, 0); /* echo reply */
	check_dropped (CLIENT, TEREDO_DROP_PROTOCOL);
	set_echo (&client, &us, 1, 0); /* ICMPv6 error */
	check_dropped (CLIENT, TEREDO_DROP_PROTOCOL);
	in = node_packet (&client, &us, "00");
	in.data[6] = TEREDO_NH_NONE;
	check_dropped (CLIENT, TEREDO_DROP_PROTOCOL);
	set_echo (&client, &us, 128, 0);
	check_dropped (OTHER, TEREDO_DROP_MISMATCH);
	check_dropped ("192.168.1.1:4096", TEREDO_DROP_NOT_GLOBAL);
	set_echo (&all, &us, 128, 0);
	check_dropped (OTHER, TEREDO_DROP_MISMATCH);
	set_echo (&us, &us, 128, 0);
	check_dropped (US ":3545", TEREDO_DROP_LOOP);
	set_echo (&client, &native, 128, 0);
	check_dropped (CLIENT, TEREDO_DROP_DESTINATION);
	set_echo (&client, &other, 128, 0);
	check_dropped (CLIENT, TEREDO_DROP_DESTINATION);
	set_echo (&client, &far, 128, 0);
	check_dropped (CLIENT, TEREDO_DROP_DESTINATION);
}
END_TEST

/* It answers as any address whose server and mapped address agree. */
START_TEST (responder_bound_to_any_address_answers_as_destination)
{
	const struct in6_addr far = node_teredo ("203.0.113.8:3545", "203.0.113.8");
	const struct in6_addr split = node_teredo ("203.0.113.8:3545", US);

	set_up ();
	teredo_responder_init (&responder, 0, &unit_env, 0);
	set_echo (&client, &far, 128, 0);
	ck_assert_int_eq (rx (TEREDO_RESPONDER_CLIENT, CLIENT), TEREDO_SEND);
	set_echo (&client, &split, 128, 0);
	check_dropped (CLIENT, TEREDO_DROP_DESTINATION);
}
END_TEST

START_TEST (replies_and_errors_are_rate_limited)
{
	unsigned errors = 0, replies = 0;

	set_up ();
	in = node_packet (&client, &us, "00");
	for (int i = 0; i < 2000; i++)
		errors += rx (TEREDO_RESPONDER_CLIENT, CLIENT) == TEREDO_SEND;
	ck_assert_uint_eq (errors, 100);
	set_up ();
	set_echo (&client, &us, 128, 0);
	for (int i = 0; i < 2000; i++)
		replies += rx (TEREDO_RESPONDER_CLIENT, CLIENT) == TEREDO_SEND;
	ck_assert_uint_eq (replies, 1000);
	ck_assert_uint_eq (responder.counts.of[TEREDO_DROP_LIMIT], 1000);
}
END_TEST

UNIT_MAIN ("responder", rx_echo_request_gets_echo_reply,
           rx_echo_request_of_1500_bytes_gets_whole_reply,
           rx_bubble_is_answered_on_server_port_only, rx_other_protocol_gets_parameter_problem,
           rx_invalid_packet_is_dropped, responder_bound_to_any_address_answers_as_destination,
           replies_and_errors_are_rate_limited)
