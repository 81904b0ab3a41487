/*
 * test-tun6.c - tunnel device of this system; each test runs in its own network
 * namespace
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tun6.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include "flow.h"
#include "split.h"
#include "unit.h"

#define UDP 17

static struct tun6_error error;
static uint8_t buffer[TUN6_PACKET_MAX];
static struct tun6_gso gso;

static struct tun6 *make (const char *name)
{
	struct tun6 *tun = tun6_new (name, &error);

	ck_assert_msg (tun != NULL, "reason %d: %s", error.reason, strerror (error.err));
	return tun;
}

static void expect_failure (const char *name, int err, enum tun6_reason reason)
{
	ck_assert_ptr_null (tun6_new (name, &error));
	ck_assert_int_eq (error.err, err);
	ck_assert_int_eq (error.reason, reason);
	ck_assert_str_eq (error.name, name);
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
	tun = make ("teredo");
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
	tun = make (NULL);
	ck_assert_uint_gt (strlen (tun6_name (tun)), 0);
	ck_assert_uint_eq (tun6_index (tun), if_nametoindex (tun6_name (tun)));
	tun6_free (tun);
}
END_TEST

/* A socket on [2001:db8::1]:4380 of an interface that routes 2001:db8::/64. */
static int open_host (void)
{
	const struct sockaddr_in6 here = {
		.sin6_family = AF_INET6,
		.sin6_port = htons (4380),
		.sin6_addr = unit_ip6 ("2001:db8::1"),
	};
	int fd = socket (AF_INET6, SOCK_DGRAM, 0);

	ck_assert_int_eq (system ("ip link set teredo up"), 0);
	ck_assert_int_eq (system ("ip -6 address add 2001:db8::1/64 dev teredo nodad"), 0);
	ck_assert_int_eq (bind (fd, (const struct sockaddr *)&here, sizeof (here)), 0);
	return fd;
}

/* Length of the next UDP packet, in buffer; the host also sends router solicitations. */
static size_t receive_udp (struct tun6 *tun)
{
	struct pollfd ready = { .fd = tun6_fd (tun), .events = POLLIN };
	ssize_t len;

	do {
		ck_assert_int_eq (poll (&ready, 1, -1), 1);
		len = tun6_recv (tun, buffer, sizeof (buffer), &gso);
		ck_assert_int_ge (len, 0);
	} while (len == 0 || buffer[6] != UDP);
	return (size_t)len;
}

static void swap (uint8_t *a, uint8_t *b, size_t len)
{
	uint8_t kept[16];

	memcpy (kept, a, len);
	memcpy (a, b, len);
	memcpy (b, kept, len);
}

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
	tun = make ("teredo");
	fd = open_host ();
	ck_assert_int_eq (sendto (fd, "hello", 5, 0, (struct sockaddr *)&there, len), 5);
	ck_assert_uint_eq (receive_udp (tun), packet_len);
	ck_assert_mem_eq (buffer + 24, &there.sin6_addr, 16);
	ck_assert_mem_eq (buffer + 48, "hello", 5);

	swap (buffer + 8, buffer + 24, 16);
	swap (buffer + 40, buffer + 42, 2);
	ck_assert_int_eq (tun6_send (tun, buffer, packet_len), 0);
	ck_assert_int_eq (recvfrom (fd, text, sizeof (text), 0, (struct sockaddr *)&there, &len),
	                  5);
	ck_assert_str_eq (text, "hello");
	ck_assert_uint_eq (ntohs (there.sin6_port), 9);

	buffer[0] = 0x45;
	ck_assert_int_eq (tun6_send (tun, buffer, packet_len), -1);
	ck_assert_int_eq (errno, EINVAL);
	buffer[0] = 0x60;
	ck_assert_int_eq (system ("ip link set teredo down"), 0);
	ck_assert_int_eq (tun6_send (tun, buffer, packet_len), -1);
	ck_assert_int_eq (errno, EIO);
	tun6_free (tun);
}
END_TEST

/* --- GSO packets --- */

#define SEGMENT 100 /* bytes of payload */
#define FIVE    5   /* segments */

/* A tunnel with these kinds of GSO packets, as far as the kernel supports them, and the
 * host's socket. */
static struct tun6 *make_gso (unsigned kinds, int *fd)
{
	struct tun6 *tun;

	ck_assert_int_eq (unshare (CLONE_NEWNET), 0);
	tun = make ("teredo");
	ck_assert_uint_eq (tun6_enable_gso (tun, kinds) & ~kinds, 0);
	*fd = open_host ();
	return tun;
}

/* The host sends several datagrams at once. */
static void send_segments (int fd)
{
	const struct sockaddr_in6 there = {
		.sin6_family = AF_INET6,
		.sin6_port = htons (9),
		.sin6_addr = unit_ip6 ("2001:db8::2"),
	};
	const int segment = SEGMENT;
	uint8_t payload[FIVE * SEGMENT];

	memset (payload, 7, sizeof (payload));
	ck_assert_int_eq (setsockopt (fd, IPPROTO_UDP, 103 /* UDP_SEGMENT */, &segment,
	                              sizeof (segment)),
	                  0);
	ck_assert_int_eq (sendto (fd, payload, sizeof (payload), 0, (const struct sockaddr *)&there,
	                          sizeof (there)),
	                  sizeof (payload));
}

