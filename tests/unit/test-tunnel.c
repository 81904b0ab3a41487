/*
 * test-tunnel.c - a relay's loop: packets that cannot be sent, requests to the helper
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "loop.h"
#include "roles/relay.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "base/clock.h"
#include "net/forward.h"
#include "node.h"
#include "tun6-fake.h"
#include "unit.h"

#define HOST "2001:db8::1"

static void set_up (void)
{
	struct teredo_relay_config config;

	teredo_relay_config_default (&config);
	config.role.max_peers = config.role.max_packets = 16;
	loop_start (teredo_relay_new (&config, &unit_env, clock_now ()), NULL);
}

/* The host sends a packet through the loop_tunnel. */
static void send_from_host (const struct in6_addr *to)
{
	const struct in6_addr host = unit_ip6 (HOST);
	const struct unit_bytes packet = node_packet (&host, to, "00");

	ck_assert_int_eq (tun6_fake_inject (loop_tunnel.tun, packet.data, packet.len), 0);
	ck_assert_int_eq (event_base_loop (loop_tunnel.base, EVLOOP_NONBLOCK), 0);
}

static void check_lost (uint64_t udp, uint64_t tun)
{
	ck_assert_uint_eq (loop_tunnel.lost.of[TEREDO_LOST_UDP], udp);
	ck_assert_uint_eq (loop_tunnel.lost.of[TEREDO_LOST_TUN], tun);
}

/* For a client it has not yet contacted, the relay sends a bubble to the client's server. */
START_TEST (failed_udp_send_is_counted)
{
	const struct in6_addr client = node_teredo (PEER, SERVER);

	set_up ();
	send_from_host (&client);
	check_lost (1, 0);
	loop_end ();
}
END_TEST

/* Sends packets to clients of as many servers. Every second bubble fails for another reason. */
static void fail_in_two_ways (int number)
{
	const int udp = dup (loop_tunnel.udp), file = open ("/dev/null", O_RDWR);

	for (int i = 0; i < number; i++) {
		char server[16];
		struct in6_addr client;

		snprintf (server, sizeof (server), "198.51.100.%d", i);
		client = node_teredo (PEER, server);
		dup2 (i % 2 == 0 ? udp : file, loop_tunnel.udp);
		send_from_host (&client);
	}
	close (udp);
	close (file);
}

START_TEST (alternating_send_errors_are_logged_ten_times_a_minute)
{
	FILE *file = tmpfile ();
	char text[4096] = "";
	int lines = 0;

	ck_assert_ptr_nonnull (file);
	set_up ();
	ck_assert_int_ge (dup2 (fileno (file), STDERR_FILENO), 0);
	fail_in_two_ways (30);
	check_lost (30, 0);
	ck_assert_int_gt (pread (fileno (file), text, sizeof (text) - 1, 0), 0);
	for (const char *at = text; (at = strstr (at, "cannot send to ")) != NULL; at++)
		lines++;
	ck_assert_int_eq (lines, 10);
	fclose (file);
	loop_end ();
}
END_TEST

/* For a destination outside the Teredo prefix, it sends an ICMPv6 error to the host. */
START_TEST (failed_write_to_tunnel_is_counted)
{
	const struct in6_addr native = unit_ip6 (NATIVE);
	uint8_t error[1280];

	set_up ();
	send_from_host (&native);
	check_lost (0, 0);
	ck_assert_int_gt (tun6_fake_extract (loop_tunnel.tun, error, sizeof (error)), 0);
	signal (SIGPIPE, SIG_IGN);
	ck_assert_int_eq (shutdown (tun6_fd (loop_tunnel.tun), SHUT_WR), 0);
	send_from_host (&native);
	check_lost (0, 1);
	loop_end ();
}
END_TEST

/* The packets are forwarded at this time, milliseconds. */
static void forward_packets (int packets, teredo_time now)
{
	const struct in6_addr host = unit_ip6 (HOST), native = unit_ip6 (NATIVE);
	const struct unit_bytes packet = node_packet (&host, &native, "00");

	for (int i = 0; i < packets; i++)
		ck_assert_int_eq (tun6_fake_inject (loop_tunnel.tun, packet.data, packet.len), 0);
	ck_assert_int_eq (forward_from_tun (loop_tunnel.forward, now), 0);
}

START_TEST (packets_in_quick_succession_are_read_together_and_single_ones_with_one_read)
{
	const teredo_time now = clock_now ();

	set_up ();
	for (teredo_time i = 0; i < 10; i++) {
		forward_packets (1, now + i);
		ck_assert_uint_eq (loop_tunnel.forward->reads, 1);
	}
	forward_packets (2, now + 100);
	forward_packets (2, now + 100);
	forward_packets (0, now + 100); /* what has been left */
	ck_assert_uint_gt (loop_tunnel.forward->reads, 1);
	forward_packets (0, now + 200);
	ck_assert_uint_eq (loop_tunnel.forward->reads, 1);
	loop_end ();
}
END_TEST

