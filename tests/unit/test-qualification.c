/*
 * test-qualification.c - getting and keeping an address (RFC 4380 5.2.1, 5.2.5)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "node.h"

#include <string.h>
#include "values/addr.h"
#include "bytes/params.h"

#define P SERVER ":3544"
#define Q "203.0.113.121:3544"

static struct node n;

static struct teredo_status status (void)
{
	struct teredo_status s;

	teredo_role_status (n.role, &s);
	return s;
}

/* RFC 4380 5.2.1; RFC 5991 3.2: no cone bit. */
START_TEST (first_solicitation_goes_to_primary_without_cone_bit)
{
	struct teredo_encap encap;

	node_start_client (&n);
	ck_assert_uint_eq (n.outs, 1);
	ck_assert_uint_eq (node_sent_to (&n, P), 1);
	ck_assert_uint_eq (n.out[0].bytes.len, TEREDO_AUTH_MIN + TEREDO_RS_LEN);
	ck_assert (teredo_encap_parse (&encap, n.out[0].out.data));
	ck_assert (encap.has_auth && !encap.has_origin);
	ck_assert_uint_eq (encap.auth_id.len + encap.auth_value.len + encap.confirmation, 0);
	ck_assert (teredo_rs_parse (&n.out[0].ip6));
	unit_check_ip6 (&n.out[0].ip6.src, "fe80::ffff:ffff:ffff");
	node_end (&n);
}
END_TEST

/* RFC 4380 5.2.1, 5.2.2 */
START_TEST (repeated_solicitation_has_new_nonce_after_1_and_2_s)
{
	uint8_t before[TEREDO_NONCE_LEN];

	node_start_client (&n);
	for (teredo_time wait = 1000; wait <= 2000; wait *= 2) {
		memcpy (before, n.out[0].bytes.data + 4, sizeof (before));
		node_pass (&n, wait - 1);
		ck_assert_uint_eq (n.outs, 0);
		node_pass (&n, 1);
		ck_assert_uint_eq (n.outs, 1);
		ck_assert_int_ne (memcmp (before, n.out[0].bytes.data + 4, sizeof (before)), 0);
	}
	node_pass (&n, 3999);
	ck_assert_uint_eq (n.outs, 0);
	ck_assert_int_eq (status ().state, TEREDO_STARTING);
	node_pass (&n, 1);
	ck_assert_uint_eq (n.outs, 0);
	ck_assert_int_eq (status ().state, TEREDO_OFFLINE);
	node_end (&n);
}
END_TEST

/* RFC 4380 5.2.1. The address is used as soon as the primary address has answered. */
START_TEST (same_mapping_from_both_addresses_qualifies)
{
	node_start_client (&n);
	node_rx_ra (&n, P, MAPPED);
	ck_assert_int_eq (n.verdict, TEREDO_CONSUMED);
	ck_assert_uint_eq (n.outs, 2);
	ck_assert_int_eq (n.out[0].out.kind, TEREDO_OUT_UP);
	ck_assert_uint_eq (n.out[0].out.mtu, 1280);
	ck_assert_uint_eq (node_sent_to (&n, Q), 1);
	ck_assert (status ().have_address);
	ck_assert_int_eq (status ().nat, TEREDO_NAT_UNKNOWN);
	node_rx_ra (&n, Q, MAPPED);
	ck_assert_uint_eq (n.outs, 0);
	ck_assert_int_eq (status ().nat, TEREDO_NAT_NOT_SYMMETRIC);
	node_end (&n);
}
END_TEST

/* RFC 6081 3.1: the address has the mapping seen by the primary address. */
START_TEST (other_mapping_from_secondary_qualifies_as_symmetric)
{
	struct teredo_status s;

	node_start_client (&n);
	node_rx_ra (&n, P, MAPPED);
	node_rx_ra (&n, Q, "192.0.2.1:4097");
	s = status ();
	ck_assert_int_eq (s.nat, TEREDO_NAT_SYMMETRIC);
	ck_assert (s.have_address);
	ck_assert_uint_eq (s.mapped.port, 4096);
	node_end (&n);
}
END_TEST

