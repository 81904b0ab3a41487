/*
 * test-tun6.c - tunnel device of this system; each test runs in its own network
 * namespace
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "device.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>
#include "unit.h"

static void expect_failure (const char *name, int err, enum tun6_reason reason)
{
	ck_assert_ptr_null (tun6_new (name, &device_error));
	ck_assert_int_eq (device_error.err, err);
	ck_assert_int_eq (device_error.reason, reason);
	ck_assert_str_eq (device_error.name, name);
}

static void set_sysctl (const char *path, const char *value)
{
	FILE *file = fopen (path, "we");

	ck_assert_ptr_nonnull (file);
	fputs (value, file);
	ck_assert_int_eq (fclose (file), 0);
}

START_TEST (interface_exists_until_tunnel_is_freed)
{
	struct tun6 *tun;

	ck_assert_int_eq (unshare (CLONE_NEWNET), 0);
	tun = device_new ("teredo");
	ck_assert_str_eq (tun6_name (tun), "teredo");
	ck_assert_uint_ne (tun6_index (tun), 0);
	ck_assert_uint_eq (tun6_index (tun), if_nametoindex ("teredo"));
	ck_assert_int_ne (fcntl (tun6_fd (tun), F_GETFL) & O_NONBLOCK, 0);
	ck_assert_int_ne (fcntl (tun6_fd (tun), F_GETFD) & FD_CLOEXEC, 0);
	tun6_free (tun);
	ck_assert_uint_eq (if_nametoindex ("teredo"), 0);
}
END_TEST

START_TEST (tunnel_without_name_gets_one_from_kernel)
{
	struct tun6 *tun;

	ck_assert_int_eq (unshare (CLONE_NEWNET), 0);
	tun = device_new (NULL);
	ck_assert_uint_gt (strlen (tun6_name (tun)), 0);
	ck_assert_uint_eq (tun6_index (tun), if_nametoindex (tun6_name (tun)));
	tun6_free (tun);
}
END_TEST

/* Returns a packet of the host with source and destination exchanged, which keeps
 * its checksum valid. */
START_TEST (packets_pass_in_both_directions)
{
	struct sockaddr_in6 there = {
		.sin6_family = AF_INET6,
		.sin6_port = htons (9),
		.sin6_addr = unit_ip6 ("2001:db8::2"),
	};
	const size_t packet_len = 40 + 8 + 5;
	socklen_t len = sizeof (there);
	char text[16] = "";
	struct tun6 *tun;
	int fd;

	ck_assert_int_eq (unshare (CLONE_NEWNET), 0);
	tun = device_new ("teredo");
	fd = device_open_host ();
	ck_assert_int_eq (sendto (fd, "hello", 5, 0, (struct sockaddr *)&there, len), 5);
	ck_assert_uint_eq (device_receive_udp (tun), packet_len);
	ck_assert_mem_eq (device_packet + 24, &there.sin6_addr, 16);
	ck_assert_mem_eq (device_packet + 48, "hello", 5);

	device_turn_round (device_packet);
	ck_assert_int_eq (tun6_send (tun, device_packet, packet_len), 0);
	ck_assert_int_eq (recvfrom (fd, text, sizeof (text), 0, (struct sockaddr *)&there, &len),
	                  5);
	ck_assert_str_eq (text, "hello");
	ck_assert_uint_eq (ntohs (there.sin6_port), 9);

	device_packet[0] = 0x45;
	ck_assert_int_eq (tun6_send (tun, device_packet, packet_len), -1);
	ck_assert_int_eq (errno, EINVAL);
	device_packet[0] = 0x60;
	ck_assert_int_eq (system ("ip link set teredo down"), 0);
	ck_assert_int_eq (tun6_send (tun, device_packet, packet_len), -1);
	ck_assert_int_eq (errno, EIO);
	tun6_free (tun);
}
END_TEST

