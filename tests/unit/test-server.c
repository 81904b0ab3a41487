/*
 * test-server.c - server (RFC 4380 5.3)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "messages/nd.h"
#include "roles/server.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include "values/addr.h"
#include "messages/bubble.h"
#include "messages/encap.h"
#include "unit.h"

#define CLIENT "192.0.2.1:4096"
#define P      "203.0.113.120"
#define Q      "203.0.113.121"

static struct teredo_server *server;
static struct teredo_out out;
static struct unit_bytes in; /* the payload received */

static void set_up (void)
{
	struct teredo_server_config config;

	teredo_server_config_default (&config);
	config.primary = unit_ipv4 (P);
	config.secondary = unit_ipv4 (Q);
	server = teredo_server_new (&config, &unit_env);
	ck_assert_ptr_nonnull (server);
}

static enum teredo_verdict rx (enum teredo_server_side side, const char *from)
{
	const struct teredo_endpoint endpoint = unit_endpoint (from);

	return teredo_server_rx (server, 0, side, &endpoint, unit_slice (&in), &out);
}

static uint64_t counter (enum teredo_count count)
{
	return teredo_server_counts (server)->of[count];
}

/* The payload is dropped for this reason on both addresses. */
static void check_dropped (const char *from, enum teredo_count reason)
{
	const uint64_t before = counter (reason);

	ck_assert_int_eq (rx (TEREDO_PRIMARY, from), TEREDO_DROP);
	ck_assert_int_eq (rx (TEREDO_SECONDARY, from), TEREDO_DROP);
	ck_assert_msg (counter (reason) == before + 2, "not counted: %s",
	               teredo_count_name (reason));
}

/* The payload becomes an IPv6 packet. */
static void set_packet (const char *src, const char *dst, uint8_t next_header, const char *payload)
{
	const struct unit_bytes content = unit_hex (payload);
	const struct in6_addr s = unit_ip6 (src), d = unit_ip6 (dst);
	struct teredo_writer w;

	teredo_writer_init (&w, in.data, sizeof (in.data));
	teredo_ip6_write (&w, (uint16_t)content.len, next_header, 64, &s, &d);
	teredo_write_bytes (&w, content.data, content.len);
	in.len = teredo_writer_done (&w).len;
}

/* The Teredo address of a client, as text. */
static const char *teredo (const char *at, const char *its_server)
{
	static char text[2][64];
	static unsigned turn;
	const struct teredo_endpoint e = unit_endpoint (at);
	const uint32_t s = unit_ipv4 (its_server);

	turn ^= 1;
	snprintf (text[turn], sizeof (text[turn]), "2001:0:%x:%x:0:%x:%x:%x", s >> 16, s & 0xffff,
	          e.port ^ 0xffff, (e.ip >> 16) ^ 0xffff, (e.ip & 0xffff) ^ 0xffff);
	return text[turn];
}

static void set_rs (const char *src, bool nonce)
{
	static const uint8_t bytes[TEREDO_NONCE_LEN] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	const struct in6_addr s = unit_ip6 (src);
	struct teredo_writer w;

	teredo_writer_init (&w, in.data, sizeof (in.data));
	if (nonce)
		teredo_encap_write_nonce (&w, bytes, 0);
	teredo_rs_write (&w, &s);
	in.len = teredo_writer_done (&w).len;
}

/* RFC 4380 5.2 */
START_TEST (missing_primary_or_equal_secondary_address_is_refused)
{
	struct teredo_server_config config;

	teredo_server_config_default (&config);
	ck_assert_ptr_null (teredo_server_new (&config, &unit_env));
	ck_assert_int_eq (errno, EINVAL);
	config.secondary = unit_ipv4 (Q);
	ck_assert_ptr_null (teredo_server_new (&config, &unit_env));
	ck_assert_int_eq (errno, EINVAL);
	config.primary = config.secondary;
	ck_assert_ptr_null (teredo_server_new (&config, &unit_env));
	config.secondary++;
	config.mtu = 1279;
	ck_assert_ptr_null (teredo_server_new (&config, &unit_env));
}
END_TEST

