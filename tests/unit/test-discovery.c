/*
 * test-discovery.c - local client discovery (RFC 4380 5.2.8)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "node.h"

#include <check.h>
#include <string.h>
#include "bytes/params.h"

#define HERE       "192.168.1.10"      /* client under test, on its link */
#define NEIGHBOUR  "192.168.1.20:5000" /* another client on the link */
#define ITS_MAPPED "192.0.2.1:5000"    /* behind the same NAT */
#define GROUP      "224.0.0.253:3544"

static struct node n;
static struct in6_addr neighbour;

static void set_links (const char *address, uint32_t mask)
{
	const struct teredo_link link = { unit_ipv4 (address), mask };

	n.outs = 0;
	teredo_client_links (n.role, n.now, &link, 1);
	node_settle (&n);
}

/* A qualified client, with one link or none. */
static void start (bool with_links)
{
	node_start_qualified (&n);
	neighbour = node_teredo (ITS_MAPPED, SERVER);
	ck_assert_uint_eq (node_sent_to (&n, GROUP), 0);
	if (with_links)
		set_links (HERE, 0xffffff00);
}

static void rx_discovery (const char *from, const struct in6_addr *src, const char *dst,
                          const char *payload, enum teredo_verdict verdict)
{
	const struct teredo_endpoint endpoint = unit_endpoint (from);
	const struct in6_addr to = unit_ip6 (dst);
	const struct unit_bytes packet = node_packet (src, &to, payload);

	n.outs = 0;
	n.verdict = teredo_client_rx_discovery (n.role, n.now, &endpoint, unit_slice (&packet));
	node_settle (&n);
	ck_assert_int_eq (n.verdict, verdict);
}

static void rx_discovery_of_neighbour (void)
{
	rx_discovery (NEIGHBOUR, &neighbour, "ff02::1", "", TEREDO_CONSUMED);
}

/* A packet of the neighbour to us, from an endpoint. */
static void rx_from_neighbour (const char *where, const char *payload, enum teredo_verdict verdict,
                               unsigned outs)
{
	const struct unit_bytes packet = node_packet (&neighbour, &n.address, payload);

	node_check_rx (&n, where, &packet, verdict, outs);
}

/* A packet of ours to the neighbour. */
static void tx_to_neighbour (const char *payload, enum teredo_verdict verdict)
{
	const struct unit_bytes packet = node_packet (&n.address, &neighbour, payload);

	node_tx (&n, &packet);
	ck_assert_int_eq (n.verdict, verdict);
}

START_TEST (discovery_bubble_goes_to_group_with_hop_limit_1)
{
	struct unit_bytes wanted = unit_hex ("60000000 0000 3b 01");
	const struct in6_addr all_nodes = unit_ip6 ("ff02::1");

	start (true);
	ck_assert_uint_eq (n.outs, 1);
	ck_assert_uint_eq (node_sent_to (&n, GROUP), 1);
	memcpy (wanted.data + 8, &n.address, 16);
	memcpy (wanted.data + 24, &all_nodes, 16);
	wanted.len = 40;
	ck_assert_uint_eq (n.out[0].bytes.len, wanted.len);
	ck_assert_mem_eq (n.out[0].bytes.data, wanted.data, wanted.len);
	ck_assert_uint_eq (node_count (&n, TEREDO_TX_DISCOVERY), 1);
	node_end (&n);
}
END_TEST

START_TEST (discovery_needs_a_link_and_an_address)
{
	start (false);
	node_pass (&n, TEREDO_SECONDS (1000));
	ck_assert_uint_eq (node_sent_to (&n, GROUP), 0);
	rx_discovery (NEIGHBOUR, &neighbour, "ff02::1", "", TEREDO_DROP);
	ck_assert_uint_eq (node_count (&n, TEREDO_DROP_OFFLINE), 1);
	node_end (&n);

	node_start_client (&n);
	set_links (HERE, 0xffffff00);
	ck_assert_uint_eq (n.outs, 0);
	rx_discovery (NEIGHBOUR, &neighbour, "ff02::1", "", TEREDO_DROP);
	node_end (&n);
}
END_TEST

