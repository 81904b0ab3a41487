/*
 * test-steer.c - which worker gets a packet: the kernel's programs do what steer_worker does
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/steer.h"

#include <errno.h>
#include <linux/bpf.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "net/udp.h"
#include "unit.h"
#include "values/addr.h"

#define WORKERS_MAX 64

START_TEST (workers_get_equal_shares_of_addresses)
{
	static const uint32_t starts[] = { 0xc0000200, 0x0a000000, 0xc6120001 };

	for (unsigned workers = 1; workers <= WORKERS_MAX; workers++) {
		for (size_t i = 0; i < ARRAY_LEN (starts); i++) {
			unsigned addresses[WORKERS_MAX] = { 0 };

			for (uint32_t n = 0; n < workers * 1000; n++)
				addresses[steer_worker (starts[i] + n, workers)]++;
			for (unsigned worker = 0; worker < workers; worker++) {
				ck_assert_uint_gt (addresses[worker], 900);
				ck_assert_uint_lt (addresses[worker], 1100);
			}
		}
	}
}
END_TEST

static struct teredo_endpoint loopback (uint32_t host, uint16_t port)
{
	return (struct teredo_endpoint){ .ip = 0x7f000000 | (host & 0xffffff), .port = port };
}

/* The only socket at which a datagram arrives. */
static unsigned where_it_arrives (const int *fds, unsigned workers)
{
	struct pollfd polled[WORKERS_MAX];
	struct teredo_endpoint from;
	unsigned at = 0;
	char byte;

	for (unsigned i = 0; i < workers; i++)
		polled[i] = (struct pollfd){ .fd = fds[i], .events = POLLIN };
	ck_assert_int_eq (poll (polled, workers, 5000), 1);
	while (polled[at].revents == 0)
		at++;
	ck_assert_int_eq (udp_recv (fds[at], &byte, 1, &from), 1);
	return at;
}

static void check_sockets (unsigned workers)
{
	const struct teredo_endpoint any = { 0, 0 };
	int fds[WORKERS_MAX] = { udp_open (&any) };
	struct teredo_endpoint to;

	ck_assert_int_ge (fds[0], 0);
	ck_assert_int_eq (udp_open_others (fds, workers), 0);
	to = loopback (1, udp_port (fds[0]));
	for (unsigned i = 0; i < 100; i++) {
		const struct teredo_endpoint from = loopback ((uint32_t)rand () | 2, 0);
		const struct teredo_slice none = { NULL, 0 }, body = { (const uint8_t *)"x", 1 };
		int fd = udp_open (&from);

		ck_assert_int_ge (fd, 0);
		ck_assert_int_eq (udp_send (fd, &to, none, body), 0);
		ck_assert_uint_eq (where_it_arrives (fds, workers),
		                   steer_worker (from.ip, workers));
		close (fd);
	}
	for (unsigned i = 0; i < workers; i++)
		close (fds[i]);
}

START_TEST (datagram_arrives_at_socket_of_worker_of_its_source)
{
	check_sockets (2);
	check_sockets (3);
	check_sockets (WORKERS_MAX);
}
END_TEST

START_TEST (port_of_others_cannot_be_shared)
{
	const struct teredo_endpoint any = loopback (1, 0);
	struct teredo_endpoint local;
	int fds[2] = { udp_open (&any), -1 };

	ck_assert_int_eq (udp_open_others (fds, 2), 0);
	local = loopback (1, udp_port (fds[0]));
	ck_assert_int_lt (udp_open (&local), 0);
	ck_assert_int_eq (errno, EADDRINUSE);
}
END_TEST

#define LINK_HEADER 14 /* bytes, which the kernel takes off */
#define IP6_HEADER  40

/* Runs a program of the kernel on an IPv6 packet to a client. */
static unsigned run_program (int program, const struct teredo_endpoint *mapped, size_t len)
{
	const struct teredo_address parts = { .prefix = 0x20010000, .mapped = *mapped };
	uint8_t frame[LINK_HEADER + IP6_HEADER] = { [LINK_HEADER] = 0x60 };
	union bpf_attr attributes = {
		.test.prog_fd = (uint32_t)program,
		.test.data_size_in = (uint32_t)(LINK_HEADER + len),
		.test.data_in = (uintptr_t)frame,
		.test.repeat = 1,
	};
	struct in6_addr dst;

	if (len == IP6_HEADER) { /* a short packet is refused as IPv6: it has no EtherType */
		frame[12] = 0x86;
		frame[13] = 0xdd;
	}
	teredo_address_encode (&dst, &parts);
	memcpy (frame + LINK_HEADER + 24, &dst, sizeof (dst));
	ck_assert_int_eq (syscall (SYS_bpf, BPF_PROG_TEST_RUN, &attributes, sizeof (attributes)),
	                  0);
	return attributes.test.retval;
}

START_TEST (packet_goes_to_queue_of_worker_of_mapped_address)
{
	static const unsigned counts[] = { 2, 3, 48, WORKERS_MAX };

	for (size_t i = 0; i < ARRAY_LEN (counts); i++) {
		const int program = steer_tun (counts[i]);

		if (program < 0 && (errno == EPERM || errno == ENOSYS)) {
			puts ("packet_goes_to_queue_of_worker_of_mapped_address: needs root");
			return;
		}
		ck_assert_int_ge (program, 0);
		for (unsigned n = 0; n < 1000; n++) {
			const struct teredo_endpoint mapped = { (uint32_t)rand () * 2654435761u,
				                                (uint16_t)rand () };

			ck_assert_uint_eq (run_program (program, &mapped, IP6_HEADER),
			                   steer_worker (mapped.ip, counts[i]));
			ck_assert_uint_eq (run_program (program, &mapped, IP6_HEADER - 1), 0);
		}
		close (program);
	}
}
END_TEST

UNIT_MAIN ("steer", workers_get_equal_shares_of_addresses,
           datagram_arrives_at_socket_of_worker_of_its_source, port_of_others_cannot_be_shared,
           packet_goes_to_queue_of_worker_of_mapped_address)
