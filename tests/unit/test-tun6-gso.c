/*
 * test-tun6-gso.c - GSO packets of the tunnel device of this system
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <netinet/in.h>
#include <sched.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "device.h"
#include "flow.h"
#include "split.h"
#include "unit.h"

#define SEGMENT 100 /* bytes of payload */
#define FIVE    5   /* segments */

/* A tunnel with these kinds of GSO packets, as far as the kernel supports them, and the
 * host's socket. */
static struct tun6 *make_gso (unsigned kinds, int *fd)
{
	struct tun6 *tun;

	ck_assert_int_eq (unshare (CLONE_NEWNET), 0);
	tun = device_new ("teredo");
	ck_assert_uint_eq (tun6_enable_gso (tun, kinds) & ~kinds, 0);
	*fd = device_open_host ();
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
	ck_assert_uint_eq (device_receive_udp (tun), 48 + FIVE * SEGMENT);
	ck_assert_int_eq (device_gso.kind, TUN6_GSO_UDP);
	ck_assert (tun6_split_init (&split, device_packet, 48 + FIVE * SEGMENT, &device_gso));
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
		check_segments (device_packet, device_receive_udp (tun), 1);
		ck_assert_int_eq (device_gso.kind, TUN6_GSO_NONE);
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
	device_turn_round (packet->bytes);
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

int main (void)
{
	const TTest *const tests[] = {
		datagrams_of_host_are_received_as_gso_packet_if_enabled,
		datagrams_of_host_are_received_one_by_one_if_gso_is_disabled,
		merged_packets_reach_the_host_one_by_one,
		packets_are_not_merged_if_gso_is_disabled,
	};

	return device_run ("tun6-gso", tests, ARRAY_LEN (tests));
}
