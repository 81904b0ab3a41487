/*
 * test-arguments.c - command line of miredo-privproc
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "helper/arguments.h"

#include <string.h>
#include <syslog.h>
#include "bytes/params.h"
#include "unit.h"

#define ARGC 7

static const struct helper_setup client = {
	.kind = HELPER_CLIENT,
	.iface = "teredo",
	.ifindex = 7,
	.prefix = TEREDO_PREFIX,
	.mtu = TEREDO_MTU_MIN,
	.facility = -1,
};

static void check_round_trip (const struct helper_setup *setup)
{
	struct helper_setup got = { .iface = NULL };
	struct arguments arguments;

	arguments_write (&arguments, setup);
	ck_assert_ptr_null (arguments.argv[ARGC]);
	ck_assert (arguments_read (&got, ARGC, (char *const *)(uintptr_t)arguments.argv));
	ck_assert_int_eq (got.kind, setup->kind);
	ck_assert_str_eq (got.iface, setup->iface);
	ck_assert_uint_eq (got.ifindex, setup->ifindex);
	ck_assert_uint_eq (got.prefix, setup->prefix);
	ck_assert_uint_eq (got.mtu, setup->mtu);
	ck_assert_int_eq (got.facility, setup->facility);
}

START_TEST (written_arguments_are_read_back)
{
	const struct helper_setup relay = {
		.kind = HELPER_RELAY,
		.iface = "fifteen-letters",
		.ifindex = UINT32_MAX,
		.prefix = UINT32_MAX,
		.mtu = TEREDO_MTU_MAX,
		.facility = LOG_LOCAL7,
	};

	check_round_trip (&client);
	check_round_trip (&relay);
}
END_TEST

START_TEST (invalid_argument_is_rejected)
{
	static const struct {
		int at;
		const char *text;
	} bad[] = {
		{ 1, "server" },  { 1, "" },       { 2, "sixteen-letters-" },
		{ 3, "0" },       { 3, "" },       { 3, "4294967296" },
		{ 3, "7x" },      { 4, "2001::" }, { 4, "100000000" },
		{ 5, "1279" },    { 5, "65468" },  { 6, "syslog" },
		{ 6, "1000000" },
	};

	for (size_t i = 0; i < ARRAY_LEN (bad); i++) {
		struct helper_setup got;
		struct arguments arguments;

		arguments_write (&arguments, &client);
		arguments.argv[bad[i].at] = bad[i].text;
		ck_assert_msg (!arguments_read (&got, ARGC,
		                                (char *const *)(uintptr_t)arguments.argv),
		               "argument %d: \"%s\"", bad[i].at, bad[i].text);
	}
}
END_TEST

START_TEST (wrong_number_of_arguments_is_rejected)
{
	struct arguments arguments;
	struct helper_setup got;

	arguments_write (&arguments, &client);
	for (int argc = 0; argc <= ARGC + 1; argc++)
		ck_assert_int_eq (arguments_read (&got, argc,
		                                  (char *const *)(uintptr_t)arguments.argv),
		                  argc == ARGC);
}
END_TEST

UNIT_MAIN ("arguments", written_arguments_are_read_back, invalid_argument_is_rejected,
           wrong_number_of_arguments_is_rejected)
