/*
 * test-port-mapping.c - a client and miredo-portmap, which the test plays
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/port-mapping.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/entropy.h"
#include "loop.h"
#include "net/udp.h"
#include "portmap/message.h"
#include "roles/client.h"
#include "unit.h"

#define ROUTER "192.168.1.1"
#define SERVER "198.51.100.10"
#define PUBLIC "60.0.113.2"

static struct port_mapping *mapping;
static int peer; /* the end of miredo-portmap */

/* bind_port: as configured. */
static void set_up (uint16_t bind_port)
{
	static const struct teredo_env env = { .random = entropy_fill };
	const struct settings settings = { .bind_port = bind_port };
	struct spawned program = { .pid = -1 };
	struct teredo_client_config config;
	int channel[2];

	teredo_client_config_default (&config);
	config.server = unit_ipv4 (SERVER);
	loop_start (teredo_client_new (&config, &env, clock_now ()), SERVER);
	ck_assert_int_eq (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, channel), 0);
	program.fd = channel[0];
	peer = channel[1];
	mapping = port_mapping_new (&settings, &program);
	ck_assert_ptr_nonnull (mapping);
	ck_assert_int_eq (port_mapping_start (mapping, &loop_tunnel), 0);
	loop_tunnel.port_mapping = mapping;
	tunnel_settle (&loop_tunnel, clock_now ());
}

static void tear_down (void)
{
	close (peer);
	port_mapping_free (mapping);
	loop_tunnel.port_mapping = NULL;
	loop_end ();
}

/* The one request that waits; its port is the client's. */
static void check_request (void)
{
	uint8_t bytes[PORTMAP_REQUEST_LEN + 1];
	const ssize_t len = recv (peer, bytes, sizeof (bytes), 0);
	struct portmap_request request;

	ck_assert_int_eq (len, PORTMAP_REQUEST_LEN);
	ck_assert (portmap_request_unpack (&request, bytes, (size_t)len));
	ck_assert_uint_eq (request.port, udp_port (loop_tunnel.udp));
	ck_assert_uint_eq (request.server, unit_ipv4 (SERVER));
	ck_assert_int_eq (recv (peer, bytes, sizeof (bytes), 0), -1);
}

static void send_bytes (const void *bytes, size_t len)
{
	ck_assert_int_eq (send (peer, bytes, len, 0), (ssize_t)len);
	event_base_loop (loop_tunnel.base, EVLOOP_NONBLOCK);
}

static void send_report (struct portmap_report report)
{
	uint8_t bytes[PORTMAP_REPORT_LEN];

	report.router = unit_ipv4 (ROUTER);
	portmap_report_pack (bytes, &report);
	send_bytes (bytes, sizeof (bytes));
}

/* The router maps an external port to one of ours. */
static void send_mapped (uint16_t external, uint16_t port)
{
	send_report ((struct portmap_report){ .result = PORTMAP_MAPPED,
	                                      .protocol = PORTMAP_PCP,
	                                      .port = port,
	                                      .external = { unit_ipv4 (PUBLIC), external } });
}

/* The external port that the role knows of; 0: none. */
static uint16_t known (void)
{
	struct teredo_status status;

	teredo_role_status (loop_tunnel.role, &status);
	return status.port_mapping.port;
}

/* The server sees a mapped port of the router. */
static void show_mapped (uint16_t port)
{
	const struct teredo_status status = {
		.server = unit_ipv4 (SERVER),
		.have_address = true,
		.mapped = { unit_ipv4 (PUBLIC), port },
	};

	port_mapping_look (mapping, &status);
}

START_TEST (mapping_is_requested_once_server_is_known_and_passed_to_role)
{
	uint16_t port;

	set_up (0);
	check_request ();
	port = udp_port (loop_tunnel.udp);
	send_mapped (port, port);
	ck_assert_uint_eq (known (), port);
	send_report ((struct portmap_report){ .result = PORTMAP_SILENT, .port = port });
	ck_assert_uint_eq (known (), 0);
	port_mapping_again (mapping);
	check_request ();
	tear_down ();
}
END_TEST

