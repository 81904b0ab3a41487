/*
 * test-hook-exit.c - what the hook of a relay learns about its exit
 *
 * Each test runs in its own directory: "hook" is the hook, "calls" what it
 * recorded.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "helper/hook.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "conf/exit.h"
#include "script.h"
#include "unit.h"

#define PATH_LINE "PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin\n"

static struct hook hook = {
	.path = "./hook",
	.iface = "teredo",
	.ifindex = 7,
	.patience = HOOK_PATIENCE,
	.channel = -1,
};
START_TEST (exit_is_described_in_every_call)
{
	static struct exit_config config = {
		.kind = EXIT_PREFIX,
		.allow = { 2, { { 0xcb007100, 30 }, { 0xc0000207, 32 } } },
		.deny = { 1, { { 0xc6336400, 24 } } },
		.client_rate = 20,
		.rate = 500,
	};
	const struct hook_config up = { unit_ip6 ("2001::"), 1280 };

	script_begin ("echo $STATE $EXIT $EXIT_CLIENTS $EXIT_ALLOW $EXIT_DENY $EXIT_CLIENT_RATE "
	              "$EXIT_RATE >> calls\n");
	config.prefix = unit_ip6 ("2001:db8:99::");
	config.server = unit_ipv4 ("198.51.100.10");
	hook.prefix = 0x20010000;
	hook.exit = &config;
	ck_assert (hook_up (&hook, &up));
	ck_assert (hook_destroy (&hook));
#define EXIT_VARIABLES \
	"2001:db8:99::/64 2001:0:c633:640a::/64 ::34ff:8efc/126,::3fff:fdf8/128 " \
	"::39cc:9b00/120 20 500\n"
	ck_assert_str_eq (script_read ("calls"),
	                  "up " EXIT_VARIABLES "down " EXIT_VARIABLES "destroy " EXIT_VARIABLES);
	script_end ();
}
END_TEST

START_TEST (exit_variables_without_value_are_unset)
{
	static const struct exit_config config = { .kind = EXIT_MASQUERADE, .server = 0xc0000201 };

	script_begin (SCRIPT_RECORD ("calls"));
	hook.prefix = 0x20010000;
	hook.exit = &config;
	ck_assert (hook_destroy (&hook));
	ck_assert_str_eq (script_read ("calls"),
	                  "EXIT=masquerade\n"
	                  "EXIT_CLIENTS=2001:0:c000:201::/64\n"
	                  "IFACE=teredo\n"
	                  "IFINDEX=7\n"
	                  "OLD_STATE=down\n" PATH_LINE "STATE=destroy\n--\n");
	script_end ();
}
END_TEST

/* Rules that name an address twice are refused. */
START_TEST (each_pattern_of_an_exit_covers_other_addresses)
{
	static const struct exit_config config = {
		.kind = EXIT_MASQUERADE,
		.server = 0xc0000201,
		.allow = { 5,
		           { { 0xc0000280, 25 },
		             { 0xc0000200, 24 },
		             { 0x0a000000, 8 },
		             { 0xc0000200, 24 },
		             { 0xc0000300, 24 } } },
		.deny = { 2, { { 0xc0000200, 24 }, { 0, 0 } } },
	};

	script_begin ("echo $EXIT_ALLOW $EXIT_DENY >> calls\n");
	hook.exit = &config;
	ck_assert (hook_destroy (&hook));
	ck_assert_str_eq (script_read ("calls"),
	                  "::3fff:fd00/120,::f500:0/104,::3fff:fc00/120 ::0:0/96\n");
	script_end ();
}
END_TEST

START_TEST (longest_list_of_an_exit_is_passed_in_full)
{
	static struct exit_config config = { .kind = EXIT_MASQUERADE, .server = 0xc0000201 };
	const char *calls;

	config.deny.count = EXIT_NETWORKS_MAX;
	for (uint32_t i = 0; i < EXIT_NETWORKS_MAX; i++)
		config.deny.list[i] = (struct exit_network){ 0x01020300 + i, 32 };
	script_begin ("echo $EXIT_DENY >> calls\n");
	hook.exit = &config;
	ck_assert (hook_destroy (&hook));
	calls = script_read ("calls");
	ck_assert_uint_eq (strlen (calls), EXIT_NETWORKS_MAX * strlen ("::fefd:fcff/128,"));
	ck_assert_ptr_nonnull (strstr (calls, ",::fefd:fcc0/128\n"));
	script_end ();
}
END_TEST

UNIT_MAIN ("hook-exit", exit_is_described_in_every_call, exit_variables_without_value_are_unset,
           each_pattern_of_an_exit_covers_other_addresses,
           longest_list_of_an_exit_is_passed_in_full)
