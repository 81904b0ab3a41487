/*
 * test-nat-tests.c - tests of the NAT and of the refresh interval, under attack
 *
 * What they find out about each kind of NAT is tested in simulation (sim-nat-type.c,
 * sim-refresh.c).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/client-impl.h"

#include <string.h>
#include "messages/bubble.h"
#include "node.h"

#define P     SERVER ":3544"
#define Q     "203.0.113.121:3544"
#define LOCAL 40000         /* local port of socket 1 */
#define OTHER "192.0.2.1:9" /* mapped address of a test port */

static struct node n;

static struct teredo_client *client (void)
{
	return teredo_client_of (n.role);
}

static struct teredo_status status (void)
{
	struct teredo_status s;

	teredo_role_status (n.role, &s);
	return s;
}

/* Opens the sockets that the client asks for. */
static void open_sockets (void)
{
	for (unsigned i = 0; i < n.outs; i++)
		if (n.out[i].out.kind == TEREDO_OUT_OPEN) {
			const unsigned socket = n.out[i].out.socket;

			teredo_client_opened (n.role, n.now, socket,
			                      (uint16_t)(LOCAL + socket - 1));
			node_settle (&n);
		}
}

/* The server answers the solicitations of the service port. */
static void confirm (void)
{
	node_rx_ra (&n, P, MAPPED);
	node_rx_ra (&n, Q, MAPPED);
	node_pass (&n, 0);
}

/* A qualified client in a network that has just changed. */
static void prepare (bool nat_tests)
{
	const struct teredo_client_config config = {
		.nat_tests = nat_tests,
		.adaptive_refresh = !nat_tests,
		.refresh = TEREDO_REFRESH,
	};

	node_start_qualified (&n);
	teredo_client_nat_init (client (), &config);
	n.outs = 0;
	teredo_role_network_changed (n.role, n.now);
	node_settle (&n);
	confirm ();
	if (!nat_tests)
		node_pass (&n, TEREDO_SECONDS (4));
}

/* The same; its sockets are open. */
static void set_up (bool nat_tests)
{
	prepare (nat_tests);
	open_sockets ();
}

/* The first output of the last call on a socket, to an endpoint. */
static const struct node_out *sent (unsigned socket, const char *to)
{
	const struct teredo_endpoint endpoint = unit_endpoint (to);

	for (unsigned i = 0; i < n.outs; i++)
		if (n.out[i].out.kind == TEREDO_OUT_UDP && n.out[i].out.socket == socket
		    && teredo_endpoint_equal (&n.out[i].out.to, &endpoint))
			return &n.out[i];
	return NULL;
}

static void rx (unsigned socket, const char *from, const struct unit_bytes *bytes)
{
	const struct teredo_endpoint endpoint = unit_endpoint (from);

	n.outs = 0;
	n.verdict = teredo_client_rx_socket (n.role, n.now, socket, &endpoint, unit_slice (bytes),
	                                     &n.ip6);
	node_settle (&n);
}

/* The advertisement that answers a solicitation. */
static struct unit_bytes answer_to (const struct node_out *rs, const char *mapped)
{
	struct node one = { .outs = 1 };

	ck_assert_ptr_nonnull (rs);
	one.out[0] = *rs;
	return node_ra (&one, mapped);
}

static void check_dropped (unsigned socket, const char *from, const struct unit_bytes *bytes)
{
	rx (socket, from, bytes);
	ck_assert_int_eq (n.verdict, TEREDO_DROP);
	ck_assert_uint_eq (n.outs, 0);
}

/* The answers to the three solicitations of the tests, with these mapped addresses. */
static void answer_all (const char *first, const char *second, const char *third)
{
	const struct unit_bytes a = answer_to (sent (1, P), first);
	const struct unit_bytes b = answer_to (sent (1, Q), second);
	const struct unit_bytes c = answer_to (sent (2, P), third);

	rx (1, P, &a);
	rx (1, Q, &b);
	rx (2, P, &c);
}