/* RFC 4380 5.3.2: from the address solicited, or with the cone bit (which RFC 5991
 * 3.2 keeps for servers) from the other one. */
START_TEST (rx_solicitation_is_answered_from_side_by_cone_bit)
{
	static const struct {
		const char *src;
		enum teredo_server_side to, from;
	} cases[] = {
		{ "fe80::ffff:ffff:ffff", TEREDO_PRIMARY, TEREDO_PRIMARY },
		{ "fe80::ffff:ffff:ffff", TEREDO_SECONDARY, TEREDO_SECONDARY },
		{ "fe80::8000:ffff:ffff:ffff", TEREDO_PRIMARY, TEREDO_SECONDARY },
		{ "fe80::8000:ffff:ffff:ffff", TEREDO_SECONDARY, TEREDO_PRIMARY },
		{ "fe80::bcff:ffff:ffff:ffff", TEREDO_PRIMARY, TEREDO_SECONDARY },
		{ "fe80::3cff:ffff:ffff:ffff", TEREDO_PRIMARY, TEREDO_PRIMARY },
	};

	set_up ();
	for (unsigned i = 0; i < 2 * ARRAY_LEN (cases); i++) {
		const bool nonce = i % 2 != 0;
		const struct teredo_endpoint client = unit_endpoint (CLIENT);
		struct teredo_encap encap;
		struct teredo_ip6 ip6;
		struct teredo_ra ra;

		set_rs (cases[i / 2].src, nonce);
		ck_assert_int_eq (rx (cases[i / 2].to, CLIENT), TEREDO_SEND);
		ck_assert_int_eq (out.socket, cases[i / 2].from);
		ck_assert (teredo_endpoint_equal (&out.to, &client));
		ck_assert_uint_eq (out.data.len, 0);

		ck_assert (teredo_encap_parse (&encap, out.head));
		ck_assert_int_eq (encap.has_auth, nonce);
		if (nonce) {
			ck_assert_int_eq (memcmp (encap.nonce, in.data + 4, TEREDO_NONCE_LEN), 0);
			ck_assert_uint_eq (encap.auth_id.len + encap.auth_value.len, 0);
			ck_assert_uint_eq (encap.confirmation, 0);
		}
		ck_assert (encap.has_origin && teredo_endpoint_equal (&encap.origin, &client));
		ck_assert (teredo_ip6_parse (&ip6, encap.rest) && teredo_ra_parse (&ra, &ip6));
		unit_check_ip6 (&ip6.src, "fe80::8000:f227:34ff:8e87");
		unit_check_ip6 (&ip6.dst, cases[i / 2].src);
		ck_assert_uint_eq (ra.prefix, TEREDO_PREFIX);
		ck_assert_uint_eq (ra.server, unit_ipv4 (P)); /* on both sides */
		ck_assert_uint_eq (ra.mtu, 1280);
	}
	teredo_server_free (server);
}
END_TEST

/* RFC 4380 5.3.1 rule 1 */
START_TEST (rx_malformed_payload_is_dropped)
{
	struct unit_bytes whole;

	set_up ();
	set_rs ("fe80::ffff:ffff:ffff", true);
	whole = in;
	for (in.len = 0; in.len < whole.len; in.len++)
		check_dropped (CLIENT, TEREDO_DROP_MALFORMED);
	for (unsigned version = 0; version < 16; version++) {
		in = whole;
		in.data[13] = (uint8_t)(version << 4);
		ck_assert_int_eq (rx (TEREDO_PRIMARY, CLIENT),
		                  version == 6 ? TEREDO_SEND : TEREDO_DROP);
	}
	in = unit_hex ("0002 0000000000000000 60");
	check_dropped (CLIENT, TEREDO_DROP_MALFORMED);
	/* trailers are allowed */
	in = whole;
	in.len += 7;
	ck_assert_int_eq (rx (TEREDO_PRIMARY, CLIENT), TEREDO_SEND);
	teredo_server_free (server);
}
END_TEST

