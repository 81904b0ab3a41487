/*
 * test-lost.c - packets that miredo-server and teredo-mire cannot send are counted
 *
 * Each program runs in a network namespace that has the address US and no route to any
 * other. Datagrams come from an address of another host, which cannot be answered.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <linux/capability.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "bytes/cksum.h"
#include "bytes/params.h"
#include "node.h"
#include "unit.h"

#define US     "203.0.113.9"
#define CLIENT "192.0.2.1:4096"
#define CONFIG "unit/test-lost.conf"

static int output; /* of the program */
static pid_t program;
static char text[8192];

static void set_up (void)
{
	ck_assert_int_eq (unshare (CLONE_NEWNET), 0);
	ck_assert_int_eq (system ("ip link set lo up && ip address add " US "/32 dev lo"
	                          " && ip address add 203.0.113.10/32 dev lo"),
	                  0);
}

/* Reads the program's output for 0.1 s. */
static void read_output (void)
{
	struct pollfd ready = { .fd = output, .events = POLLIN };
	const size_t at = strlen (text);
	ssize_t len;

	if (poll (&ready, 1, 100) == 0)
		return;
	len = read (output, text + at, sizeof (text) - 1 - at);
	ck_assert_msg (len > 0, "the program has ended: %s", text);
	text[at + (size_t)len] = '\0';
}

static void wait_for (const char *wanted)
{
	while (strstr (text, wanted) == NULL)
		read_output ();
}

static void start (const char *const argv[], const char *started)
{
	int fds[2];

	ck_assert_int_eq (pipe (fds), 0);
	program = fork ();
	if (program == 0) {
		dup2 (fds[1], STDERR_FILENO);
		close (fds[0]);
		execv (argv[0], (char *const *)(uintptr_t)argv);
		_exit (EXIT_FAILURE);
	}
	close (fds[1]);
	output = fds[0];
	text[0] = '\0';
	wait_for (started);
}

static void start_server (void)
{
	static const char *const argv[] = { PROGRAMS "/miredo-server", "-f", "-c", CONFIG, "-p",
		                            "unit/test-lost.pid",      NULL };
	FILE *file = fopen (CONFIG, "w");

	ck_assert_ptr_nonnull (file);
	fputs ("ServerBindAddress " US "\n", file);
	fclose (file);
	start (argv, "server started");
}

/* Makes the program log its counters until this one appears, then stops it. */
static void expect_lost (const char *lost)
{
	int status;

	while (strstr (text, lost) == NULL) {
		ck_assert_int_eq (kill (program, SIGUSR1), 0);
		read_output ();
	}
	ck_assert_int_eq (kill (program, SIGTERM), 0);
	ck_assert_int_eq (waitpid (program, &status, 0), program);
	ck_assert_int_eq (status, 0);
	close (output);
}

/* Sends a datagram from CLIENT to a port of US; loopback delivers it, whatever its source. */
static void send_packet (const struct unit_bytes *packet, uint16_t port)
{
	const struct teredo_endpoint client = unit_endpoint (CLIENT);
	const struct sockaddr_in from = {
		.sin_family = AF_INET,
		.sin_port = htons (client.port),
		.sin_addr.s_addr = htonl (client.ip),
	};
	const struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons (port),
		.sin_addr.s_addr = htonl (unit_ipv4 (US)),
	};
	const int fd = socket (AF_INET, SOCK_DGRAM, 0), on = 1;

	ck_assert_int_eq (setsockopt (fd, IPPROTO_IP, IP_TRANSPARENT, &on, sizeof (on)), 0);
	ck_assert_int_eq (bind (fd, (const struct sockaddr *)&from, sizeof (from)), 0);
	ck_assert_int_eq (sendto (fd, packet->data, packet->len, 0, (const struct sockaddr *)&to,
	                          sizeof (to)),
	                  (ssize_t)packet->len);
	close (fd);
}

static struct unit_bytes echo_request (const struct in6_addr *src, const struct in6_addr *dst)
{
	struct unit_bytes packet = node_packet (src, dst, "8000000012340001 0102030405");
	uint16_t sum;

	packet.data[6] = TEREDO_NH_ICMP6;
	sum = teredo_cksum_icmp6 (src, dst, (struct teredo_slice){ packet.data + 40, 13 });
	packet.data[42] = (uint8_t)(sum >> 8);
	packet.data[43] = (uint8_t)sum;
	return packet;
}

START_TEST (responder_counts_failed_send)
{
	static const char *const argv[] = { PROGRAMS "/teredo-mire", US, NULL };
	const struct in6_addr us = node_teredo (US ":3545", US), native = unit_ip6 (NATIVE);
	const struct unit_bytes packet = echo_request (&native, &us);

	set_up ();
	start (argv, "2001:0:");
	send_packet (&packet, TEREDO_RESPONDER_PORT);
	expect_lost ("1 lost: UDP send failed");
}
END_TEST

/* A bubble to another client of the server is forwarded to it. */
START_TEST (server_counts_failed_udp_send)
{
	const struct in6_addr client = node_teredo (CLIENT, US), peer = node_teredo (PEER, US);
	const struct unit_bytes packet = node_packet (&client, &peer, "");

	set_up ();
	start_server ();
	send_packet (&packet, TEREDO_PORT);
	expect_lost ("1 lost: UDP send failed");
}
END_TEST

static void send_probe (void)
{
	const struct in6_addr client = node_teredo (CLIENT, US), native = unit_ip6 (NATIVE);
	const struct unit_bytes packet = echo_request (&client, &native);

	send_packet (&packet, TEREDO_PORT);
}

START_TEST (server_counts_failed_ipv6_send)
{
	set_up ();
	start_server ();
	send_probe ();
	expect_lost ("1 lost: IPv6 send failed");
}
END_TEST

START_TEST (server_without_raw_socket_counts_ipv6_packet_as_lost)
{
	set_up ();
	ck_assert_int_eq (prctl (PR_CAPBSET_DROP, CAP_NET_RAW, 0, 0, 0), 0);
	start_server ();
	wait_for ("cannot send IPv6 packets");
	send_probe ();
	expect_lost ("1 lost: IPv6 send failed");
}
END_TEST

static bool may_unshare (void)
{
	int status = -1;
	pid_t child = fork ();

	if (child == 0)
		_exit (unshare (CLONE_NEWNET) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
	return waitpid (child, &status, 0) == child && status == EXIT_SUCCESS;
}

int main (void)
{
	const TTest *const tests[] = {
		responder_counts_failed_send,
		server_counts_failed_udp_send,
		server_counts_failed_ipv6_send,
		server_without_raw_socket_counts_ipv6_packet_as_lost,
	};
	int status;

	if (geteuid () != 0 || !may_unshare ()) {
		puts ("skipped: a network namespace cannot be made here");
		return 77;
	}
	status = unit_run ("lost", tests, ARRAY_LEN (tests));
	unlink (CONFIG);
	return status;
}