/* Answers the solicitation sent in the last step, if any. */
static void answer_solicitation (void)
{
	struct unit_bytes ra;

	if (node_solicitation (&n) == NULL)
		return;
	ra = node_ra (&n, MAPPED);
	node_rx (&n, "203.0.113.120:3544", &ra);
}

/* The interval varies. */
START_TEST (discovery_bubbles_are_200_to_300_s_apart)
{
	teredo_time last, least = TEREDO_NEVER, most = 0;

	start (true);
	last = n.now;
	for (int bubbles = 0; bubbles < 40;) {
		unsigned sent;

		node_pass (&n, TEREDO_SECONDS (1));
		sent = node_sent_to (&n, GROUP);
		answer_solicitation ();
		if (sent == 0)
			continue;
		ck_assert_uint_eq (sent, 1);
		least = n.now - last < least ? n.now - last : least;
		most = n.now - last > most ? n.now - last : most;
		last = n.now;
		bubbles++;
	}
	ck_assert_int_ge (least, TEREDO_SECONDS (199));
	ck_assert_int_le (most, TEREDO_SECONDS (301));
	ck_assert_int_ge (most - least, TEREDO_SECONDS (30));
	node_end (&n);
}
END_TEST

START_TEST (rx_discovery_bubble_sent_by_unicast_is_dropped)
{
	const struct in6_addr all_nodes = unit_ip6 ("ff02::1");
	struct unit_bytes packet;

	start (true);
	packet = node_packet (&neighbour, &all_nodes, "");
	node_check_rx (&n, NEIGHBOUR, &packet, TEREDO_DROP, 0);
	rx_from_neighbour (NEIGHBOUR, "aabb", TEREDO_DROP, 0);
	node_end (&n);
}
END_TEST

START_TEST (rx_invalid_discovery_bubble_is_dropped)
{
	const struct in6_addr native = unit_ip6 (NATIVE);
	const struct in6_addr other_mapping = node_teredo ("198.51.100.7:9000", SERVER);
	const struct in6_addr no_server = node_teredo (ITS_MAPPED, "224.0.0.1");
	const struct in6_addr same_mapping = node_teredo (MAPPED, "203.0.113.7");

	start (true);
	rx_discovery (NEIGHBOUR, &native, "ff02::1", "", TEREDO_DROP);
	rx_discovery (NEIGHBOUR, &other_mapping, "ff02::1", "", TEREDO_DROP);
	rx_discovery (NEIGHBOUR, &no_server, "ff02::1", "", TEREDO_DROP);
	rx_discovery (NEIGHBOUR, &same_mapping, "ff02::1", "", TEREDO_DROP);
	rx_discovery (NEIGHBOUR, &neighbour, "ff02::2", "", TEREDO_DROP);
	rx_discovery (NEIGHBOUR, &neighbour, "ff02::1", "00", TEREDO_DROP);
	rx_discovery ("192.168.2.20:5000", &neighbour, "ff02::1", "", TEREDO_DROP);
	rx_discovery ("192.168.1.255:5000", &neighbour, "ff02::1", "", TEREDO_DROP);
	rx_discovery ("192.168.1.0:5000", &neighbour, "ff02::1", "", TEREDO_DROP);
	rx_discovery ("192.168.1.20:0", &neighbour, "ff02::1", "", TEREDO_DROP);
	ck_assert_uint_eq (node_count (&n, TEREDO_DROP_DISCOVERY), 10);
	rx_discovery (HERE ":4000", &n.address, "ff02::1", "", TEREDO_DROP); /* our own bubble */
	ck_assert_uint_eq (node_count (&n, TEREDO_DROP_LOOP), 1);
	ck_assert_uint_eq (node_count (&n, TEREDO_RX_DISCOVERY), 0);
	ck_assert_uint_eq (n.outs, 0);
	node_end (&n);
}
END_TEST

