/*
 * test-ipv4.c - global IPv4 addresses and special ranges
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "values/ipv4.h"

#include <string.h>
#include "unit.h"

/* First and last address of each range in RFC 4380 5.2.4, and of those in the RFC 6890 registry
 * that are not global. */
START_TEST (reserved_ranges_are_not_global)
{
	static const char *const refused[] = {
		"0.0.0.0",     "0.255.255.255",   "10.0.0.0",        "10.255.255.255",
		"127.0.0.0",   "127.255.255.255", "169.254.0.0",     "169.254.255.255",
		"172.16.0.0",  "172.31.255.255",  "192.88.99.0",     "192.88.99.255",
		"192.168.0.0", "192.168.255.255", "224.0.0.0",       "239.255.255.255",
		"240.0.0.0",   "255.255.255.254", "255.255.255.255", "100.64.0.0",
		"100.64.0.1",  "100.127.255.255", "192.0.0.0",       "192.0.0.255",
	};

	for (size_t i = 0; i < ARRAY_LEN (refused); i++)
		ck_assert_msg (!teredo_ipv4_is_global (unit_ipv4 (refused[i])), "%s", refused[i]);
}
END_TEST

/* Also those in ranges for test networks, or in special ranges that are global. */
START_TEST (addresses_next_to_reserved_ranges_are_global)
{
	static const char *const accepted[] = {
		"1.0.0.0",         "9.255.255.255",   "11.0.0.0",       "126.255.255.255",
		"128.0.0.0",       "169.253.255.255", "169.255.0.0",    "172.15.255.255",
		"172.32.0.0",      "192.88.98.255",   "192.88.100.0",   "192.167.255.255",
		"192.169.0.0",     "223.255.255.255", "100.63.255.255", "100.128.0.0",
		"191.255.255.255", "192.0.1.0",       "192.0.2.1",      "192.31.196.1",
		"192.52.193.1",    "192.175.48.1",    "198.18.0.1",     "198.51.100.1",
		"203.0.113.1",
	};

	for (size_t i = 0; i < ARRAY_LEN (accepted); i++)
		ck_assert_msg (teredo_ipv4_is_global (unit_ipv4 (accepted[i])), "%s", accepted[i]);
}
END_TEST

START_TEST (endpoint_with_port_0_is_not_global)
{
	const struct teredo_endpoint good = unit_endpoint ("192.0.2.1:1");
	const struct teredo_endpoint no_port = unit_endpoint ("192.0.2.1:0");
	const struct teredo_endpoint private = unit_endpoint ("10.0.0.1:1");

	ck_assert (teredo_endpoint_is_global (&good));
	ck_assert (!teredo_endpoint_is_global (&no_port));
	ck_assert (!teredo_endpoint_is_global (&private));
}
END_TEST

START_TEST (special_ranges_have_names)
{
	static const struct {
		const char *ip, *name;
	} wanted[] = {
		{ "10.1.2.3", "private use" },
		{ "100.64.0.0", "shared address space" },
		{ "100.127.255.255", "shared" },
		{ "192.0.2.255", "documentation" },
		{ "198.19.255.255", "benchmark" },
		{ "255.255.255.255", "limited broadcast" },
		{ "255.255.255.254", "reserved" },
		{ "224.0.0.253", "multicast" },
		{ "100.63.255.255", NULL },
		{ "100.128.0.0", NULL },
		{ "198.20.0.0", NULL },
		{ "8.8.8.8", NULL },
	};

	for (size_t i = 0; i < ARRAY_LEN (wanted); i++) {
		const char *name = teredo_ipv4_special (unit_ipv4 (wanted[i].ip));

		if (wanted[i].name == NULL)
			ck_assert_msg (name == NULL, "%s: %s", wanted[i].ip, name);
		else
			ck_assert_msg (name != NULL && strstr (name, wanted[i].name) == name,
			               "%s: %s", wanted[i].ip, name != NULL ? name : "none");
	}
}
END_TEST

UNIT_MAIN ("ipv4", reserved_ranges_are_not_global, addresses_next_to_reserved_ranges_are_global,
           endpoint_with_port_0_is_not_global, special_ranges_have_names)
