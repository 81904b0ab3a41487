/*
 * test-tun6-fake.c - the tunnel in memory, and what all tunnels share: trains,
 * names, and explanations of failures
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tun6-fake.h"

#include <errno.h>
#include <string.h>
#include "diag.h"
#include "unit.h"

static struct tun6_error error;
static uint8_t buffer[TUN6_TRAIN_MAX];

/* A packet of len bytes: all that a tunnel looks at is its length and version. */
static const uint8_t *packet (uint8_t version, size_t len)
{
	static uint8_t bytes[TUN6_TRAIN_MAX];

	memset (bytes, 0xab, len);
	bytes[0] = (uint8_t)(version << 4);
	return bytes;
}

START_TEST (packets_of_the_host_come_one_a_train)
{
	struct tun6 *tun = tun6_new (NULL, &error);
	struct tun6_train train;

	ck_assert_ptr_nonnull (tun);
	ck_assert_int_eq (tun6_recv (tun, buffer, sizeof (buffer), &train), 0);
	ck_assert_int_eq (tun6_fake_inject (tun, packet (6, 40), 40), 0);
	ck_assert_int_eq (tun6_fake_inject (tun, packet (6, 1280), 1280), 0);
	ck_assert_int_eq (tun6_recv (tun, buffer, sizeof (buffer), &train), 1);
	ck_assert_uint_eq (train.len, 40);
	ck_assert_uint_eq (train.segment, 40);
	ck_assert_int_eq (tun6_recv (tun, buffer, sizeof (buffer), &train), 1);
	ck_assert_uint_eq (train.len, 1280);
	ck_assert_mem_eq (train.data, packet (6, 1280), 1280);
	ck_assert_int_eq (tun6_recv (tun, buffer, sizeof (buffer), &train), 0);
	tun6_free (tun);
}
END_TEST

START_TEST (what_is_not_ip6_is_passed_over)
{
	struct tun6 *tun = tun6_new ("teredo", &error);
	struct tun6_train train;

	ck_assert_int_eq (tun6_fake_inject (tun, packet (4, 60), 60), 0);
	ck_assert_int_eq (tun6_fake_inject (tun, packet (6, 39), 39), 0);
	ck_assert_int_eq (tun6_recv (tun, buffer, sizeof (buffer), &train), 0);
	ck_assert_int_eq (tun6_fake_inject (tun, packet (4, 60), 60), 0);
	ck_assert_int_eq (tun6_fake_inject (tun, packet (6, 50), 50), 0);
	ck_assert_int_eq (tun6_recv (tun, buffer, sizeof (buffer), &train), 1);
	ck_assert_uint_eq (train.len, 50);
	tun6_free (tun);
}
END_TEST

START_TEST (a_train_is_cut_at_its_segments)
{
	static uint8_t three[100 + 100 + 60];
	const struct tun6_train train = { .data = three, .len = sizeof (three), .segment = 100 };
	struct tun6 *tun = tun6_new ("teredo", &error);

	for (size_t i = 0; i < sizeof (three); i++)
		three[i] = (uint8_t)i;
	three[0] = three[100] = three[200] = 0x60;
	ck_assert_int_eq (tun6_send (tun, &train), 0);
	ck_assert_int_eq (tun6_fake_extract (tun, buffer, sizeof (buffer)), 100);
	ck_assert_mem_eq (buffer, three, 100);
	ck_assert_int_eq (tun6_fake_extract (tun, buffer, sizeof (buffer)), 100);
	ck_assert_mem_eq (buffer, three + 100, 100);
	ck_assert_int_eq (tun6_fake_extract (tun, buffer, sizeof (buffer)), 60);
	ck_assert_mem_eq (buffer, three + 200, 60);
	ck_assert_int_eq (tun6_fake_extract (tun, buffer, sizeof (buffer)), 0);
	tun6_free (tun);
}
END_TEST