START_TEST (rx_flood_of_discovery_bubbles_is_limited)
{
	unsigned sent = 0;

	start (true);
	for (unsigned i = 0; i < 1000; i++) {
		const struct teredo_endpoint from = { unit_ipv4 ("192.168.1.20"), 5000 };
		const struct in6_addr all_nodes = unit_ip6 ("ff02::1");
		struct unit_bytes packet;

		neighbour.s6_addr[10] = (uint8_t)(i >> 8);
		neighbour.s6_addr[9] = (uint8_t)i;
		packet = node_packet (&neighbour, &all_nodes, "");
		n.outs = 0;
		teredo_client_rx_discovery (n.role, n.now, &from, unit_slice (&packet));
		node_settle (&n);
		sent += n.outs;
	}
	ck_assert_uint_le (sent, TEREDO_DISCOVERY_RATE);
	ck_assert_uint_ge (node_count (&n, TEREDO_DROP_LIMIT), 1000 - TEREDO_DISCOVERY_RATE);
	node_end (&n);
}
END_TEST

/* RFC 4380 5.2.3 case 4 */
START_TEST (rx_discovery_bubble_is_answered_but_not_trusted)
{
	const struct in6_addr native = unit_ip6 (NATIVE);
	struct teredo_status status;
	struct unit_bytes packet;

	start (true);
	rx_discovery_of_neighbour ();
	ck_assert_uint_eq (n.outs, 1);
	ck_assert_uint_eq (node_sent_to (&n, NEIGHBOUR), 1);
	ck_assert (IN6_ARE_ADDR_EQUAL (&n.out[0].ip6.src, &n.address));
	ck_assert (IN6_ARE_ADDR_EQUAL (&n.out[0].ip6.dst, &neighbour));
	ck_assert_int_eq (n.out[0].ip6.next_header, TEREDO_NH_NONE);
	teredo_role_status (n.role, &status);
	ck_assert_uint_eq (status.neighbours, 1);
	tx_to_neighbour ("aabb", TEREDO_CONSUMED); /* queued */
	/* Packets of other sources from its endpoint are still dropped. */
	packet = node_packet (&native, &n.address, "aabb");
	node_check_rx (&n, NEIGHBOUR, &packet, TEREDO_DROP, 0);
	node_end (&n);
}
END_TEST

/* RFC 4380 5.2.6 */
START_TEST (silent_neighbour_is_answered_four_times_in_300_s)
{
	unsigned answers = 0;

	start (true);
	for (int i = 0; i < 100; i++) {
		rx_discovery_of_neighbour ();
		answers += node_sent_to (&n, NEIGHBOUR);
		node_pass (&n, TEREDO_SECONDS (2));
	}
	ck_assert_uint_eq (answers, 4);
	node_end (&n);
}
END_TEST

/* RFC 4380 5.2.3 case 5 */
START_TEST (rx_from_neighbour_trusts_its_local_endpoint)
{
	start (true);
	rx_discovery_of_neighbour ();
	rx_from_neighbour (NEIGHBOUR, "aabb", TEREDO_DELIVER, 0);
	tx_to_neighbour ("ccdd", TEREDO_SEND);
	ck_assert (teredo_endpoint_equal (&n.to, &(struct teredo_endpoint){ 0xc0a80114, 5000 }));
	node_end (&n);
}
END_TEST

START_TEST (rx_from_other_local_endpoint_is_dropped)
{
	start (true);
	rx_discovery_of_neighbour ();
	rx_from_neighbour ("192.168.1.20:5001", "aabb", TEREDO_DROP, 0);
	rx_from_neighbour ("192.168.1.21:5000", "aabb", TEREDO_DROP, 0);
	ck_assert_uint_eq (node_count (&n, TEREDO_DROP_NOT_GLOBAL), 2);
	node_end (&n);
}
END_TEST

START_TEST (rx_discovery_bubble_keeps_trusted_mapped_address)
{
	start (true);
	/* The NAT supports hairpinning. */
	tx_to_neighbour ("aabb", TEREDO_CONSUMED);
	rx_from_neighbour (ITS_MAPPED, "", TEREDO_CONSUMED, 1);
	tx_to_neighbour ("aabb", TEREDO_SEND);
	rx_discovery_of_neighbour ();
	tx_to_neighbour ("aabb", TEREDO_SEND);
	ck_assert (teredo_endpoint_equal (&n.to, &(struct teredo_endpoint){ 0xc0000201, 5000 }));
	node_end (&n);
}
END_TEST