static void check_segments (const uint8_t *segments, size_t len, size_t count)
{
	ck_assert_uint_eq (len, count * (48 + SEGMENT));
	for (size_t at = 0; at < len; at += 48 + SEGMENT)
		ck_assert (flow_is_right (segments + at, 48 + SEGMENT));
}

START_TEST (datagrams_of_host_are_received_as_gso_packet_if_enabled)
{
	struct tun6_split split;
	struct tun6 *tun;
	uint8_t segments[1000];
	int fd;

	tun = make_gso (TUN6_GSO_ALL, &fd);
	send_segments (fd);
	if ((tun6_enable_gso (tun, TUN6_GSO_ALL) & TUN6_GSO_BIT (TUN6_GSO_UDP)) == 0)
		return; /* an older kernel */
	ck_assert_uint_eq (receive_udp (tun), 48 + FIVE * SEGMENT);
	ck_assert_int_eq (gso.kind, TUN6_GSO_UDP);
	ck_assert (tun6_split_init (&split, buffer, 48 + FIVE * SEGMENT, &gso));
	check_segments (segments, tun6_split_next (&split, segments, sizeof (segments), 64), FIVE);
	close (fd);
	tun6_free (tun);
}
END_TEST

START_TEST (datagrams_of_host_are_received_one_by_one_if_gso_is_disabled)
{
	struct tun6 *tun;
	int fd;

	tun = make_gso (0, &fd);
	send_segments (fd);
	for (int i = 0; i < FIVE; i++) {
		check_segments (buffer, receive_udp (tun), 1);
		ck_assert_int_eq (gso.kind, TUN6_GSO_NONE);
	}
	close (fd);
	tun6_free (tun);
}
END_TEST

/* A packet to the host, the number-th of a flow. */
static void write_packet (struct flow_packet *packet, uint8_t number)
{
	flow_write (packet, &(const struct flow){
				    .udp = true,
				    .hop_limit = 64,
				    .port = 4380,
				    .payload = SEGMENT,
				    .first = number,
			    });
	swap (packet->bytes + 8, packet->bytes + 24, 16);
	swap (packet->bytes + 40, packet->bytes + 42, 2);
}

static void check_merging (unsigned kinds)
{
	static struct flow_packet packets[FIVE];
	static struct tun6_merge merge;
	const bool merges = (kinds & TUN6_GSO_BIT (TUN6_GSO_UDP)) != 0;
	uint8_t payload[1000];
	struct tun6 *tun;
	int fd;

	tun = make_gso (kinds, &fd);
	tun6_merge_start (tun, &merge);
	for (uint8_t i = 0; i < FIVE; i++) {
		write_packet (&packets[i], i);
		if (!tun6_merge_add (&merge, packets[i].bytes, packets[i].len)) {
			ck_assert_int_eq (tun6_send_merged (tun, &merge), 0);
			tun6_merge_add (&merge, packets[i].bytes, packets[i].len);
		}
		ck_assert_uint_eq (merge.count, merges && merge.kinds != 0 ? i + 1u : 1u);
	}
	ck_assert_int_eq (tun6_send_merged (tun, &merge), 0);
	for (uint8_t i = 0; i < FIVE; i++) {
		ck_assert_int_eq (recv (fd, payload, sizeof (payload), 0), SEGMENT);
		ck_assert_uint_eq (payload[0], i);
	}
	close (fd);
	tun6_free (tun);
}

START_TEST (merged_packets_reach_the_host_one_by_one)
{
	check_merging (TUN6_GSO_BIT (TUN6_GSO_UDP));
}
END_TEST

START_TEST (packets_are_not_merged_if_gso_is_disabled)
{
	check_merging (0);
}
END_TEST

START_TEST (name_in_use_is_refused)
{
	struct tun6 *tun;

	ck_assert_int_eq (unshare (CLONE_NEWNET), 0);
	tun = make ("teredo");
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
	tun = make ("teredo");
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
	ck_assert_ptr_null (tun6_new ("teredo", &error));
	ck_assert (error.err == EPERM || error.err == EACCES);
	ck_assert (error.reason == TUN6_DEVICE_DENIED || error.reason == TUN6_CREATE_DENIED);
}
END_TEST

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

int main (void)
{
	const TTest *const tests[] = {
		interface_exists_until_tunnel_is_freed,
		tunnel_without_name_gets_one_from_kernel,
		packets_pass_in_both_directions,
		datagrams_of_host_are_received_as_gso_packet_if_enabled,
		datagrams_of_host_are_received_one_by_one_if_gso_is_disabled,
		merged_packets_reach_the_host_one_by_one,
		packets_are_not_merged_if_gso_is_disabled,
		name_in_use_is_refused,
		disabled_ipv6_is_diagnosed,
		missing_dev_net_tun_is_diagnosed,
		missing_permission_is_diagnosed,
	};

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
	return unit_run ("tun6", tests, ARRAY_LEN (tests));
}
