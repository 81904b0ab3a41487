/*
 * test-merge.c - merging of packets of one flow into a GSO packet
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "merge.h"

#include <stdlib.h>
#include <string.h>
#include "flow.h"
#include "split.h"
#include "unit.h"

#define PACKETS 80

static struct flow_packet packets[PACKETS];
static struct tun6_merge merge;
static uint8_t whole[65575], out[131072];

static const struct flow tcp = {
	.hop_limit = 64,
	.port = 40000,
	.sequence = 0xfffffff0,
	.acknowledgment = 77,
	.flags = FLOW_ACK,
	.window = 512,
	.options = 12,
	.payload = 100,
};

static const struct flow udp = { .udp = true, .hop_limit = 64, .port = 40000, .payload = 100 };

static struct tun6_merge *new_merge (void)
{
	memset (&merge, 0, sizeof (merge));
	merge.kinds = TUN6_GSO_ALL;
	return &merge;
}

static bool add (unsigned i)
{
	return tun6_merge_add (&merge, packets[i].bytes, packets[i].len);
}

/* Writes the first packets of a flow. */
static void write_flow (const struct flow *f, unsigned count)
{
	struct flow next = *f;

	for (unsigned i = 0; i < count; i++) {
		flow_write (&packets[i], &next);
		next.sequence += (uint32_t)next.payload;
	}
}

/* Ends merging; the length of the packet, which is then in whole. */
static size_t end (struct tun6_gso *gso)
{
	const struct iovec *parts;
	const size_t count = tun6_merge_end (&merge, &parts, gso);
	size_t len = 0;

	for (size_t i = 0; i < count; i++) {
		memcpy (whole + len, parts[i].iov_base, parts[i].iov_len);
		len += parts[i].iov_len;
	}
	return len;
}

/* Ends merging and checks that splitting returns the packets from first to last. */
static void check_end (unsigned first, unsigned last)
{
	struct tun6_split split;
	struct tun6_gso gso;
	const size_t len = end (&gso);
	size_t at = 0, written;

	if (first == last) {
		ck_assert_int_eq (gso.kind, TUN6_GSO_NONE);
		ck_assert (!gso.unsummed);
		ck_assert_uint_eq (len, packets[first].len);
		ck_assert_mem_eq (whole, packets[first].bytes, len);
		return;
	}
	ck_assert (tun6_split_init (&split, whole, len, &gso));
	written = tun6_split_next (&split, out, sizeof (out), PACKETS);
	for (unsigned i = first; i <= last; at += packets[i++].len)
		ck_assert_mem_eq (out + at, packets[i].bytes, packets[i].len);
	ck_assert_uint_eq (written, at);
}

START_TEST (merge_of_a_flow_is_split_into_the_same_packets)
{
	const struct flow *flows[] = { &tcp, &udp };

	for (unsigned i = 0; i < 2; i++) {
		new_merge ();
		write_flow (flows[i], 10);
		for (unsigned n = 0; n < 10; n++)
			ck_assert (add (n));
		check_end (0, 9);
		ck_assert_uint_eq (end (&(struct tun6_gso){ 0 }), 0); /* empty again */
	}
}
END_TEST

START_TEST (merge_describes_what_is_left_to_the_kernel)
{
	struct tun6_gso gso;
	size_t len;

	new_merge ();
	write_flow (&tcp, 3);
	for (unsigned n = 0; n < 3; n++)
		ck_assert (add (n));
	len = end (&gso);
	ck_assert_uint_eq (len, 72 + 300);
	ck_assert_int_eq (gso.kind, TUN6_GSO_TCP);
	ck_assert_uint_eq (gso.size, 100);
	ck_assert (gso.unsummed);
	ck_assert_uint_eq (gso.start, 40);
	ck_assert_uint_eq (gso.offset, 16);
	ck_assert_uint_eq ((unsigned)(whole[4] << 8 | whole[5]), 332);
	gso = (struct tun6_gso){ .unsummed = true, .start = 40, .offset = 16 };
	ck_assert (tun6_split_seal (whole, len, &gso)); /* the field had the pseudo-header's sum */
	ck_assert (flow_is_right (whole, len));
}
END_TEST

/* One packet and a second one; whether they are merged. */
static bool merges (const struct flow *one, const struct flow *two)
{
	bool merged;

	new_merge ();
	flow_write (&packets[0], one);
	flow_write (&packets[1], two);
	ck_assert (add (0));
	merged = add (1);
	check_end (0, merged ? 1 : 0);
	return merged;
}

/* The packet that continues one. */
static struct flow next_of (const struct flow *one)
{
	struct flow two = *one;

	two.sequence += (uint32_t)one->payload;
	return two;
}

#define CHANGED(flow, field, value) \
	(two = next_of (&flow), two.field = (value), merges (&(flow), &two))