/* RFC 4380 5.3.1 rule 3 */
START_TEST (rx_from_non_global_or_own_address_is_dropped)
{
	static const char *const refused[] = {
		"10.0.0.1:4096",        "127.0.0.1:4096", "192.168.1.1:4096", "224.0.0.1:4096",
		"255.255.255.255:4096", "0.0.0.0:4096",   "172.16.0.1:1",     "169.254.1.1:1",
		"192.88.99.1:1",        "192.0.2.1:0",
	};

	set_up ();
	set_rs ("fe80::ffff:ffff:ffff", true);
	for (size_t i = 0; i < ARRAY_LEN (refused); i++)
		check_dropped (refused[i], TEREDO_DROP_NOT_GLOBAL);
	check_dropped (P ":3544", TEREDO_DROP_LOOP);
	check_dropped (Q ":3544", TEREDO_DROP_LOOP);
	ck_assert_int_eq (rx (TEREDO_PRIMARY, P ":4096"), TEREDO_SEND);
	teredo_server_free (server);
}
END_TEST

/* RFC 4380 5.3.1 rule 2 */
START_TEST (rx_data_or_icmp6_error_is_dropped)
{
	set_up ();
	set_packet (teredo (CLIENT, P), "2001:db8::1", 6, "0011223344556677");
	check_dropped (CLIENT, TEREDO_DROP_PROTOCOL);
	set_packet (teredo (CLIENT, P), teredo ("198.51.100.7:9", P), 59, "00");
	check_dropped (CLIENT, TEREDO_DROP_PROTOCOL);
	set_packet (teredo (CLIENT, P), "2001:db8::1", 44, "3a00000000000000 80000000");
	check_dropped (CLIENT, TEREDO_DROP_PROTOCOL);
	set_packet (teredo (CLIENT, P), "2001:db8::1", 0, "3a00010400000000 80000000");
	check_dropped (CLIENT, TEREDO_DROP_PROTOCOL);
	set_packet (teredo (CLIENT, P), "2001:db8::1", 59, ""); /* bubble to a native host */
	check_dropped (CLIENT, TEREDO_DROP_PROTOCOL);
	set_packet (teredo (CLIENT, P), "2001:db8::1", 58, "0100000000000000"); /* ICMPv6 error */
	check_dropped (CLIENT, TEREDO_DROP_PROTOCOL);
	teredo_server_free (server);
}
END_TEST

START_TEST (rx_icmp6_over_maximum_size_is_dropped)
{
	set_up ();
	set_packet (teredo (CLIENT, P), "2001:db8::1", 58, "8000000000000000");
	in.len = 40 + TEREDO_SERVER_ICMP6_MAX;
	in.data[4] = TEREDO_SERVER_ICMP6_MAX >> 8;
	in.data[5] = TEREDO_SERVER_ICMP6_MAX & 0xff;
	ck_assert_int_eq (rx (TEREDO_PRIMARY, CLIENT), TEREDO_DELIVER);
	in.len++;
	in.data[5]++;
	check_dropped (CLIENT, TEREDO_DROP_PROTOCOL);
	teredo_server_free (server);
}
END_TEST

START_TEST (rx_icmp6_or_long_trailers_to_client_are_dropped)
{
	const char *const to = "198.51.100.7:9000";

	set_up ();
	set_packet (teredo (CLIENT, P), teredo (to, P), 58, "8000000000000000");
	check_dropped (CLIENT, TEREDO_DROP_PROTOCOL);
	set_packet ("fe80::1", teredo (to, P), 58, "c800000000000000");
	check_dropped (CLIENT, TEREDO_DROP_PROTOCOL);
	set_packet ("fe80::1", teredo (to, P), 59, "");
	in.len += TEREDO_SERVER_TRAILER_MAX;
	ck_assert_int_eq (rx (TEREDO_PRIMARY, CLIENT), TEREDO_SEND);
	in.len++;
	check_dropped (CLIENT, TEREDO_DROP_PROTOCOL);
	teredo_server_free (server);
}
END_TEST

