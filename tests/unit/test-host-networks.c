/*
 * test-host-networks.c - addresses that the system has
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/networks.h"

#include "unit.h"

static struct teredo_networks networks;

START_TEST (addresses_of_the_loopback_interface_are_found)
{
	size_t count;

	networks_find (&networks);
	count = networks.ipv4_count;
	ck_assert (teredo_networks_have_ipv4 (&networks, unit_ipv4 ("127.0.0.1")));
	for (size_t i = 0; i < count; i++)
		if (networks.ipv4[i].address == unit_ipv4 ("127.0.0.1"))
			ck_assert_uint_eq (networks.ipv4[i].mask, 0xff000000);
	networks_find (&networks); /* replaces them */
	ck_assert_uint_eq (networks.ipv4_count, count);
}
END_TEST

UNIT_MAIN ("host-networks", addresses_of_the_loopback_interface_are_found)
