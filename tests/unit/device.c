/*
 * device.c - tunnel devices in network namespaces, for tests
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "device.h"

#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "unit.h"

#define UDP 17

struct tun6_error device_error;
uint8_t device_packet[TUN6_PACKET_MAX];
struct tun6_gso device_gso;

struct tun6 *device_new (const char *name)
{
	struct tun6 *tun = tun6_new (name, &device_error);

	ck_assert_msg (tun != NULL, "reason %d: %s", device_error.reason,
	               strerror (device_error.err));
	return tun;
}

int device_open_host (void)
{
	const struct sockaddr_in6 here = {
		.sin6_family = AF_INET6,
		.sin6_port = htons (4380),
		.sin6_addr = unit_ip6 ("2001:db8::1"),
	};
	int fd = socket (AF_INET6, SOCK_DGRAM, 0);

	ck_assert_int_eq (system ("ip link set teredo up"), 0);
	ck_assert_int_eq (system ("ip -6 address add 2001:db8::1/64 dev teredo nodad"), 0);
	/* The kernel makes the address reachable a little later. */
	ck_assert_int_eq (system ("until ip -6 route show table local | grep -q 2001:db8::1;"
	                          " do sleep 0.01; done"),
	                  0);
	ck_assert_int_eq (bind (fd, (const struct sockaddr *)&here, sizeof (here)), 0);
	return fd;
}

size_t device_receive_udp (struct tun6 *tun)
{
	struct pollfd ready = { .fd = tun6_fd (tun), .events = POLLIN };
	ssize_t len;

	do {
		ck_assert_int_eq (poll (&ready, 1, -1), 1);
		len = tun6_recv (tun, device_packet, sizeof (device_packet), &device_gso);
		ck_assert_int_ge (len, 0);
	} while (len == 0 || device_packet[6] != UDP);
	return (size_t)len;
}

static void swap (uint8_t *a, uint8_t *b, size_t len)
{
	uint8_t kept[16];

	memcpy (kept, a, len);
	memcpy (a, b, len);
	memcpy (b, kept, len);
}

void device_turn_round (uint8_t *packet)
{
	swap (packet + 8, packet + 24, 16);
	swap (packet + 40, packet + 42, 2);
}

/* In a chroot, mounts cannot be made private. */
static bool may_unshare (void)
{
	int status = -1;
	pid_t child = fork ();

	if (child == 0)
		_exit (unshare (CLONE_NEWNET | CLONE_NEWNS) == 0
		                       && mount ("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0
		               ? EXIT_SUCCESS
		               : EXIT_FAILURE);
	return waitpid (child, &status, 0) == child && status == EXIT_SUCCESS;
}

int device_run (const char *suite, const TTest *const *tests, size_t count)
{
	if (geteuid () != 0) {
		puts ("skipped: only root can create an interface");
		return 77;
	}
	if (system ("ip -V >/dev/null 2>&1") != 0) {
		puts ("skipped: ip is not installed");
		return 77;
	}
	if (access ("/dev/net/tun", F_OK) != 0) {
		puts ("skipped: no /dev/net/tun");
		return 77;
	}
	if (!may_unshare ()) {
		puts ("skipped: namespaces are not permitted");
		return 77;
	}
	return unit_run (suite, tests, count);
}
