/*
 * test-probe.c - direct IPv6 connectivity test (RFC 4380 5.2.9)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "messages/probe.h"

#include <string.h>
#include "bytes/cksum.h"
#include "bytes/params.h"
#include "unit.h"

static const struct teredo_key key = { .bytes = "a key of the tests" };
static struct in6_addr us, them;

/* The echo reply to a probe. */
static struct unit_bytes reply (uint32_t probe, uint16_t seq)
{
	struct unit_bytes bytes = { .len = TEREDO_PROBE_LEN };
	struct teredo_writer w;
	uint16_t sum;

	us = unit_ip6 ("2001:0:cb00:7178:0:efff:3fff:fdfe");
	them = unit_ip6 ("2001:db8::80");
	teredo_writer_init (&w, bytes.data, TEREDO_PROBE_LEN);
	teredo_probe_write (&w, &key, &us, &them, probe, seq);
	ck_assert_uint_eq (teredo_writer_done (&w).len, TEREDO_PROBE_LEN);
	memcpy (bytes.data + 8, &them, 16);
	memcpy (bytes.data + 24, &us, 16);
	bytes.data[40] = TEREDO_ICMP6_REPLY;
	bytes.data[42] = bytes.data[43] = 0;
	sum = teredo_cksum_icmp6 (&them, &us, (struct teredo_slice){ bytes.data + 40, 24 });
	bytes.data[42] = (uint8_t)(sum >> 8);
	bytes.data[43] = (uint8_t)sum;
	return bytes;
}

static bool accepts (const struct unit_bytes *bytes, uint32_t probe, uint16_t seq)
{
	struct teredo_ip6 ip6;

	return teredo_ip6_parse (&ip6, unit_slice (bytes))
	       && teredo_probe_check (&ip6, &key, probe, seq);
}

START_TEST (probe_is_an_echo_request_with_16_byte_nonce)
{
	struct teredo_ip6 ip6;
	struct teredo_writer w;
	uint8_t buf[TEREDO_PROBE_LEN];

	(void)reply (7, 1);
	teredo_writer_init (&w, buf, sizeof (buf));
	teredo_probe_write (&w, &key, &us, &them, 7, 0x0102);
	ck_assert (teredo_ip6_parse (&ip6, teredo_writer_done (&w)));
	ck_assert_int_eq (teredo_ip6_icmp6_type (&ip6), 128);
	ck_assert_uint_eq (ip6.payload.data[1], 0);
	ck_assert_uint_eq (ip6.payload.len, 8 + 16); /* 16 bytes of nonce */
	ck_assert_uint_eq (ip6.payload.data[6] << 8 | ip6.payload.data[7], 0x0102);
	ck_assert_uint_eq (teredo_cksum_icmp6 (&ip6.src, &ip6.dst, ip6.payload), 0);
}
END_TEST

START_TEST (probe_reply_with_any_byte_changed_is_refused)
{
	struct unit_bytes bytes = reply (7, 2);

	ck_assert (accepts (&bytes, 7, 2));
	ck_assert (accepts (&bytes, 7, 4));  /* a late reply to this probe */
	ck_assert (!accepts (&bytes, 7, 1)); /* not sent yet */
	ck_assert (!accepts (&bytes, 8, 2)); /* another probe */
	for (size_t at = 8; at < bytes.len; at++) {
		bytes = reply (7, 2);
		bytes.data[at] ^= 1;
		ck_assert_msg (!accepts (&bytes, 7, 4), "byte %zu", at);
	}
	for (bytes = reply (7, 2); bytes.len > 0; bytes.len--)
		ck_assert_int_eq (accepts (&bytes, 7, 2), bytes.len == TEREDO_PROBE_LEN);
}
END_TEST

UNIT_MAIN ("probe", probe_is_an_echo_request_with_16_byte_nonce,
           probe_reply_with_any_byte_changed_is_refused)