START_TEST (mapping_is_asked_from_two_new_ports_back_to_back)
{
	set_up (true);
	ck_assert_uint_eq (node_kind (&n, TEREDO_OUT_UDP), 3);
	ck_assert_ptr_nonnull (sent (1, P));
	ck_assert_ptr_nonnull (sent (1, Q));
	ck_assert_ptr_nonnull (sent (2, P));
	answer_all (OTHER, OTHER, "192.0.2.1:40001");
	ck_assert_int_eq (status ().nat_type.mapping, TEREDO_NAT_NOT_SYMMETRIC);
	ck_assert_int_eq (status ().nat_type.port_preserving, TEREDO_TRAIT_YES);
	/* RFC 4380 5.2.1: with the cone bit; the answer must come from the other address. */
	ck_assert_ptr_nonnull (sent (2, P));
	unit_check_ip6 (&sent (2, P)->ip6.src, "fe80::8000:ffff:ffff:ffff");
	node_end (&n);
}
END_TEST

START_TEST (stride_is_the_common_divisor_of_two_steps)
{
	static const struct {
		const char *first, *second, *third;
		unsigned stride;
	} cases[] = {
		{ "192.0.2.1:100", "192.0.2.1:102", "192.0.2.1:108", 2 },
		{ "192.0.2.1:100", "192.0.2.1:101", "192.0.2.1:102", 1 },
		{ "192.0.2.1:65535", "192.0.2.1:3", "192.0.2.1:11", 4 },
		{ "192.0.2.1:100", "192.0.2.1:99", "192.0.2.1:98", 0 },
		{ "192.0.2.1:100", "192.0.2.1:165", "192.0.2.1:166", 0 },
	};

	for (size_t i = 0; i < ARRAY_LEN (cases); i++) {
		set_up (true);
		answer_all (cases[i].first, cases[i].second, cases[i].third);
		ck_assert_int_eq (status ().nat_type.mapping, TEREDO_NAT_SYMMETRIC);
		ck_assert_uint_eq (status ().nat_type.stride, cases[i].stride);
		node_end (&n);
	}
}
END_TEST

START_TEST (forged_advertisement_on_test_port_is_dropped)
{
	struct unit_bytes good, bad;

	set_up (true);
	good = answer_to (sent (1, P), OTHER);
	check_dropped (2, P, &good); /* the nonce of the other port */
	check_dropped (1, "203.0.113.120:3545", &good);
	check_dropped (1, PEER, &good);
	check_dropped (3, P, &good); /* a socket of nobody */
	bad = good;
	bad.data[4] ^= 1; /* nonce */
	check_dropped (1, P, &bad);
	bad = good;
	bad.data[21 + 76] ^= 1; /* server */
	check_dropped (1, P, &bad);
	rx (1, P, &good);
	ck_assert_int_eq (n.verdict, TEREDO_CONSUMED);
	check_dropped (1, P, &good); /* a second time */
	node_end (&n);
}
END_TEST

START_TEST (private_mapped_address_on_test_port_is_dropped)
{
	struct unit_bytes bad;

	set_up (true);
	bad = answer_to (sent (1, P), "10.0.0.1:9");
	check_dropped (1, P, &bad);
	node_end (&n);
}
END_TEST

START_TEST (answer_on_test_port_does_not_change_the_address)
{
	set_up (true);
	answer_all (OTHER, "192.0.2.1:10", "192.0.2.1:11");
	ck_assert_uint_eq (node_kind (&n, TEREDO_OUT_UP), 0);
	ck_assert_uint_eq (status ().mapped.port, 4096);
	ck_assert_int_eq (status ().nat, TEREDO_NAT_NOT_SYMMETRIC); /* of the service port */
	node_end (&n);
}
END_TEST

/* Bubbles of the hairpin test go to our own mapped IPv4 address only. */
START_TEST (nothing_is_sent_where_a_test_port_is_said_to_be_elsewhere)
{
	static const char *const ports[][2] = { { PEER, OTHER }, { OTHER, PEER } };

	for (size_t i = 0; i < ARRAY_LEN (ports); i++) {
		struct unit_bytes ra;

		set_up (true);
		answer_all (ports[i][0], ports[i][0], ports[i][1]);
		ra = answer_to (sent (2, P), ports[i][1]);
		rx (2, Q, &ra);
		ck_assert_int_eq (n.verdict, TEREDO_CONSUMED);
		ck_assert_int_eq (status ().nat_type.filtering, TEREDO_FILTERING_NONE);
		ck_assert_uint_eq (node_kind (&n, TEREDO_OUT_UDP), 0);
		ck_assert (status ().nat_tested);
		node_end (&n);
	}
}
END_TEST