/* RFC 4380 5.3.1 rule 5; RFC 6081 4.1: trailers are kept. Both sides forward from
 * the primary address. */
START_TEST (rx_bubble_to_own_client_is_forwarded_with_origin)
{
	const struct teredo_endpoint to = unit_endpoint ("198.51.100.7:9000");

	for (int side = TEREDO_PRIMARY; side <= TEREDO_SECONDARY; side++) {
		set_up ();
		set_packet (teredo (CLIENT, P), teredo ("198.51.100.7:9000", P), 59, "");
		memcpy (in.data + in.len, "\x01\x04\xde\xad\xbe\xef", 6);
		in.len += 6;
		ck_assert_int_eq (rx ((enum teredo_server_side)side, CLIENT), TEREDO_SEND);
		ck_assert_int_eq (out.socket, TEREDO_PRIMARY);
		ck_assert (teredo_endpoint_equal (&out.to, &to));
		unit_check_bytes (out.head, "0000 efff 3ffffdfe");
		ck_assert_ptr_eq (out.data.data, in.data);
		ck_assert_uint_eq (out.data.len, 46);
		teredo_server_free (server);
	}
}
END_TEST

/* RFC 4380 5.3.1 rules 6 and 5; no origin for the clients of another server. */
START_TEST (rx_bubble_of_relay_or_to_other_server_is_forwarded)
{
	set_up ();
	set_packet ("fe80::1234", teredo ("198.51.100.7:9000", P), 59, "");
	ck_assert_int_eq (rx (TEREDO_PRIMARY, CLIENT), TEREDO_SEND);
	set_packet ("2001:db8::1", teredo ("198.51.100.7:9000", P), 59, "");
	ck_assert_int_eq (rx (TEREDO_PRIMARY, CLIENT), TEREDO_SEND);
	ck_assert_uint_eq (out.head.len, TEREDO_ORIGIN_LEN);
	set_packet (teredo (CLIENT, P), teredo ("198.51.100.7:9000", "198.51.100.99"), 59, "");
	ck_assert_int_eq (rx (TEREDO_PRIMARY, CLIENT), TEREDO_SEND);
	ck_assert_uint_eq (out.head.len, 0);
	teredo_server_free (server);
}
END_TEST

/* RFC 4380 5.3.1 rules 5 to 7 */
START_TEST (rx_forged_or_foreign_source_is_dropped)
{
	set_up ();
	set_packet (teredo (CLIENT, P), teredo ("198.51.100.7:9000", P), 59, "");
	check_dropped ("192.0.2.1:4097", TEREDO_DROP_MISMATCH);
	check_dropped ("192.0.2.2:4096", TEREDO_DROP_MISMATCH);
	set_packet (teredo (CLIENT, P), "2001:db8::1", 58, "8000000000000000");
	check_dropped ("192.0.2.2:4096", TEREDO_DROP_MISMATCH);
	set_packet ("2001:db8::1", teredo ("198.51.100.7:9000", "198.51.100.99"), 59, "");
	check_dropped (CLIENT, TEREDO_DROP_SOURCE);
	set_packet ("2001:db8::1", "2001:db8::2", 58, "8000000000000000");
	check_dropped (CLIENT, TEREDO_DROP_SOURCE);
	set_packet ("fe80::1", "ff02::2", 58, "8000000000000000");
	check_dropped (CLIENT, TEREDO_DROP_SOURCE);
	set_packet ("fe80::1", "ff02::2", 59, "");
	check_dropped (CLIENT, TEREDO_DROP_SOURCE);
	set_packet ("::1", teredo ("198.51.100.7:9000", P), 59, "");
	check_dropped (CLIENT, TEREDO_DROP_SOURCE);
	teredo_server_free (server);
}
END_TEST