START_TEST (merge_refuses_packets_with_another_header)
{
	struct flow two;

	ck_assert (CHANGED (tcp, hop_limit, 64));
	ck_assert (!CHANGED (tcp, hop_limit, 63));
	ck_assert (!CHANGED (tcp, traffic_class, 3)); /* congestion experienced */
	ck_assert (!CHANGED (tcp, port, 40001));
	ck_assert (!CHANGED (tcp, sequence, tcp.sequence));
	ck_assert (!CHANGED (tcp, sequence, tcp.sequence + 101));
	ck_assert (!CHANGED (tcp, acknowledgment, 78));
	ck_assert (!CHANGED (tcp, window, 0));
	ck_assert (!CHANGED (tcp, urgent, 1));
	ck_assert (!CHANGED (tcp, options, 8));
	ck_assert (!CHANGED (tcp, payload, 101));
	ck_assert (!CHANGED (tcp, payload, 0));
	ck_assert (!CHANGED (tcp, extension, 8));
	ck_assert (!CHANGED (udp, hop_limit, 63));
	ck_assert (!CHANGED (udp, port, 40001));
	ck_assert (!CHANGED (udp, payload, 101));
	ck_assert (!CHANGED (udp, payload, 0));
	ck_assert (!CHANGED (tcp, udp, true));
}
END_TEST

START_TEST (merge_refuses_addresses_that_differ)
{
	for (unsigned at = 8; at < 40; at++) {
		new_merge ();
		write_flow (&udp, 2);
		packets[1].bytes[at] ^= 0x40;
		packets[1].bytes[46] ^= at % 2 == 0 ? 0x40 : 0; /* some have a right checksum */
		packets[1].bytes[47] ^= at % 2 != 0 ? 0x40 : 0;
		ck_assert (add (0));
		ck_assert (!add (1));
		check_end (0, 0);
	}
}
END_TEST

START_TEST (merge_refuses_flags_that_concern_one_packet)
{
	static const uint8_t flags[] = { 0, FLOW_SYN, FLOW_RST, FLOW_URG, FLOW_ECE, FLOW_CWR };
	struct flow two, one;

	for (size_t i = 0; i < sizeof (flags); i++) {
		const uint8_t with = flags[i] != 0 ? FLOW_ACK | flags[i] : FLOW_PSH;

		ck_assert (!CHANGED (tcp, flags, with));
		one = tcp;
		one.flags = with;
		ck_assert (!CHANGED (one, flags, with));
	}
}
END_TEST

START_TEST (merge_ends_after_psh_fin_or_a_short_packet)
{
	struct flow two, one = tcp;

	ck_assert (CHANGED (tcp, flags, FLOW_ACK | FLOW_PSH));
	ck_assert (CHANGED (tcp, flags, FLOW_ACK | FLOW_FIN));
	ck_assert (CHANGED (tcp, payload, 99));
	ck_assert (CHANGED (udp, payload, 99));
	one.flags = FLOW_ACK | FLOW_PSH;
	ck_assert (!CHANGED (one, flags, FLOW_ACK));
	new_merge ();
	write_flow (&udp, 3);
	flow_write (&packets[1],
	            &(struct flow){ .udp = true, .hop_limit = 64, .port = 40000, .payload = 50 });
	ck_assert (add (0));
	ck_assert (add (1));
	ck_assert (!add (2));
	check_end (0, 1);
}
END_TEST

START_TEST (merge_refuses_wrong_checksums_of_either_packet)
{
	for (unsigned wrong = 0; wrong < 2; wrong++) {
		for (unsigned kind = 0; kind < 2; kind++) {
			new_merge ();
			write_flow (kind == 0 ? &tcp : &udp, 2);
			packets[wrong].bytes[packets[wrong].len - 1] ^= 1;
			ck_assert (add (0));
			ck_assert (!add (1));
			check_end (0, 0);
			ck_assert (add (1));
			check_end (1, 1);
		}
	}
}
END_TEST

/* Also where the checksum, if there were one, would be right. */
START_TEST (merge_refuses_udp_without_checksum)
{
	struct flow f = udp;
	bool met = false;

	for (unsigned port = 1; port < 65536; port++) {
		f.port = (uint16_t)port;
		write_flow (&f, 2);
		met = met || (packets[0].bytes[46] == 0xff && packets[0].bytes[47] == 0xff);
		memset (packets[0].bytes + 46, 0, 2);
		memset (packets[1].bytes + 46, 0, 2);
		new_merge ();
		ck_assert (add (0));
		ck_assert (!add (1));
	}
	ck_assert (met);
}
END_TEST