/* RFC 4380 5.2.4 case 3: one bubble to the neighbour, one to the group; the
 * queued packet is sent when the neighbour answers. */
START_TEST (tx_to_untrusted_neighbour_sends_bubbles_and_queues)
{
	start (true);
	rx_discovery_of_neighbour ();
	node_pass (&n, TEREDO_SECONDS (20));
	tx_to_neighbour ("aabb", TEREDO_CONSUMED);
	ck_assert_uint_eq (n.outs, 2);
	ck_assert_uint_eq (node_sent_to (&n, NEIGHBOUR), 1);
	ck_assert_uint_eq (node_sent_to (&n, GROUP), 1);
	rx_from_neighbour (NEIGHBOUR, "", TEREDO_CONSUMED, 1);
	ck_assert_uint_eq (node_sent_to (&n, NEIGHBOUR), 1);
	ck_assert_uint_eq (n.out[0].ip6.payload.len, 2);
	node_end (&n);
}
END_TEST

/* But not once TEREDO_DISCOVERY_ANSWER has passed. */
START_TEST (rx_bubble_after_own_discovery_bubble_trusts_sender)
{

	start (true);
	rx_from_neighbour (NEIGHBOUR, "", TEREDO_CONSUMED, 0);
	tx_to_neighbour ("aabb", TEREDO_SEND);
	node_end (&n);

	start (true);
	node_pass (&n, TEREDO_DISCOVERY_ANSWER);
	rx_from_neighbour (NEIGHBOUR, "", TEREDO_DROP, 0);
	node_end (&n);
}
END_TEST

START_TEST (tx_to_silent_neighbour_falls_back_to_its_server)
{
	start (true);
	rx_discovery_of_neighbour ();
	node_pass (&n, TEREDO_SECONDS (20));
	tx_to_neighbour ("aabb", TEREDO_CONSUMED);
	ck_assert_uint_eq (node_sent_to (&n, SERVER ":3544"), 0);
	node_pass (&n, TEREDO_SECONDS (3));
	ck_assert_uint_ge (node_sent_to (&n, SERVER ":3544"), 1);
	ck_assert_uint_ge (node_sent_to (&n, ITS_MAPPED), 1);
	node_end (&n);
}
END_TEST

START_TEST (neighbour_is_forgotten_after_600_s_or_link_change)
{
	struct teredo_status status;

	start (true);
	rx_discovery_of_neighbour ();
	n.now += TEREDO_LOCAL_TIME;
	rx_from_neighbour (NEIGHBOUR, "aabb", TEREDO_DROP, 0);
	rx_discovery_of_neighbour ();
	set_links ("10.0.0.1", 0xff000000);
	ck_assert_uint_eq (node_sent_to (&n, GROUP), 1);
	teredo_role_status (n.role, &status);
	ck_assert_uint_eq (status.neighbours, 0);
	rx_from_neighbour (NEIGHBOUR, "aabb", TEREDO_DROP, 0);
	/* Setting the same links again changes nothing. */
	set_links ("10.0.0.1", 0xff000000);
	ck_assert_uint_eq (n.outs, 0);
	node_end (&n);
}
END_TEST

UNIT_MAIN ("discovery", discovery_bubble_goes_to_group_with_hop_limit_1,
           discovery_needs_a_link_and_an_address, discovery_bubbles_are_200_to_300_s_apart,
           rx_discovery_bubble_sent_by_unicast_is_dropped, rx_invalid_discovery_bubble_is_dropped,
           rx_flood_of_discovery_bubbles_is_limited,
           rx_discovery_bubble_is_answered_but_not_trusted,
           silent_neighbour_is_answered_four_times_in_300_s,
           rx_from_neighbour_trusts_its_local_endpoint, rx_from_other_local_endpoint_is_dropped,
           rx_discovery_bubble_keeps_trusted_mapped_address,
           tx_to_untrusted_neighbour_sends_bubbles_and_queues,
           rx_bubble_after_own_discovery_bubble_trusts_sender,
           tx_to_silent_neighbour_falls_back_to_its_server,
           neighbour_is_forgotten_after_600_s_or_link_change)