/* --- requests to the helper --- */

static unsigned times_ready;

static void on_ready (void *ctx)
{
	(void)ctx;
	times_ready++;
}

/* Runs the loop for so long. */
static void run (int milliseconds)
{
	const struct timeval time = { .tv_usec = milliseconds * 1000 };

	ck_assert_int_eq (event_base_loopexit (loop_tunnel.base, &time), 0);
	ck_assert_int_ge (event_base_dispatch (loop_tunnel.base), 0);
}

static void request_relay (void)
{
	upkeep_request (&loop_tunnel.upkeep, &(struct request){ .verb = REQUEST_RELAY });
}

/* How many requests have arrived. */
static unsigned requests (void)
{
	uint8_t bytes[REQUEST_LEN];
	unsigned count = 0;

	while (recv (loop_channel, bytes, sizeof (bytes), 0) == REQUEST_LEN)
		count++;
	return count;
}

static void reply (enum reply reply)
{
	const uint8_t byte = (uint8_t)reply;

	ck_assert_int_eq (send (loop_channel, &byte, 1, 0), 1);
	run (10);
}

START_TEST (relay_is_ready_once_when_hook_has_succeeded)
{
	set_up ();
	loop_tunnel.ready = on_ready;
	request_relay ();
	run (10);
	ck_assert_uint_eq (times_ready, 0);
	reply (REPLY_DONE);
	ck_assert_uint_eq (times_ready, 1);
	upkeep_again (&loop_tunnel.upkeep);
	reply (REPLY_DONE);
	ck_assert_uint_eq (times_ready, 1);
	ck_assert (!loop_tunnel.failed);
	loop_end ();
}
END_TEST

START_TEST (relay_ends_when_first_hook_fails)
{
	set_up ();
	loop_tunnel.ready = on_ready;
	request_relay ();
	reply (REPLY_FAILED);
	ck_assert (loop_tunnel.failed);
	ck_assert_uint_eq (times_ready, 0);
	loop_end ();
}
END_TEST

START_TEST (failed_hook_is_run_again_after_1_and_2_seconds)
{
	set_up ();
	request_relay ();
	ck_assert_uint_eq (requests (), 1);
	ck_assert_uint_eq (upkeep_failing (&loop_tunnel.upkeep), 0);
	reply (REPLY_FAILED);
	ck_assert_uint_eq (upkeep_failing (&loop_tunnel.upkeep), 1);
	run (800);
	ck_assert_uint_eq (requests (), 0);
	run (400);
	ck_assert_uint_eq (requests (), 1);
	reply (REPLY_FAILED);
	ck_assert_uint_eq (upkeep_failing (&loop_tunnel.upkeep), 2);
	run (900);
	run (900);
	ck_assert_uint_eq (requests (), 0);
	run (400);
	ck_assert_uint_eq (requests (), 1);
	reply (REPLY_DONE);
	ck_assert_uint_eq (upkeep_failing (&loop_tunnel.upkeep), 0);
	ck_assert (!loop_tunnel.failed);
	loop_end ();
}
END_TEST

START_TEST (interface_is_configured_again_at_once_on_request)
{
	set_up ();
	upkeep_again (&loop_tunnel.upkeep); /* nothing is to be configured yet */
	ck_assert_uint_eq (requests (), 0);
	request_relay ();
	reply (REPLY_DONE);
	upkeep_again (&loop_tunnel.upkeep);
	ck_assert_uint_eq (requests (), 2);
	for (int i = 0; i < 1000; i++) /* while the hook is running */
		upkeep_again (&loop_tunnel.upkeep);
	ck_assert_uint_eq (requests (), 0);
	reply (REPLY_DONE);
	ck_assert_uint_eq (requests (), 1);
	upkeep_request (&loop_tunnel.upkeep, &(struct request){ .verb = REQUEST_DOWN });
	upkeep_again (&loop_tunnel.upkeep);
	ck_assert_uint_eq (requests (), 1);
	loop_end ();
}
END_TEST

UNIT_MAIN ("tunnel", failed_udp_send_is_counted,
           alternating_send_errors_are_logged_ten_times_a_minute, failed_write_to_tunnel_is_counted,
           packets_in_quick_succession_are_read_together_and_single_ones_with_one_read,
           relay_is_ready_once_when_hook_has_succeeded, relay_ends_when_first_hook_fails,
           failed_hook_is_run_again_after_1_and_2_seconds,
           interface_is_configured_again_at_once_on_request)