START_TEST (foreign_bubble_does_not_show_hairpinning)
{
	struct unit_bytes ra, good, bad;

	set_up (true);
	answer_all (OTHER, OTHER, "192.0.2.1:10");
	ra = answer_to (sent (2, P), OTHER);
	rx (2, Q, &ra);
	ck_assert_ptr_nonnull (sent (1, "192.0.2.1:10"));
	good = sent (1, "192.0.2.1:10")->bytes;
	bad = good;
	bad.data[23] ^= 1; /* source */
	check_dropped (2, OTHER, &bad);
	check_dropped (2, "192.0.2.1:11", &good);
	check_dropped (2, "192.168.1.2:40000", &good);
	check_dropped (1, OTHER, &good); /* its own bubble */
	ck_assert_int_eq (status ().nat_type.hairpinning, TEREDO_TRAIT_UNKNOWN);
	rx (2, OTHER, &good);
	ck_assert_int_eq (n.verdict, TEREDO_CONSUMED);
	ck_assert_int_eq (status ().nat_type.hairpinning, TEREDO_TRAIT_YES);
	ck_assert_uint_eq (node_kind (&n, TEREDO_OUT_CLOSE), 2);
	node_end (&n);
}
END_TEST

START_TEST (socket_that_cannot_be_opened_ends_the_tests)
{
	prepare (true);
	ck_assert_uint_eq (node_kind (&n, TEREDO_OUT_OPEN), 2);
	n.outs = 0;
	teredo_client_opened (n.role, n.now, 1, 0);
	node_settle (&n);
	ck_assert_uint_eq (n.outs, 1);
	ck_assert_int_eq (n.out[0].out.kind, TEREDO_OUT_CLOSE);
	ck_assert (status ().nat_tested);
	node_end (&n);
}
END_TEST

/* The bubble that the service port sent to an address, through the server. */
static struct unit_bytes bubble_to (const struct in6_addr *to)
{
	for (unsigned i = 0; i < n.outs; i++)
		if (n.out[i].out.kind == TEREDO_OUT_UDP && n.out[i].out.socket == 0
		    && teredo_ip6_is_bubble (&n.out[i].ip6)
		    && IN6_ARE_ADDR_EQUAL (&n.out[i].ip6.dst, to))
			return n.out[i].bytes;
	ck_abort_msg ("no bubble");
}

/* The only trial that is answered is the first one. */
START_TEST (only_the_latest_bubble_from_the_server_shows_that_a_mapping_lives)
{
	const struct teredo_trial *trial;
	struct unit_bytes ra, control, good, bad;

	set_up (false);
	trial = &client ()->refresh.trials[0];
	ra = answer_to (sent (1, P), OTHER);
	rx (1, P, &ra);
	node_pass (&n, 2500);
	ra = answer_to (sent (1, P), OTHER);
	rx (1, P, &ra);
	control = bubble_to (&trial->address);
	rx (1, P, &control);
	ck_assert_int_eq (n.verdict, TEREDO_CONSUMED);
	node_pass (&n, TEREDO_SECONDS (15) - 1);
	check_dropped (1, P, &control); /* before its time */
	node_pass (&n, 1);
	good = bubble_to (&trial->address);
	check_dropped (1, P, &control); /* an old one */
	check_dropped (1, PEER, &good);
	bad = good;
	bad.data[23] ^= 1;
	check_dropped (1, P, &bad);
	ck_assert_int_eq (trial->result, TEREDO_TRIAL_UNKNOWN);
	rx (1, P, &good);
	ck_assert_int_eq (n.verdict, TEREDO_CONSUMED);
	ck_assert_int_eq (trial->result, TEREDO_TRIAL_KEPT);
	node_end (&n);
}
END_TEST

UNIT_MAIN ("nat-tests", mapping_is_asked_from_two_new_ports_back_to_back,
           stride_is_the_common_divisor_of_two_steps, forged_advertisement_on_test_port_is_dropped,
           private_mapped_address_on_test_port_is_dropped,
           answer_on_test_port_does_not_change_the_address,
           nothing_is_sent_where_a_test_port_is_said_to_be_elsewhere,
           foreign_bubble_does_not_show_hairpinning, socket_that_cannot_be_opened_ends_the_tests,
           only_the_latest_bubble_from_the_server_shows_that_a_mapping_lives)