/* The advertisement is dropped and changes no state. */
static void check_dropped (const char *from, const struct unit_bytes *ra)
{
	node_rx (&n, from, ra);
	ck_assert_int_eq (n.verdict, TEREDO_DROP);
	ck_assert_uint_eq (n.outs, 0);
	ck_assert_int_eq (status ().state, TEREDO_STARTING);
}

/* RFC 4380 5.2.1, 5.2.2 */
START_TEST (invalid_advertisement_is_dropped)
{
	static const struct {
		size_t at;
		const char *what;
	} bytes[] = {
		{ 1, "authentication" },
		{ 4, "nonce" },
		{ 11, "nonce" },
		{ 14, "origin" },
		{ 21 + 24, "destination" },
		{ 21 + 40, "type" },
		{ 21 + 42, "checksum" },
		{ 21 + 72, "prefix" },
		{ 21 + 76, "server" },
		{ 21 + 7, "hop limit" },
		{ 21 + 8, "source" },
	};
	struct unit_bytes good, bad;

	node_start_client (&n);
	good = node_ra (&n, MAPPED);
	for (size_t i = 0; i < ARRAY_LEN (bytes); i++) {
		bad = good;
		bad.data[bytes[i].at] ^= 0x40;
		check_dropped (P, &bad);
	}
	check_dropped (Q, &good); /* not the address solicited */
	check_dropped ("203.0.113.120:3545", &good);
	bad = good; /* without authentication */
	bad.len -= TEREDO_AUTH_MIN;
	memmove (bad.data, bad.data + TEREDO_AUTH_MIN, bad.len);
	check_dropped (P, &bad);
	bad = good; /* without origin */
	bad.len -= TEREDO_ORIGIN_LEN;
	memmove (bad.data + TEREDO_AUTH_MIN, bad.data + TEREDO_AUTH_MIN + TEREDO_ORIGIN_LEN,
	         bad.len - TEREDO_AUTH_MIN);
	check_dropped (P, &bad);
	bad = good; /* truncated */
	for (bad.len = 0; bad.len < good.len - 8; bad.len++)
		check_dropped (P, &bad);
	node_rx (&n, P, &good);
	ck_assert_int_eq (status ().state, TEREDO_CONFIRMING);
	node_rx (&n, P, &good); /* a late duplicate */
	ck_assert_int_eq (n.verdict, TEREDO_DROP);
	ck_assert_int_eq (status ().state, TEREDO_CONFIRMING);
	node_end (&n);
}
END_TEST

START_TEST (advertisement_with_private_mapping_is_dropped)
{
	static const char *const mapped[] = { "10.0.0.1:4096", "127.0.0.1:4096", "192.168.1.1:4096",
		                              "224.0.0.1:1", "192.0.2.1:0" };

	for (size_t i = 0; i < ARRAY_LEN (mapped); i++) {
		struct unit_bytes ra;

		node_start_client (&n);
		ra = node_ra (&n, mapped[i]);
		check_dropped (P, &ra);
		node_end (&n);
	}
}
END_TEST

/* The answer to the last solicitation, with this content. */
static struct unit_bytes ra_with (struct teredo_ra content)
{
	struct unit_bytes ra = node_ra (&n, MAPPED);
	struct in6_addr src;
	struct teredo_writer w;

	teredo_linklocal_server (&src, unit_ipv4 (SERVER));
	teredo_writer_init (&w, ra.data + TEREDO_AUTH_MIN + TEREDO_ORIGIN_LEN, TEREDO_RA_LEN);
	teredo_ra_write (&w, &src, &teredo_linklocal_client, &content);
	return ra;
}

/* RFC 4380 5.2.1: the prefix has the primary address in answers of both. 3ffe:831f
 * was the prefix before RFC 4380. */
START_TEST (advertisement_with_foreign_prefix_is_dropped)
{
	const uint32_t server = unit_ipv4 (SERVER);
	const struct teredo_ra contents[] = {
		{ TEREDO_PREFIX, server + 1, 1280 },
		{ TEREDO_PREFIX, 0, 1280 },
		{ 0x3ffe831f, server, 1280 },
		{ TEREDO_PREFIX, server, 1280 },
	};
	struct unit_bytes ras[4], ra;

	node_start_client (&n);
	for (int i = 0; i < 4; i++)
		ras[i] = ra_with (contents[i]);
	for (int i = 0; i < 3; i++)
		check_dropped (P, &ras[i]);
	node_rx (&n, P, &ras[3]);
	ck_assert_int_eq (status ().state, TEREDO_CONFIRMING);
	ra = ra_with (contents[0]);
	node_rx (&n, Q, &ra);
	ck_assert_int_eq (n.verdict, TEREDO_DROP);
	node_end (&n);
}
END_TEST