static void expect_invalid (struct tun6 *tun, uint8_t version, size_t len, size_t segment)
{
	uint8_t bytes[100];
	const struct tun6_train train = { .data = bytes, .len = len, .segment = segment };

	memcpy (bytes, packet (version, sizeof (bytes)), sizeof (bytes));
	errno = 0;
	ck_assert_int_eq (tun6_send (tun, &train), -1);
	ck_assert_int_eq (errno, EINVAL);
	ck_assert_int_eq (tun6_fake_extract (tun, buffer, sizeof (buffer)), 0);
}

START_TEST (bytes_that_are_no_packet_are_refused)
{
	struct tun6 *tun = tun6_new ("teredo", &error);

	expect_invalid (tun, 4, 60, 60);
	expect_invalid (tun, 6, 39, 39);
	expect_invalid (tun, 6, 100, 39);
	expect_invalid (tun, 6, 100, 0);
	tun6_free (tun);
}
END_TEST

START_TEST (mtus_are_in_bounds)
{
	struct tun6 *tun = tun6_new ("teredo", &error);

	ck_assert_int_eq (tun6_set_mtu (tun, 1279), -1);
	ck_assert_int_eq (errno, EINVAL);
	ck_assert_int_eq (tun6_set_mtu (tun, 65536), -1);
	ck_assert_uint_eq (tun6_fake_mtu (tun), 0);
	ck_assert_int_eq (tun6_set_mtu (tun, 65535), 0);
	ck_assert_uint_eq (tun6_fake_mtu (tun), 65535);
	tun6_free (tun);
}
END_TEST

START_TEST (names_are_checked)
{
	static const char *const bad[] = {
		"sixteen-letters-", "a/b", "a b", "a:b", "tun%d", ".", "..", "a\n"
	};

	ck_assert_int_eq (tun6_check_name (""), 0);
	ck_assert_int_eq (tun6_check_name ("fifteen-letters"), 0);
	for (size_t i = 0; i < ARRAY_LEN (bad); i++) {
		ck_assert_int_eq (tun6_check_name (bad[i]), -1);
		ck_assert_ptr_null (tun6_new (bad[i], &error));
		ck_assert_int_eq (error.err, EINVAL);
		ck_assert_ptr_nonnull (strstr (error.message, bad[i]));
	}
}
END_TEST

/* What a failure is explained with: its words, and no other failure's. */
START_TEST (failures_are_told_apart)
{
	static const struct {
		enum tun6_stage stage;
		int err;
		const char *word;
	} cases[] = {
		{ TUN6_STAGE_IPV6, EAFNOSUPPORT, "ipv6.disable" },
		{ TUN6_STAGE_IPV6, EACCES, "disable_ipv6" },
		{ TUN6_STAGE_DEVICE, ENOENT, "module \"tun\"" },
		{ TUN6_STAGE_DEVICE, ENODEV, "module \"tun\"" },
		{ TUN6_STAGE_DEVICE, EACCES, "allow the container" },
		{ TUN6_STAGE_CREATE, EPERM, "CAP_NET_ADMIN" },
		{ TUN6_STAGE_CREATE, EBUSY, "in use" },
		{ TUN6_STAGE_CREATE, EMFILE, "Too many open files" },
		{ TUN6_STAGE_SET_UP, EIO, "Input/output error" },
	};

	for (size_t i = 0; i < ARRAY_LEN (cases); i++) {
		tun6_diagnose (&error, cases[i].stage, cases[i].err, "fifteen-letters");
		ck_assert_int_eq (error.err, cases[i].err);
		ck_assert_msg (strstr (error.message, cases[i].word) != NULL, "%s: no \"%s\"",
		               error.message, cases[i].word);
		/* whole: nothing was cut off */
		ck_assert_uint_lt (strlen (error.message), sizeof (error.message) - 1);
	}
}
END_TEST

UNIT_MAIN ("tun6-fake", packets_of_the_host_come_one_a_train, what_is_not_ip6_is_passed_over,
           a_train_is_cut_at_its_segments, bytes_that_are_no_packet_are_refused, mtus_are_in_bounds,
           names_are_checked, failures_are_told_apart)
