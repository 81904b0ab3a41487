/*
 * test-split.c - splitting of GSO packets into segments
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "split.h"

#include <stdlib.h>
#include <string.h>
#include "flow.h"
#include "sum.h"
#include "unit.h"

static struct flow_packet whole, wanted;
static uint8_t out[131072];

static const struct flow tcp = {
	.hop_limit = 64,
	.port = 40000,
	.sequence = 0xfffffff0, /* wraps around */
	.acknowledgment = 77,
	.flags = FLOW_ACK,
	.window = 512,
	.options = 12,
	.payload = 10000,
};

static const struct flow udp = { .udp = true, .hop_limit = 64, .port = 40000, .payload = 10000 };

static struct tun6_gso gso_of (const struct flow *f, uint16_t size)
{
	return (struct tun6_gso){
		.kind = f->udp ? TUN6_GSO_UDP : TUN6_GSO_TCP,
		.size = size,
		.unsummed = true,
		.start = (uint16_t)flow_transport (f),
		.offset = f->udp ? 6 : 16,
	};
}

/* The segment at offset done of the payload, made by hand. */
static void make_segment (const struct flow *f, size_t done, size_t size)
{
	struct flow segment = *f;

	segment.payload = f->payload - done < size ? f->payload - done : size;
	segment.first = (uint8_t)(f->first + done);
	segment.sequence += (uint32_t)done;
	if (done > 0)
		segment.flags &= (uint8_t)~FLOW_CWR;
	if (done + segment.payload < f->payload)
		segment.flags &= (uint8_t) ~(FLOW_FIN | FLOW_PSH);
	flow_write (&wanted, &segment);
}

/* Splits a packet, with at most max segments a call and cap bytes, and compares each. */
static void check_split (const struct flow *f, uint16_t size, unsigned max, size_t cap)
{
	const struct tun6_gso gso = gso_of (f, size);
	struct tun6_split split;
	size_t done = 0, len;

	flow_write (&whole, f);
	memset (whole.bytes + gso.start + gso.offset, 0xab, 2); /* not complete yet */
	ck_assert (tun6_split_init (&split, whole.bytes, whole.len, &gso));
	while ((len = tun6_split_next (&split, out, cap, max)) > 0) {
		unsigned segments = 0;

		ck_assert_uint_le (len, cap);
		for (size_t at = 0; at < len; at += wanted.len, done += size) {
			make_segment (f, done, size);
			ck_assert_uint_le (at + wanted.len, len);
			ck_assert_mem_eq (out + at, wanted.bytes, wanted.len);
			segments++;
		}
		ck_assert_uint_le (segments, max);
	}
	ck_assert_uint_ge (done, f->payload);
}

START_TEST (split_of_tcp_makes_the_segments_that_were_sent)
{
	check_split (&tcp, 1208, 64, sizeof (out));
	check_split (&tcp, 1, 1000, sizeof (out));
	check_split (&tcp, 10000, 64, sizeof (out));
	check_split (&tcp, 9999, 64, sizeof (out));
}
END_TEST

START_TEST (split_of_udp_makes_the_datagrams_that_were_sent)
{
	check_split (&udp, 1000, 64, sizeof (out));
	check_split (&udp, 1003, 64, sizeof (out));
}
END_TEST

START_TEST (split_of_random_packets_agrees_with_reference)
{
	srandom (1);
	for (int i = 0; i < 1000; i++) {
		struct flow f = (random () & 1) != 0 ? tcp : udp;
		const size_t left = 65535 - 8 - 60;

		f.payload = 1 + (size_t)random () % left;
		f.options = (size_t)(random () % 11) * 4;
		f.extension = (random () & 1) != 0 ? 8 : 0;
		f.flags = (uint8_t)(random () & (FLOW_FIN | FLOW_PSH | FLOW_ECE | FLOW_CWR))
		          | FLOW_ACK;
		f.traffic_class = (uint8_t)random ();
		f.first = (uint8_t)random ();
		f.sequence = (uint32_t)random () * 2;
		check_split (&f, (uint16_t)(1 + random () % 2000), 1 + (unsigned)random () % 128,
		             4096 + (size_t)random () % 65536);
	}
}
END_TEST

START_TEST (split_puts_no_segment_where_it_does_not_fit)
{
	const struct tun6_gso gso = gso_of (&tcp, 1208);
	struct tun6_split split;

	flow_write (&whole, &tcp);
	ck_assert (tun6_split_init (&split, whole.bytes, whole.len, &gso));
	ck_assert_uint_eq (split.segment_len, 1280);
	ck_assert_uint_eq (tun6_split_next (&split, out, 1279, 64), 0);
	ck_assert_uint_eq (tun6_split_next (&split, out, 2559, 64), 1280);
}
END_TEST

