/*
 * test-forward.c - data that a server forwards between its clients
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "forwarder.h"

#include <errno.h>
#include <stdio.h>
#include "unit.h"

static uint64_t counter (enum teredo_count count)
{
	return teredo_server_counts (server)->of[count];
}

static void check_dropped (const char *from, const struct unit_bytes *bytes,
                           enum teredo_count reason)
{
	const uint64_t before = counter (reason);

	ck_assert_int_eq (server_rx (from, bytes), TEREDO_DROP);
	ck_assert_msg (counter (reason) == before + 1, "not counted: %s",
	               teredo_count_name (reason));
}

/* A packet of 1280 bytes, from the client for its peer. */
static struct unit_bytes full_packet (void)
{
	struct unit_bytes data = node_packet (&n.address, &n.peer, "00");

	data.data[4] = 1240 >> 8;
	data.data[5] = 1240 & 0xff;
	data.len = 1280;
	return data;
}

START_TEST (server_forwards_data_between_admitted_clients_with_origin)
{
	struct unit_bytes data;

	start_server (1);
	data = node_packet (&n.address, &n.peer, "0102030405");
	admit (MAPPED);
	check_dropped (MAPPED, &data, TEREDO_DROP_NOT_ADMITTED);
	admit (PEER);
	ck_assert_int_eq (server_rx (MAPPED, &data), TEREDO_SEND);
	unit_check_bytes (out.head, "0000efff3ffffdfe");
	ck_assert_mem_eq (out.data.data, data.data, data.len);
	ck_assert_uint_eq (out.data.len, data.len);
	ck_assert_uint_eq (out.to.port, 9000);
	n.now += TEREDO_ADMITTED_TIME + 1000;
	check_dropped (MAPPED, &data, TEREDO_DROP_NOT_ADMITTED);
	end ();
}
END_TEST

/* Strangers, and clients of other servers, cannot use it in either direction. */
START_TEST (server_drops_data_from_and_to_other_clients)
{
	struct in6_addr elsewhere, native;
	struct unit_bytes data;

	start_server (1);
	admit (MAPPED);
	admit (PEER);
	elsewhere = node_teredo (PEER, "203.0.113.99");
	native = unit_ip6 (NATIVE);
	data = node_packet (&n.address, &n.peer, "00");
	check_dropped ("192.0.2.1:4097", &data, TEREDO_DROP_MISMATCH);
	check_dropped ("192.0.2.2:4096", &data, TEREDO_DROP_MISMATCH);
	data = node_packet (&n.address, &elsewhere, "00");
	check_dropped (MAPPED, &data, TEREDO_DROP_PROTOCOL);
	data = node_packet (&elsewhere, &n.address, "00");
	check_dropped (PEER, &data, TEREDO_DROP_PROTOCOL);
	data = node_packet (&n.address, &native, "00");
	check_dropped (MAPPED, &data, TEREDO_DROP_PROTOCOL);
	data = node_packet (&native, &n.address, "00");
	check_dropped (PEER, &data, TEREDO_DROP_PROTOCOL);

	data = full_packet ();
	ck_assert_int_eq (server_rx (MAPPED, &data), TEREDO_SEND);
	data.data[5]++;
	data.len++;
	check_dropped (MAPPED, &data, TEREDO_DROP_PROTOCOL);
	end ();
}
END_TEST

START_TEST (server_forwards_no_data_unless_configured)
{
	struct teredo_server_config config;
	struct unit_bytes data;

	start_server (0);
	admit (MAPPED);
	admit (PEER);
	data = node_packet (&n.address, &n.peer, "00");
	check_dropped (MAPPED, &data, TEREDO_DROP_PROTOCOL);
	end ();

	teredo_server_config_default (&config);
	config.primary = unit_ipv4 (SERVER);
	config.forward_rate = 1;
	ck_assert_ptr_null (teredo_server_new (&config, &unit_env)); /* without admission */
	ck_assert_int_eq (errno, EINVAL);
}
END_TEST

/* How many of count packets of 1280 bytes the server forwards in a second. */
static unsigned forwarded (const char *from, struct unit_bytes *data, unsigned count)
{
	unsigned sent = 0;

	for (unsigned i = 0; i < count; i++) {
		n.now += i % 4 == 0;
		sent += server_rx (from, data) == TEREDO_SEND;
	}
	return sent;
}

/* 4 Mbit/s are 390 packets of 1280 bytes a second, each of which counts as 1536 bytes; a quarter
 * of it, and a burst of one second, for an address. */
START_TEST (rates_of_all_and_of_each_address_are_limited)
{
	struct unit_bytes data;
	unsigned sent;

	start_server (4);
	admit (MAPPED);
	admit (PEER);
	data = full_packet ();
	sent = forwarded (MAPPED, &data, 4000);
	ck_assert_uint_ge (sent, 140);
	ck_assert_uint_le (sent, 170);
	ck_assert_uint_gt (counter (TEREDO_DROP_LIMIT), 3000);

	sent = 0;
	for (uint32_t i = 1; i <= 20; i++) {
		char mapped[32];

		snprintf (mapped, sizeof (mapped), "192.0.2.%u:4096", i + 10);
		admit (mapped);
		n.address = node_teredo (mapped, SERVER);
		data = full_packet ();
		sent += forwarded (mapped, &data, 200);
	}
	ck_assert_uint_ge (sent, 300);
	ck_assert_uint_le (sent, 500);
	end ();
}
END_TEST

UNIT_MAIN ("forward", server_forwards_data_between_admitted_clients_with_origin,
           server_drops_data_from_and_to_other_clients, server_forwards_no_data_unless_configured,
           rates_of_all_and_of_each_address_are_limited)