START_TEST (report_for_another_port_is_ignored)
{
	set_up (0);
	send_mapped (5000, (uint16_t)(udp_port (loop_tunnel.udp) ^ 1));
	ck_assert_uint_eq (known (), 0);
	tear_down ();
}
END_TEST

/* The client takes another port, and asks the server from there; three times at most. */
START_TEST (collision_changes_port_three_times_at_most)
{
	uint16_t port, next;

	set_up (0);
	check_request ();
	for (int i = 0; i < 4; i++) {
		const uint64_t asked = teredo_role_counts (loop_tunnel.role)->of[TEREDO_TX_RS];

		port = udp_port (loop_tunnel.udp);
		if (i % 2 == 0)
			send_report (
				(struct portmap_report){ .result = PORTMAP_TAKEN, .port = port });
		else
			send_mapped ((uint16_t)(port ^ 1), port);
		next = udp_port (loop_tunnel.udp);
		if (i < 3) {
			ck_assert_uint_ne (next, port);
			ck_assert_uint_eq (known (), 0);
			check_request ();
			ck_assert_uint_eq (teredo_role_counts (loop_tunnel.role)->of[TEREDO_TX_RS],
			                   asked + 1);
		} else {
			ck_assert_uint_eq (next, port);
			ck_assert_uint_eq (known (), port ^ 1);
		}
	}
	tear_down ();
}
END_TEST

/* The socket is another one under the same number: what arrives there is still received. */
START_TEST (client_receives_on_changed_port)
{
	struct teredo_endpoint to = unit_endpoint ("127.0.0.1:0");
	const struct teredo_endpoint any = to;
	const int sender = udp_open (&any);
	const struct teredo_slice junk = { (const uint8_t *)"junk", 4 }, none = { NULL, 0 };

	set_up (0);
	send_report ((struct portmap_report){ .result = PORTMAP_TAKEN,
	                                      .port = udp_port (loop_tunnel.udp) });
	to.port = udp_port (loop_tunnel.udp);
	ck_assert_int_eq (udp_send (sender, &to, none, junk), 0);
	event_base_loop (loop_tunnel.base, EVLOOP_ONCE);
	ck_assert_uint_eq (teredo_role_counts (loop_tunnel.role)->of[TEREDO_DROP_MALFORMED], 1);
	close (sender);
	tear_down ();
}
END_TEST

START_TEST (configured_port_is_kept)
{
	uint16_t port;

	set_up (4000);
	port = udp_port (loop_tunnel.udp);
	send_mapped ((uint16_t)(port ^ 1), port);
	ck_assert_uint_eq (udp_port (loop_tunnel.udp), port);
	ck_assert_uint_eq (known (), port ^ 1);
	tear_down ();
}
END_TEST

START_TEST (port_is_kept_if_server_sees_mapped_one)
{
	uint16_t port;

	set_up (0);
	port = udp_port (loop_tunnel.udp);
	show_mapped (port ^ 1);
	send_mapped ((uint16_t)(port ^ 1), port);
	ck_assert_uint_eq (udp_port (loop_tunnel.udp), port);
	ck_assert_uint_eq (known (), port ^ 1);
	tear_down ();
}
END_TEST

/* The client goes on without. */
START_TEST (invalid_report_or_end_loses_mapping_only)
{
	uint16_t port;

	for (int i = 0; i < 2; i++) {
		set_up (0);
		port = udp_port (loop_tunnel.udp);
		send_mapped (port, port);
		ck_assert_uint_eq (known (), port);
		if (i == 0) {
			send_bytes ("nonsense", 8);
		} else {
			shutdown (peer, SHUT_RDWR);
			event_base_loop (loop_tunnel.base, EVLOOP_NONBLOCK);
		}
		ck_assert_uint_eq (known (), 0);
		ck_assert (!loop_tunnel.failed);
		port_mapping_again (mapping);
		port_mapping_report (mapping);
		tear_down ();
	}
}
END_TEST

UNIT_MAIN ("port-mapping", mapping_is_requested_once_server_is_known_and_passed_to_role,
           report_for_another_port_is_ignored, collision_changes_port_three_times_at_most,
           client_receives_on_changed_port, configured_port_is_kept,
           port_is_kept_if_server_sees_mapped_one, invalid_report_or_end_loses_mapping_only)