START_TEST (split_of_udp_with_zero_checksum_sends_ffff)
{
	struct flow f = udp;
	bool met = false;

	for (unsigned port = 1; port < 65536 && !met; port++) {
		f.port = (uint16_t)port;
		f.payload = 2;
		flow_write (&wanted, &f);
		met = wanted.bytes[46] == 0xff && wanted.bytes[47] == 0xff;
	}
	ck_assert (met);
	check_split (&f, 2, 64, sizeof (out));
}
END_TEST

static bool starts (const struct flow *f, struct tun6_gso gso, size_t len)
{
	struct tun6_split split;

	flow_write (&whole, f);
	return tun6_split_init (&split, whole.bytes, len, &gso);
}

START_TEST (split_refuses_packets_without_complete_headers)
{
	struct tun6_gso gso = gso_of (&tcp, 1208);

	ck_assert (starts (&tcp, gso, 73));
	ck_assert (!starts (&tcp, gso, 72)); /* no payload */
	ck_assert (!starts (&tcp, gso, 59));
	ck_assert (!starts (&tcp, gso, 39));
	ck_assert (!starts (&tcp, gso, 0));
	gso.size = 0;
	ck_assert (!starts (&tcp, gso, 1000));
	gso = gso_of (&tcp, 65535);
	ck_assert (!starts (&tcp, gso, 1000));
	gso = gso_of (&tcp, 1208);
	gso.start = 39;
	ck_assert (!starts (&tcp, gso, 1000));
	gso.start = 65535;
	ck_assert (!starts (&tcp, gso, 1000));
	gso = gso_of (&udp, 1000);
	ck_assert (!starts (&udp, gso, 48));
	ck_assert (starts (&udp, gso, 49));
}
END_TEST

/* The kernel leaves the sum of the pseudo-header in the field. */
static void prepare_unsummed (const struct flow *f)
{
	const size_t transport = flow_transport (f),
		     len = 40 + f->payload + (f->udp ? 8 : 20 + f->options);
	const uint16_t sum = tun6_sum_fold (
		tun6_sum_pseudo (0, whole.bytes, len - 40, f->udp ? 17 : 6));

	memcpy (whole.bytes + transport + (f->udp ? 6 : 16), &sum, 2);
}

START_TEST (seal_completes_the_checksum_of_an_ordinary_packet)
{
	const struct flow *flows[] = { &tcp, &udp };

	for (unsigned i = 0; i < 2; i++) {
		struct flow f = *flows[i];
		const struct tun6_gso gso = gso_of (&f, 0);

		f.payload = 99;
		flow_write (&wanted, &f);
		flow_write (&whole, &f);
		prepare_unsummed (&f);
		ck_assert (tun6_split_seal (whole.bytes, whole.len, &gso));
		ck_assert_mem_eq (whole.bytes, wanted.bytes, wanted.len);
	}
}
END_TEST

START_TEST (seal_refuses_a_checksum_outside_the_packet)
{
	struct tun6_gso gso = gso_of (&tcp, 0);

	flow_write (&whole, &tcp);
	ck_assert (!tun6_split_seal (whole.bytes, 57, &gso));
	ck_assert (tun6_split_seal (whole.bytes, 58, &gso));
	gso.start = 65535;
	ck_assert (!tun6_split_seal (whole.bytes, whole.len, &gso));
	gso.start = 8; /* inside the IPv6 header */
	ck_assert (!tun6_split_seal (whole.bytes, whole.len, &gso));
}
END_TEST

START_TEST (sum_of_any_length_agrees_with_reference)
{
	for (size_t len = 0; len < 300; len++) {
		uint32_t plain = 0;

		for (size_t i = 0; i < len; i++) {
			out[i] = (uint8_t)(0xff - i * 7 / 5);
			plain += (uint32_t)out[i] << (i % 2 == 0 ? 8 : 0);
			plain = (plain & 0xffff) + (plain >> 16);
		}
		tun6_sum_store (out + 1000, tun6_sum_add (0, out, len));
		ck_assert_uint_eq ((unsigned)(out[1000] << 8 | out[1001]), ~plain & 0xffff);
	}
}
END_TEST

UNIT_MAIN ("split", split_of_tcp_makes_the_segments_that_were_sent,
           split_of_udp_makes_the_datagrams_that_were_sent,
           split_of_random_packets_agrees_with_reference,
           split_puts_no_segment_where_it_does_not_fit, split_of_udp_with_zero_checksum_sends_ffff,
           split_refuses_packets_without_complete_headers,
           seal_completes_the_checksum_of_an_ordinary_packet,
           seal_refuses_a_checksum_outside_the_packet, sum_of_any_length_agrees_with_reference)
