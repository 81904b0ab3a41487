/*
 * test-nd.c - router solicitations and advertisements
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "messages/nd.h"

#include <stdio.h>
#include "values/addr.h"
#include "bytes/cksum.h"
#include "bytes/params.h"
#include "unit.h"

/* Computed independently of this code. */
#define RS \
	"6000000000083aff fe80000000000000 0000ffffffffffff" \
	"ff020000000000000000000000000002 85007d3700000000"
#define RA_HEADER "600000000038 3a ff"
#define RA_SRC    "fe800000000000008000f22734ff8e87"
#define RA_DST    "fe800000000000000000ffffffffffff"
#define RA_FIXED  "00000000 00000000 000007d0"
#define PREFIX    "03044040 ffffffff ffffffff 00000000 20010000cb007178 0000000000000000"
#define MTU       "0501000000000500"
#define RA        RA_HEADER RA_SRC RA_DST "8600954c" RA_FIXED PREFIX MTU

static const struct teredo_ra ra_wanted = { TEREDO_PREFIX, 0xcb007178, 1280 };

START_TEST (solicitation_is_written_byte_for_byte)
{
	struct teredo_writer w;
	uint8_t buf[TEREDO_RS_LEN];

	teredo_writer_init (&w, buf, sizeof (buf));
	teredo_rs_write (&w, &teredo_linklocal_client);
	unit_check_bytes (teredo_writer_done (&w), RS);
}
END_TEST

START_TEST (advertisement_is_written_byte_for_byte)
{
	struct in6_addr src;
	struct teredo_writer w;
	uint8_t buf[TEREDO_RA_LEN];

	teredo_linklocal_server (&src, 0xcb007178);
	teredo_writer_init (&w, buf, sizeof (buf));
	teredo_ra_write (&w, &src, &teredo_linklocal_client, &ra_wanted);
	unit_check_bytes (teredo_writer_done (&w), RA);
}
END_TEST

/* Sets length and checksum of a modified message. */
static void set_checksum (struct unit_bytes *bytes)
{
	uint16_t len = (uint16_t)(bytes->len - 40), sum;
	struct teredo_ip6 ip6;

	bytes->data[4] = (uint8_t)(len >> 8);
	bytes->data[5] = (uint8_t)len;
	bytes->data[42] = bytes->data[43] = 0;
	ck_assert (teredo_ip6_parse (&ip6, unit_slice (bytes)));
	sum = teredo_cksum_icmp6 (&ip6.src, &ip6.dst, ip6.payload);
	bytes->data[42] = (uint8_t)(sum >> 8);
	bytes->data[43] = (uint8_t)sum;
}

static bool rs_is_valid (const struct unit_bytes *bytes)
{
	struct teredo_ip6 ip6;

	return teredo_ip6_parse (&ip6, unit_slice (bytes)) && teredo_rs_parse (&ip6);
}

static bool ra_is_valid (struct teredo_ra *ra, const struct unit_bytes *bytes)
{
	struct teredo_ip6 ip6;

	return teredo_ip6_parse (&ip6, unit_slice (bytes)) && teredo_ra_parse (ra, &ip6);
}

/* Whether an advertisement with these options is valid. */
static bool options_are_valid (struct teredo_ra *ra, const char *options)
{
	struct unit_bytes bytes = unit_hex (RA_HEADER RA_SRC RA_DST "86000000" RA_FIXED);
	const struct unit_bytes more = unit_hex (options);

	for (size_t i = 0; i < more.len; i++)
		bytes.data[bytes.len++] = more.data[i];
	set_checksum (&bytes);
	return ra_is_valid (ra, &bytes);
}

/* RFC 4861 6.1.1 */
START_TEST (solicitation_with_an_invalid_field_is_refused)
{
	static const struct {
		size_t at;
		uint8_t value;
		bool fix_checksum;
	} cases[] = {
		{ 7, 254, true },    /* hop limit */
		{ 8, 0x20, true },   /* source not link-local */
		{ 39, 1, true },     /* destination not all routers */
		{ 40, 134, true },   /* type */
		{ 41, 1, true },     /* code */
		{ 43, 0x38, false }, /* checksum */
	};
	struct unit_bytes bytes = unit_hex (RS);

	ck_assert (rs_is_valid (&bytes));
	for (size_t i = 0; i < ARRAY_LEN (cases); i++) {
		bytes = unit_hex (RS);
		bytes.data[cases[i].at] = cases[i].value;
		if (cases[i].fix_checksum)
			set_checksum (&bytes);
		ck_assert_msg (!rs_is_valid (&bytes), "byte %zu", cases[i].at);
	}
	bytes = unit_hex (RS "0101001122334455"); /* source link-layer address: valid */
	set_checksum (&bytes);
	ck_assert (rs_is_valid (&bytes));
	bytes = unit_hex (RS "0100001122334455"); /* length 0 */
	set_checksum (&bytes);
	ck_assert (!rs_is_valid (&bytes));
	bytes = unit_hex (RS "0102001122334455"); /* truncated */
	set_checksum (&bytes);
	ck_assert (!rs_is_valid (&bytes));
}
END_TEST

