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

#define ARGC      8
#define ARGC_EXIT 14

static const struct helper_setup client = {
	.kind = HELPER_CLIENT,
	.iface = "teredo",
	.ifindex = 7,
	.prefix = TEREDO_PREFIX,
	.mtu = TEREDO_MTU_MIN,
	.facility = -1,
	.pidfile = "miredo.pid",
};

static struct helper_setup exit_relay (void)
{
	struct helper_setup setup = {
		.kind = HELPER_RELAY,
		.iface = "teredo",
		.ifindex = 7,
		.prefix = TEREDO_PREFIX,
		.mtu = TEREDO_MTU_MIN,
		.facility = -1,
		.pidfile = "pid",
		.exit = {
			.kind = EXIT_PREFIX,
			.prefix = unit_ip6 ("2001:db8:99::"),
			.server = unit_ipv4 ("198.51.100.10"),
			.allow.count = EXIT_NETWORKS_MAX,
			.client_rate = 20,
			.rate = EXIT_RATE_MAX,
		},
	};

	for (size_t i = 0; i < EXIT_NETWORKS_MAX; i++)
		setup.exit.allow.list[i] = (struct exit_network){ ~(uint32_t)i << 1, 31 };
	return setup;
}

static void check_round_trip (const struct helper_setup *setup, int wanted)
{
	struct helper_setup got = { .iface = NULL };
	struct arguments arguments;
	const int argc = arguments_write (&arguments, setup);

	ck_assert_int_eq (argc, wanted);
	ck_assert_ptr_null (arguments.argv[argc]);
	ck_assert (arguments_read (&got, argc, (char *const *)(uintptr_t)arguments.argv));
	ck_assert_int_eq (got.kind, setup->kind);
	ck_assert_str_eq (got.iface, setup->iface);
	ck_assert_uint_eq (got.ifindex, setup->ifindex);
	ck_assert_uint_eq (got.prefix, setup->prefix);
	ck_assert_uint_eq (got.mtu, setup->mtu);
	ck_assert_int_eq (got.facility, setup->facility);
	ck_assert_str_eq (got.pidfile, setup->pidfile);
	ck_assert_mem_eq (&got.exit, &setup->exit, sizeof (got.exit));
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
		.pidfile = "pid",
	};

	check_round_trip (&client, ARGC);
	check_round_trip (&relay, ARGC);
}
END_TEST

START_TEST (written_exit_is_read_back)
{
	struct helper_setup setup = exit_relay ();

	check_round_trip (&setup, ARGC_EXIT);
	setup.exit.deny = setup.exit.allow;
	check_round_trip (&setup, ARGC_EXIT);
	setup.exit = (struct exit_config){ .kind = EXIT_MASQUERADE, .server = setup.exit.server };
	check_round_trip (&setup, ARGC_EXIT);
}
END_TEST

START_TEST (invalid_argument_is_rejected)
{
	static const struct {
		int at;
		const char *text;
	} bad[] = {
		{ 1, "server" },  { 1, "" },        { 2, "sixteen-letters-" },
		{ 3, "0" },       { 3, "" },        { 3, "4294967296" },
		{ 3, "7x" },      { 4, "2001::" },  { 4, "100000000" },
		{ 5, "1279" },    { 5, "65468" },   { 6, "syslog" },
		{ 6, "1000000" }, { 7, "" },        { 7, "." },
		{ 7, ".." },      { 7, "run/pid" }, { 7, "/pid" },
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

START_TEST (invalid_exit_is_rejected)
{
	static const struct {
		int at;
		const char *text;
	} bad[] = {
		{ 1, "client" },
		{ 2, "te redo" },
		{ 2, "te;redo" },
		{ 2, "" },
		{ 4, "20010db8" }, /* the exit's prefix is in that of the Teredo addresses */
		{ 8, "" },
		{ 8, "no" },
		{ 8, "fe80::/64" },
		{ 8, "2001::/64" },
		{ 8, "2001:db8::1/64" },
		{ 8, "2001:db8::/65" },
		{ 8, "2001:db8::/64; flush ruleset" },
		{ 9, "" },
		{ 9, "0.0.0.0" },
		{ 9, "10.0.0.1" },
		{ 9, "host.example" },
		{ 10, " " },
		{ 10, "192.0.2.1/24" },
		{ 10, "192.0.2.0/24 x" },
		{ 10, "::/0" },
		{ 11, "192.0.2.0/33" },
		{ 11, "192.0.2.0/24,192.0.3.0/24" },
		{ 12, "" },
		{ 12, "-1" },
		{ 12, "100001" },
		{ 13, "" },
		{ 13, "5 mbit" },
	};
	const struct helper_setup setup = exit_relay ();

	for (size_t i = 0; i < ARRAY_LEN (bad); i++) {
		struct helper_setup got;
		struct arguments arguments;

		arguments_write (&arguments, &setup);
		arguments.argv[bad[i].at] = bad[i].text;
		ck_assert_msg (!arguments_read (&got, ARGC_EXIT,
		                                (char *const *)(uintptr_t)arguments.argv),
		               "argument %d: \"%s\"", bad[i].at, bad[i].text);
	}
}
END_TEST

START_TEST (wrong_number_of_arguments_is_rejected)
{
	struct arguments arguments;
	struct helper_setup got, setup;

	arguments_write (&arguments, &client);
	for (int argc = 0; argc <= ARGC + 1; argc++)
		ck_assert_int_eq (arguments_read (&got, argc,
		                                  (char *const *)(uintptr_t)arguments.argv),
		                  argc == ARGC);
	setup = exit_relay ();
	arguments_write (&arguments, &setup);
	for (int argc = ARGC + 1; argc <= ARGC_EXIT + 1; argc++)
		ck_assert_int_eq (arguments_read (&got, argc,
		                                  (char *const *)(uintptr_t)arguments.argv),
		                  argc == ARGC_EXIT);
}
END_TEST

UNIT_MAIN ("arguments", written_arguments_are_read_back, written_exit_is_read_back,
           invalid_argument_is_rejected, invalid_exit_is_rejected,
           wrong_number_of_arguments_is_rejected)
