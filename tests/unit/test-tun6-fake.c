/*
 * test-tun6-fake.c - tunnel in memory; code shared by all tunnels: packets, names,
 * reasons of failures
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tun6-fake.h"

#include <errno.h>
#include <string.h>
#include "name.h"
#include "reason.h"
#include "unit.h"

static struct tun6_error error;
static uint8_t buffer[TUN6_PACKET_MAX];
static struct tun6_gso gso;

/* A packet of len bytes; a tunnel checks only length and version. */
static const uint8_t *packet (uint8_t version, size_t len)
{
	static uint8_t bytes[TUN6_PACKET_MAX];

	memset (bytes, 0xab, len);
	bytes[0] = (uint8_t)(version << 4);
	return bytes;
}

START_TEST (injected_packets_are_received_one_by_one)
{
	struct tun6 *tun = tun6_new (NULL, &error);

	ck_assert_ptr_nonnull (tun);
	ck_assert_int_eq (tun6_recv (tun, buffer, sizeof (buffer), &gso), 0);
	ck_assert_int_eq (tun6_fake_inject (tun, packet (6, 40), 40), 0);
	ck_assert_int_eq (tun6_fake_inject (tun, packet (6, 1280), 1280), 0);
	ck_assert_int_eq (tun6_recv (tun, buffer, sizeof (buffer), &gso), 40);
	ck_assert_int_eq (tun6_recv (tun, buffer, sizeof (buffer), &gso), 1280);
	ck_assert_mem_eq (buffer, packet (6, 1280), 1280);
	ck_assert_int_eq (tun6_recv (tun, buffer, sizeof (buffer), &gso), 0);
	tun6_free (tun);
}
END_TEST

START_TEST (received_packets_that_are_not_ipv6_are_skipped)
{
	struct tun6 *tun = tun6_new ("teredo", &error);

	ck_assert_int_eq (tun6_fake_inject (tun, packet (4, 60), 60), 0);
	ck_assert_int_eq (tun6_fake_inject (tun, packet (6, 39), 39), 0);
	ck_assert_int_eq (tun6_recv (tun, buffer, sizeof (buffer), &gso), 0);
	ck_assert_int_eq (tun6_fake_inject (tun, packet (4, 60), 60), 0);
	ck_assert_int_eq (tun6_fake_inject (tun, packet (6, 50), 50), 0);
	ck_assert_int_eq (tun6_recv (tun, buffer, sizeof (buffer), &gso), 50);
	tun6_free (tun);
}
END_TEST

START_TEST (sent_packets_are_extracted_one_by_one)
{
	static uint8_t two[100 + 60];
	struct tun6 *tun = tun6_new ("teredo", &error);

	for (size_t i = 0; i < sizeof (two); i++)
		two[i] = (uint8_t)i;
	two[0] = two[100] = 0x60;
	ck_assert_int_eq (tun6_send (tun, two, 100), 0);
	ck_assert_int_eq (tun6_send (tun, two + 100, 60), 0);
	ck_assert_int_eq (tun6_fake_extract (tun, buffer, sizeof (buffer)), 100);
	ck_assert_mem_eq (buffer, two, 100);
	ck_assert_int_eq (tun6_fake_extract (tun, buffer, sizeof (buffer)), 60);
	ck_assert_mem_eq (buffer, two + 100, 60);
	ck_assert_int_eq (tun6_fake_extract (tun, buffer, sizeof (buffer)), 0);
	tun6_free (tun);
}
END_TEST

static void expect_invalid (struct tun6 *tun, uint8_t version, size_t len)
{
	errno = 0;
	ck_assert_int_eq (tun6_send (tun, packet (version, 100), len), -1);
	ck_assert_int_eq (errno, EINVAL);
	ck_assert_int_eq (tun6_fake_extract (tun, buffer, sizeof (buffer)), 0);
}

START_TEST (sending_an_invalid_packet_is_refused)
{
	struct tun6 *tun = tun6_new ("teredo", &error);

	expect_invalid (tun, 4, 60);
	expect_invalid (tun, 6, 39);
	expect_invalid (tun, 6, 0);
	tun6_free (tun);
}
END_TEST

START_TEST (invalid_interface_name_is_refused)
{
	static const char *const bad[] = {
		"sixteen-letters-", "a/b", "a b", "a:b", "tun%d", ".", "..", "a\n"
	};

	ck_assert_int_eq (tun6_name_check (""), 0);
	ck_assert_int_eq (tun6_name_check ("fifteen-letters"), 0);
	for (size_t i = 0; i < ARRAY_LEN (bad); i++) {
		ck_assert_int_eq (tun6_name_check (bad[i]), -1);
		ck_assert_ptr_null (tun6_new (bad[i], &error));
		ck_assert_int_eq (error.err, EINVAL);
		ck_assert_int_eq (error.reason, TUN6_BAD_NAME);
		ck_assert_str_eq (error.name, bad[i]);
	}
}
END_TEST

START_TEST (failure_at_each_stage_has_its_reason)
{
	static const struct {
		enum tun6_stage stage;
		int err;
		enum tun6_reason reason;
	} cases[] = {
		{ TUN6_STAGE_IPV6, EAFNOSUPPORT, TUN6_NO_IPV6 },
		{ TUN6_STAGE_IPV6, EACCES, TUN6_IPV6_DISABLED },
		{ TUN6_STAGE_IPV6, EMFILE, TUN6_FAILED },
		{ TUN6_STAGE_DEVICE, ENOENT, TUN6_NO_DEVICE },
		{ TUN6_STAGE_DEVICE, ENODEV, TUN6_NO_DRIVER },
		{ TUN6_STAGE_DEVICE, EACCES, TUN6_DEVICE_DENIED },
		{ TUN6_STAGE_DEVICE, EMFILE, TUN6_DEVICE_FAILED },
		{ TUN6_STAGE_CREATE, EPERM, TUN6_CREATE_DENIED },
		{ TUN6_STAGE_CREATE, EBUSY, TUN6_NAME_IN_USE },
		{ TUN6_STAGE_CREATE, EMFILE, TUN6_FAILED },
		{ TUN6_STAGE_SET_UP, EIO, TUN6_FAILED },
	};

	for (size_t i = 0; i < ARRAY_LEN (cases); i++)
		ck_assert_int_eq (tun6_reason (cases[i].stage, cases[i].err), cases[i].reason);
	tun6_fake_fail (EBUSY);
	ck_assert_ptr_null (tun6_new ("teredo", &error));
	ck_assert_int_eq (error.reason, TUN6_NAME_IN_USE);
	ck_assert_int_eq (error.err, EBUSY);
	ck_assert_str_eq (error.name, "teredo");
	tun6_fake_fail (0);
}
END_TEST

UNIT_MAIN ("tun6-fake", injected_packets_are_received_one_by_one,
           received_packets_that_are_not_ipv6_are_skipped, sent_packets_are_extracted_one_by_one,
           sending_an_invalid_packet_is_refused, invalid_interface_name_is_refused,
           failure_at_each_stage_has_its_reason)