/* Such as timestamps. */
START_TEST (merge_refuses_other_tcp_options_of_the_same_length)
{
	for (unsigned at = 60; at < 72; at += 2) {
		new_merge ();
		write_flow (&tcp, 2);
		packets[1].bytes[at] ^= 2; /* 1 becomes 3, */
		packets[1].bytes[74] ^= 2; /* and 2 becomes 0 */
		ck_assert (flow_is_right (packets[1].bytes, packets[1].len));
		ck_assert (add (0));
		ck_assert (!add (1));
	}
}
END_TEST

/* Changes bytes of the first of two packets. */
static void check_refused (const struct flow *f, unsigned at, int change, unsigned at2, int change2)
{
	new_merge ();
	write_flow (f, 2);
	packets[0].bytes[at] = (uint8_t)(packets[0].bytes[at] + change);
	packets[0].bytes[at2] = (uint8_t)(packets[0].bytes[at2] + change2);
	ck_assert (add (0));
	ck_assert (!add (1));
}

START_TEST (merge_refuses_lengths_that_contradict_each_other)
{
	check_refused (&udp, 45, -1, 47, 1);                /* of UDP, with a right checksum */
	check_refused (&tcp, 5, -1, 5, 0);                  /* of IPv6 */
	check_refused (&tcp, 52, -0x40, 5, 0);              /* of the TCP header: 16 bytes */
	for (size_t len = 0; len < packets[1].len; len++) { /* cut off: alone, whatever it is */
		new_merge ();
		ck_assert (tun6_merge_add (&merge, packets[1].bytes, len));
		ck_assert_uint_eq (end (&(struct tun6_gso){ 0 }), len);
	}
}
END_TEST

START_TEST (merge_takes_only_the_kinds_that_are_allowed)
{
	new_merge ()->kinds = TUN6_GSO_BIT (TUN6_GSO_TCP);
	write_flow (&udp, 2);
	ck_assert (add (0));
	ck_assert (!add (1));
	new_merge ()->kinds = TUN6_GSO_BIT (TUN6_GSO_UDP);
	write_flow (&tcp, 2);
	ck_assert (add (0));
	ck_assert (!add (1));
}
END_TEST

START_TEST (merge_takes_64_packets_and_65535_bytes_at_most)
{
	struct flow large = tcp;

	new_merge ();
	write_flow (&tcp, 65);
	for (unsigned n = 0; n < 64; n++)
		ck_assert (add (n));
	ck_assert (!add (64));
	check_end (0, 63);
	large.payload = 13000;
	new_merge ();
	write_flow (&large, 6);
	for (unsigned n = 0; n < 5; n++)
		ck_assert (add (n));
	ck_assert (!add (5));
	check_end (0, 4);
}
END_TEST

/* A packet that is likely to continue the one before. */
static void change (struct flow *f)
{
	f->sequence += (uint32_t)f->payload;
	if (random () % 12 == 0)
		f->payload = (size_t)(random () % 1300);
	if (random () % 12 == 0)
		f->flags ^= (uint8_t)(1u << random () % 8);
	if (random () % 6 == 0)
		f->flags = FLOW_ACK;
	if (random () % 24 == 0)
		f->options = (size_t)(random () % 11) * 4;
	if (random () % 24 == 0)
		f->udp = !f->udp;
	if (random () % 24 == 0)
		f->sequence -= (uint32_t)(random () % 3);
}

START_TEST (merge_of_random_packets_is_split_into_the_same_packets)
{
	unsigned merged = 0;

	srandom (1);
	for (int round = 0; round < 2000; round++) {
		struct flow f = (random () & 1) != 0 ? tcp : udp;
		unsigned first = 0;

		new_merge ();
		for (unsigned n = 0; n < 20; n++) {
			flow_write (&packets[n], &f);
			if (random () % 20 == 0)
				packets[n].bytes[random () % (long)packets[n].len] ^= 0x10;
			if (add (n)) {
				merged += n > first;
			} else {
				check_end (first, n - 1);
				first = n;
				ck_assert (add (n));
			}
			change (&f);
		}
		check_end (first, 19);
	}
	ck_assert_uint_gt (merged, 5000); /* the test is about these */
}
END_TEST

UNIT_MAIN ("merge", merge_of_a_flow_is_split_into_the_same_packets,
           merge_describes_what_is_left_to_the_kernel, merge_refuses_packets_with_another_header,
           merge_refuses_addresses_that_differ, merge_refuses_flags_that_concern_one_packet,
           merge_ends_after_psh_fin_or_a_short_packet,
           merge_refuses_wrong_checksums_of_either_packet, merge_refuses_udp_without_checksum,
           merge_refuses_other_tcp_options_of_the_same_length,
           merge_refuses_lengths_that_contradict_each_other,
           merge_takes_only_the_kinds_that_are_allowed,
           merge_takes_64_packets_and_65535_bytes_at_most,
           merge_of_random_packets_is_split_into_the_same_packets)