START_TEST (advertisement_with_used_nonce_is_dropped)
{
	struct unit_bytes ra;

	node_start_client (&n);
	node_rx_ra (&n, P, MAPPED);
	ra = node_ra (&n, MAPPED);
	node_rx (&n, Q, &ra);
	ck_assert_int_eq (status ().state, TEREDO_QUALIFIED);
	ra.data[15] ^= 1; /* with another mapping */
	node_rx (&n, Q, &ra);
	ck_assert_int_eq (n.verdict, TEREDO_DROP);
	ck_assert_uint_eq (n.outs, 0);
	node_end (&n);
}
END_TEST

/* Qualifies the client; the first advertisement has this MTU. */
static void qualify_with_mtu (uint16_t mtu)
{
	struct unit_bytes ra;

	node_start_client (&n);
	ra = ra_with ((struct teredo_ra){ TEREDO_PREFIX, unit_ipv4 (SERVER), mtu });
	node_rx (&n, P, &ra);
}

/* RFC 4380 5.1.2; over 1500: test below. */
START_TEST (advertised_mtu_out_of_range_becomes_1280)
{
	static const uint16_t given[] = { 1280, 1500, 1279, 0, 65535, 1501, 65467 };
	static const uint32_t taken[] = { 1280, 1500, 1280, 1280, 1280, 1500, 1500 };

	for (size_t i = 0; i < ARRAY_LEN (given); i++) {
		qualify_with_mtu (given[i]);
		ck_assert_uint_eq (n.out[0].out.mtu, taken[i]);
		node_end (&n);
	}
}
END_TEST

/* A packet as large as the interface takes is queued while its peer is contacted. */
START_TEST (packet_of_interface_mtu_to_new_peer_is_queued)
{
	struct in6_addr native = unit_ip6 (NATIVE);
	struct unit_bytes packet;

	qualify_with_mtu (9000);
	packet = node_packet (&n.out[0].out.address, &native, "");
	packet.len = n.out[0].out.mtu;
	memset (packet.data + TEREDO_IP6_HEADER, 0, packet.len - TEREDO_IP6_HEADER);
	packet.data[4] = (uint8_t)((packet.len - TEREDO_IP6_HEADER) >> 8);
	packet.data[5] = (uint8_t)(packet.len - TEREDO_IP6_HEADER);
	node_tx (&n, &packet);
	ck_assert_int_eq (n.verdict, TEREDO_CONSUMED);
	ck_assert_uint_eq (node_count (&n, TEREDO_QUEUED), 1);
	node_end (&n);
}
END_TEST

/* RFC 4380 5.2.5; a refresh with the same mapping changes nothing. */
START_TEST (refresh_with_new_mapping_replaces_address)
{
	struct unit_bytes ra;

	node_start_qualified (&n);
	node_pass (&n, TEREDO_SECONDS (22));
	ck_assert_uint_eq (n.outs, 0);
	node_pass (&n, TEREDO_SECONDS (5));
	ck_assert_uint_ge (node_sent_to (&n, P), 1);
	node_rx_ra (&n, P, MAPPED);
	ck_assert_uint_eq (n.outs, 0);
	node_pass (&n, TEREDO_SECONDS (30));
	ra = node_ra (&n, "192.0.2.1:5000");
	ra.data[4] ^= 1; /* wrong nonce */
	node_rx (&n, P, &ra);
	ck_assert_uint_eq (n.outs, 0);
	ra.data[4] ^= 1;
	node_rx (&n, P, &ra);
	ck_assert_uint_eq (n.outs, 2);
	ck_assert_int_eq (n.out[0].out.kind, TEREDO_OUT_UP);
	ck_assert (!IN6_ARE_ADDR_EQUAL (&n.out[0].out.address, &n.address));
	ck_assert_uint_eq (node_sent_to (&n, Q), 1); /* it may be another kind of NAT */
	node_end (&n);
}
END_TEST