/* RFC 4380 5.3.1: global destinations only; and no loops through the server. */
START_TEST (rx_to_non_global_destination_is_dropped)
{
	static const char *const scopes[] = {
		"fe80::1", "ff02::1",          "ff0e::1", "::",
		"::1",     "::ffff:192.0.2.9", "fc00::1", "fe80::8000:f227:34ff:8e87",
	};
	static const char *const mapped[] = { "10.0.0.1:4096", "127.0.0.1:1", "224.0.0.253:3544",
		                              "255.255.255.255:1", "192.0.2.9:0" };

	set_up ();
	for (size_t i = 0; i < ARRAY_LEN (scopes); i++) {
		set_packet (teredo (CLIENT, P), scopes[i], 58, "8000000000000000");
		check_dropped (CLIENT, TEREDO_DROP_DESTINATION);
	}
	for (size_t i = 0; i < ARRAY_LEN (mapped); i++) {
		set_packet (teredo (CLIENT, P), teredo (mapped[i], P), 59, "");
		check_dropped (CLIENT, TEREDO_DROP_NOT_GLOBAL);
	}
	set_packet (teredo (CLIENT, P), teredo (P ":3544", P), 59, "");
	check_dropped (CLIENT, TEREDO_DROP_LOOP);
	set_packet (teredo (CLIENT, P), teredo (Q ":3544", P), 59, "");
	check_dropped (CLIENT, TEREDO_DROP_LOOP);
	teredo_server_free (server);
}
END_TEST

/* Echo requests and replies, unchanged. */
START_TEST (rx_echo_to_native_host_is_delivered_without_trailers)
{
	static const char *const payloads[] = { "8000123400010002 aabbcc",
		                                "8100123400010002 aabbcc" };

	set_up ();
	for (size_t i = 0; i < 2; i++) {
		set_packet (teredo (CLIENT, P), "2001:db8::1", 58, payloads[i]);
		in.len += 5; /* trailers */
		ck_assert_int_eq (rx (TEREDO_SECONDARY, CLIENT), TEREDO_DELIVER);
		ck_assert_ptr_eq (out.data.data, in.data);
		ck_assert_uint_eq (out.data.len, 40 + 11);
	}
	teredo_server_free (server);
}
END_TEST

/* RFC 4861 6.1.1 */
START_TEST (rx_invalid_solicitation_is_dropped)
{
	set_up ();
	set_rs ("fe80::ffff:ffff:ffff", false);
	in.data[7] = 254;
	check_dropped (CLIENT, TEREDO_DROP_RS);
	set_rs ("fe80::ffff:ffff:ffff", false);
	in.data[43] ^= 1;
	check_dropped (CLIENT, TEREDO_DROP_RS);
	set_rs ("2001:db8::1", false);
	check_dropped (CLIENT, TEREDO_DROP_RS);
	teredo_server_free (server);
}
END_TEST

UNIT_MAIN ("server", missing_primary_or_equal_secondary_address_is_refused,
           rx_solicitation_is_answered_from_side_by_cone_bit, rx_malformed_payload_is_dropped,
           rx_from_non_global_or_own_address_is_dropped, rx_data_or_icmp6_error_is_dropped,
           rx_icmp6_over_maximum_size_is_dropped, rx_icmp6_or_long_trailers_to_client_are_dropped,
           rx_bubble_to_own_client_is_forwarded_with_origin,
           rx_bubble_of_relay_or_to_other_server_is_forwarded,
           rx_forged_or_foreign_source_is_dropped, rx_to_non_global_destination_is_dropped,
           rx_echo_to_native_host_is_delivered_without_trailers, rx_invalid_solicitation_is_dropped)
