/*
 * test-server-one.c - a server with one address
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/server.h"

#include <string.h>
#include "messages/nd.h"
#include "node.h"

#define NEXT "203.0.113.121" /* the address after SERVER, of some other host */

static struct teredo_server *server;
static struct teredo_out out;
static struct unit_bytes in; /* the payload received */

static void set_up (void)
{
	struct teredo_server_config config;

	teredo_server_config_default (&config);
	config.primary = unit_ipv4 (SERVER);
	server = teredo_server_new (&config, &unit_env);
	ck_assert_ptr_nonnull (server);
}

static enum teredo_verdict rx (const char *from)
{
	const struct teredo_endpoint endpoint = unit_endpoint (from);

	return teredo_server_rx (server, 0, TEREDO_PRIMARY, &endpoint, unit_slice (&in), &out);
}

static uint64_t counter (enum teredo_count count)
{
	return teredo_server_counts (server)->of[count];
}

static void set_solicitation (const char *src)
{
	const struct in6_addr address = unit_ip6 (src);
	struct teredo_writer w;

	teredo_writer_init (&w, in.data, sizeof (in.data));
	teredo_rs_write (&w, &address);
	in.len = teredo_writer_done (&w).len;
}

static void set_bubble (const char *from, const char *to)
{
	const struct in6_addr src = node_teredo (from, SERVER), dst = node_teredo (to, SERVER);

	in = node_packet (&src, &dst, "");
}

/* With the cone bit, too; always to the sender. */
START_TEST (rx_solicitation_is_answered_from_primary_address)
{
	static const char *const sources[] = { "fe80::ffff:ffff:ffff", "fe80::8000:ffff:ffff:ffff",
		                               "fe80::bcff:ffff:ffff:ffff" };
	static const char *const clients[] = { MAPPED, NEXT ":3544", SERVER ":4096" };

	set_up ();
	for (size_t i = 0; i < ARRAY_LEN (sources) * ARRAY_LEN (clients); i++) {
		const char *const client = clients[i / ARRAY_LEN (sources)];
		const struct teredo_endpoint to = unit_endpoint (client);
		struct teredo_encap encap;
		struct teredo_ip6 ip6;
		struct teredo_ra ra;

		set_solicitation (sources[i % ARRAY_LEN (sources)]);
		ck_assert_int_eq (rx (client), TEREDO_SEND);
		ck_assert_int_eq (out.socket, TEREDO_PRIMARY);
		ck_assert (teredo_endpoint_equal (&out.to, &to));
		ck_assert (teredo_encap_parse (&encap, out.head));
		ck_assert (encap.has_origin && teredo_endpoint_equal (&encap.origin, &to));
		ck_assert (teredo_ip6_parse (&ip6, encap.rest) && teredo_ra_parse (&ra, &ip6));
		ck_assert_uint_eq (ra.server, unit_ipv4 (SERVER));
	}
	teredo_server_free (server);
}
END_TEST

START_TEST (rx_solicitation_with_cone_bit_is_limited_and_checked_like_others)
{
	static const char *const refused[] = { "0.0.0.0:3544", "10.0.0.1:4096", "192.0.2.1:0" };

	set_up ();
	set_solicitation ("fe80::8000:ffff:ffff:ffff");
	for (size_t i = 0; i < ARRAY_LEN (refused); i++)
		ck_assert_int_eq (rx (refused[i]), TEREDO_DROP);
	ck_assert_uint_eq (counter (TEREDO_DROP_NOT_GLOBAL), ARRAY_LEN (refused));
	ck_assert_int_eq (rx (SERVER ":3544"), TEREDO_DROP);
	ck_assert_uint_eq (counter (TEREDO_DROP_LOOP), 1);
	for (unsigned i = 0; i < 3000; i++)
		rx (MAPPED);
	ck_assert_uint_eq (counter (TEREDO_TX_RA), 2000);
	ck_assert_uint_eq (counter (TEREDO_DROP_LIMIT), 1000);
	teredo_server_free (server);
}
END_TEST

START_TEST (rx_bubble_is_forwarded_to_next_address_but_not_to_own)
{
	const struct teredo_endpoint next = unit_endpoint (NEXT ":3544");

	set_up ();
	set_bubble (MAPPED, SERVER ":3544");
	ck_assert_int_eq (rx (MAPPED), TEREDO_DROP);
	set_bubble (MAPPED, SERVER ":53");
	ck_assert_int_eq (rx (MAPPED), TEREDO_DROP);
	ck_assert_uint_eq (counter (TEREDO_DROP_LOOP), 2);
	set_bubble (MAPPED, NEXT ":3544");
	ck_assert_int_eq (rx (MAPPED), TEREDO_SEND);
	ck_assert_int_eq (out.socket, TEREDO_PRIMARY);
	ck_assert (teredo_endpoint_equal (&out.to, &next));
	teredo_server_free (server);
}
END_TEST

UNIT_MAIN ("server-one", rx_solicitation_is_answered_from_primary_address,
           rx_solicitation_with_cone_bit_is_limited_and_checked_like_others,
           rx_bubble_is_forwarded_to_next_address_but_not_to_own)