/* The next address may be that of a stranger, who must not be able to make us send anything. */
START_TEST (only_advertisements_are_accepted_from_secondary_address)
{
	struct in6_addr relay = unit_ip6 ("fe80::1234");
	struct unit_bytes bubble;

	node_start_qualified (&n);
	bubble = node_packet (&n.peer, &n.address, "");
	node_check_rx (&n, Q, &bubble, TEREDO_DROP, 0);
	ck_assert_uint_eq (node_count (&n, TEREDO_DROP_UNTRUSTED), 1);
	bubble = node_packet (&relay, &n.address, "");
	node_check_rx (&n, Q, &bubble, TEREDO_DROP, 0);
	bubble = node_packet (&n.peer, &n.address, "");
	node_check_rx (&n, P, &bubble, TEREDO_CONSUMED, 1);
	node_end (&n);
}
END_TEST

/* Qualifies without the secondary address, and sends to a peer, whose reply to the indirect
 * bubble, or to our address, arrives. */
static enum teredo_nat nat_after_reply (const char *peer, const char *its_server, bool to_address)
{
	const struct in6_addr address = node_teredo (peer, its_server);
	struct in6_addr identifier;
	struct unit_bytes bytes;
	enum teredo_nat nat;

	node_start_client (&n);
	node_rx_ra (&n, P, MAPPED);
	n.address = n.out[0].out.address;
	node_pass (&n, TEREDO_SECONDS (7));
	ck_assert_int_eq (status ().state, TEREDO_QUALIFIED);
	ck_assert_int_eq (status ().nat, TEREDO_NAT_UNKNOWN);
	bytes = node_packet (&n.address, &address, "00");
	node_tx (&n, &bytes);
	identifier = node_identifier (&n);
	bytes = node_packet (&address, to_address ? &n.address : &identifier, "");
	node_rx (&n, peer, &bytes);
	ck_assert_int_eq (n.verdict, TEREDO_CONSUMED);
	nat = status ().nat;
	node_end (&n);
	return nat;
}

START_TEST (reply_to_indirect_bubble_shows_nat_unless_peer_is_near)
{
	ck_assert_int_eq (nat_after_reply (PEER, SERVER, false), TEREDO_NAT_NOT_SYMMETRIC);
	ck_assert_int_eq (nat_after_reply (PEER, SERVER, true), TEREDO_NAT_UNKNOWN);
	ck_assert_int_eq (nat_after_reply ("192.0.2.1:5000", SERVER, false), TEREDO_NAT_UNKNOWN);
	ck_assert_int_eq (nat_after_reply (PEER, "198.51.100.7", false), TEREDO_NAT_UNKNOWN);
}
END_TEST

/* RFC 5991 3.1: over many starts each random bit is both set and clear, the others
 * never set. */
START_TEST (address_has_12_random_flag_bits)
{
	uint16_t ones = 0, zeros = 0;

	for (int i = 0; i < 200; i++) {
		struct teredo_address parts;

		node_start_qualified (&n);
		teredo_address_decode (&parts, &n.address);
		ones |= parts.flags;
		zeros |= (uint16_t)~parts.flags;
		node_end (&n);
	}
	ck_assert_uint_eq (ones, TEREDO_FLAG_RANDOM);
	ck_assert_uint_eq (zeros & TEREDO_FLAG_RANDOM, TEREDO_FLAG_RANDOM);
}
END_TEST

UNIT_MAIN ("qualification", first_solicitation_goes_to_primary_without_cone_bit,
           repeated_solicitation_has_new_nonce_after_1_and_2_s,
           same_mapping_from_both_addresses_qualifies,
           other_mapping_from_secondary_qualifies_as_symmetric, invalid_advertisement_is_dropped,
           advertisement_with_private_mapping_is_dropped,
           advertisement_with_foreign_prefix_is_dropped, advertisement_with_used_nonce_is_dropped,
           advertised_mtu_out_of_range_becomes_1280, packet_of_interface_mtu_to_new_peer_is_queued,
           refresh_with_new_mapping_replaces_address,
           only_advertisements_are_accepted_from_secondary_address,
           reply_to_indirect_bubble_shows_nat_unless_peer_is_near, address_has_12_random_flag_bits)