/* RFC 4861 6.1.2 */
START_TEST (advertisement_with_an_invalid_field_is_refused)
{
	static const size_t invalid[] = { 7, 8, 40, 41 };
	struct unit_bytes bytes = unit_hex (RA);
	struct teredo_ra ra;

	ck_assert (ra_is_valid (&ra, &bytes));
	ck_assert_uint_eq (ra.prefix, ra_wanted.prefix);
	ck_assert_uint_eq (ra.server, ra_wanted.server);
	ck_assert_uint_eq (ra.mtu, 1280);
	bytes.data[43]++;
	ck_assert (!ra_is_valid (&ra, &bytes));
	for (size_t i = 0; i < ARRAY_LEN (invalid); i++) {
		bytes = unit_hex (RA);
		bytes.data[invalid[i]] ^= 0x40;
		set_checksum (&bytes);
		ck_assert_msg (!ra_is_valid (&ra, &bytes), "byte %zu", invalid[i]);
	}
	/* every length, with a correct checksum */
	for (size_t len = 41; len < 96; len++) {
		bytes = unit_hex (RA);
		bytes.len = len;
		if (len >= 44)
			set_checksum (&bytes);
		/* 88 bytes: a complete advertisement without MTU option */
		ck_assert_msg (ra_is_valid (&ra, &bytes) == (len == 88), "%zu bytes", len);
	}
}
END_TEST

/* RFC 4380 5.2.1; unknown options are skipped. */
START_TEST (advertisement_needs_exactly_one_prefix_option)
{
	struct teredo_ra ra;

	ck_assert (options_are_valid (&ra, PREFIX));
	ck_assert_uint_eq (ra.mtu, 0);
	ck_assert (options_are_valid (&ra, MTU PREFIX));
	ck_assert (options_are_valid (&ra, "0501000000000000" PREFIX)); /* any MTU */
	ck_assert (options_are_valid (&ra, PREFIX "c801000000000000"));
	ck_assert (!options_are_valid (&ra, MTU));
	ck_assert (!options_are_valid (&ra, PREFIX PREFIX));
	ck_assert (!options_are_valid (&ra, PREFIX "0500000000000500")); /* length 0 */
	ck_assert (!options_are_valid (&ra, PREFIX "0502000000000500")); /* truncated */
	/* prefix length not 64; option of the wrong size */
	ck_assert (!options_are_valid (&ra, "03044840 ffffffff ffffffff 00000000 20010000cb007178"
	                                    "0000000000000000"));
	ck_assert (!options_are_valid (&ra, "03054040 ffffffff ffffffff 00000000 20010000cb007178"
	                                    "0000000000000000 0000000000000000"));
}
END_TEST

/* RFC 4862 5.5.3 */
START_TEST (advertisement_with_prefix_not_for_addresses_is_refused)
{
	static const char rest[] = "00000000 20010000cb007178 0000000000000000";
	char option[128];
	struct teredo_ra ra;

	snprintf (option, sizeof (option), "03044040 00000001 00000000 %s", rest);
	ck_assert (options_are_valid (&ra, option)); /* deprecated, but valid */
	snprintf (option, sizeof (option), "03044040 00000000 00000000 %s", rest);
	ck_assert (!options_are_valid (&ra, option)); /* valid lifetime 0 */
	snprintf (option, sizeof (option), "03044080 ffffffff ffffffff %s", rest);
	ck_assert (!options_are_valid (&ra, option)); /* not autonomous */
}
END_TEST

UNIT_MAIN ("nd", solicitation_is_written_byte_for_byte, advertisement_is_written_byte_for_byte,
           solicitation_with_an_invalid_field_is_refused,
           advertisement_with_an_invalid_field_is_refused,
           advertisement_needs_exactly_one_prefix_option,
           advertisement_with_prefix_not_for_addresses_is_refused)