START_TEST (burst_of_host_waits_in_the_queue)
{
	const struct sockaddr_in6 there = {
		.sin6_family = AF_INET6,
		.sin6_port = htons (9),
		.sin6_addr = unit_ip6 ("2001:db8::2"),
	};
	const int burst = 1500, room = 8 << 20;
	struct tun6 *tun;
	int fd;

	ck_assert_int_eq (unshare (CLONE_NEWNET), 0);
	tun = device_new ("teredo");
	fd = device_open_host ();
	ck_assert_int_eq (setsockopt (fd, SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof (room)), 0);
	for (int i = 0; i < burst; i++)
		ck_assert_int_eq (sendto (fd, &i, sizeof (i), 0, (const struct sockaddr *)&there,
		                          sizeof (there)),
		                  sizeof (i));
	for (int i = 0; i < burst; i++) {
		ck_assert_uint_eq (device_receive_udp (tun), 48 + sizeof (i));
		ck_assert_mem_eq (device_packet + 48, &i, sizeof (i));
	}
	close (fd);
	tun6_free (tun);
}
END_TEST

START_TEST (name_in_use_is_refused)
{
	struct tun6 *tun;

	ck_assert_int_eq (unshare (CLONE_NEWNET), 0);
	tun = device_new ("teredo");
	expect_failure ("teredo", EBUSY, TUN6_NAME_IN_USE);
	expect_failure ("lo", EBUSY, TUN6_NAME_IN_USE);
	/* a persistent tunnel would not disappear with ours */
	ck_assert_int_eq (system ("ip tuntap add dev kept mode tun"), 0);
	expect_failure ("kept", EBUSY, TUN6_NAME_IN_USE);
	ck_assert_uint_ne (if_nametoindex ("kept"), 0);
	tun6_free (tun);
}
END_TEST

START_TEST (disabled_ipv6_is_diagnosed)
{
	struct tun6 *tun;

	ck_assert_int_eq (unshare (CLONE_NEWNET), 0);
	set_sysctl ("/proc/sys/net/ipv6/conf/default/disable_ipv6", "1");
	expect_failure ("teredo", EACCES, TUN6_IPV6_DISABLED);
	set_sysctl ("/proc/sys/net/ipv6/conf/default/disable_ipv6", "0");
	tun = device_new ("teredo");
	tun6_free (tun);
	set_sysctl ("/proc/sys/net/ipv6/conf/all/disable_ipv6", "1");
	expect_failure ("teredo", EACCES, TUN6_IPV6_DISABLED);
	ck_assert_uint_eq (if_nametoindex ("teredo"), 0);
}
END_TEST

START_TEST (missing_dev_net_tun_is_diagnosed)
{
	ck_assert_int_eq (unshare (CLONE_NEWNET | CLONE_NEWNS), 0);
	ck_assert_int_eq (mount ("none", "/", NULL, MS_REC | MS_PRIVATE, NULL), 0);
	ck_assert_int_eq (mount ("none", "/dev/net", "tmpfs", 0, NULL), 0);
	expect_failure ("teredo", ENOENT, TUN6_NO_DEVICE);
}
END_TEST

START_TEST (missing_permission_is_diagnosed)
{
	ck_assert_int_eq (unshare (CLONE_NEWNET), 0);
	ck_assert_int_eq (setresuid (65534, 65534, 65534), 0);
	ck_assert_ptr_null (tun6_new ("teredo", &device_error));
	ck_assert (device_error.err == EPERM || device_error.err == EACCES);
	ck_assert (device_error.reason == TUN6_DEVICE_DENIED
	           || device_error.reason == TUN6_CREATE_DENIED);
}
END_TEST

int main (void)
{
	const TTest *const tests[] = {
		interface_exists_until_tunnel_is_freed,
		tunnel_without_name_gets_one_from_kernel,
		packets_pass_in_both_directions,
		burst_of_host_waits_in_the_queue,
		name_in_use_is_refused,
		disabled_ipv6_is_diagnosed,
		missing_dev_net_tun_is_diagnosed,
		missing_permission_is_diagnosed,
	};

	return device_run ("tun6", tests, ARRAY_LEN (tests));
}
