/*
 * test-addr.c - Teredo IPv6 addresses
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "values/addr.h"

#include "bytes/params.h"
#include "unit.h"

/* RFC 4380 4 */
START_TEST (address_decoded_and_encoded_again_is_unchanged)
{
	static const struct {
		const char *text, *server, *mapped;
		uint16_t flags;
	} vectors[] = {
		{ "2001:0:cb00:7178:0:efff:3fff:fdfe", "203.0.113.120", "192.0.2.1:4096", 0 },
		{ "2001:0:c633:6476:0:dfff:3fff:fdf5", "198.51.100.118", "192.0.2.10:8192", 0 },
		{ "2001:0:c633:6476:bcff:dfff:3fff:fdf5", "198.51.100.118", "192.0.2.10:8192",
		  0xbcff },
		{ "2001:0:cb00:7178:0:f000:39cc:9b89", "203.0.113.120", "198.51.100.118:4095", 0 },
	};

	for (size_t i = 0; i < ARRAY_LEN (vectors); i++) {
		const struct in6_addr wanted = unit_ip6 (vectors[i].text);
		const struct teredo_endpoint mapped = unit_endpoint (vectors[i].mapped);
		struct teredo_address parts;
		struct in6_addr again;

		teredo_address_decode (&parts, &wanted);
		ck_assert_uint_eq (parts.prefix, TEREDO_PREFIX);
		ck_assert_uint_eq (parts.server, unit_ipv4 (vectors[i].server));
		ck_assert_uint_eq (parts.flags, vectors[i].flags);
		ck_assert (teredo_endpoint_equal (&parts.mapped, &mapped));
		teredo_address_encode (&again, &parts);
		unit_check_ip6 (&again, vectors[i].text);
	}
}
END_TEST

/* RFC 5991 3.1: each of the 12 bits is both set and clear, the others never set. */
START_TEST (random_flags_set_only_the_12_random_bits)
{
	uint16_t ones = 0, zeros = 0;

	for (unsigned random = 0; random <= UINT16_MAX; random++) {
		uint16_t flags = teredo_flags_random ((uint16_t)random);

		ones |= flags;
		zeros |= (uint16_t)~flags;
	}
	ck_assert_uint_eq (ones, 0x3cff);
	ck_assert_uint_eq (zeros, 0xffff);
}
END_TEST

/* RFC 4380 5.3.2 */
START_TEST (server_linklocal_address_has_cone_bit_and_port_3544)
{
	struct in6_addr address;

	teredo_linklocal_server (&address, unit_ipv4 ("203.0.113.120"));
	unit_check_ip6 (&address, "fe80::8000:f227:34ff:8e87");
}
END_TEST

START_TEST (client_linklocal_and_all_routers_have_known_values)
{
	unit_check_ip6 (&teredo_linklocal_client, "fe80::ffff:ffff:ffff");
	unit_check_ip6 (&teredo_all_routers, "ff02::2");
}
END_TEST

START_TEST (address_outside_prefix_is_not_teredo)
{
	const struct in6_addr in = unit_ip6 ("2001::1"), out = unit_ip6 ("2001:1::1");

	ck_assert (teredo_address_in_prefix (&in, TEREDO_PREFIX));
	ck_assert (!teredo_address_in_prefix (&out, TEREDO_PREFIX));
}
END_TEST

START_TEST (special_ipv6_addresses_are_not_global)
{
	static const char *const no[] = {
		"::",      "::1",     "::192.0.2.1", "::ffff:192.0.2.1", "fe80::1", "febf::1",
		"fec0::1", "fc00::1", "fdff::1",     "ff02::1",          "ff0e::1", "64:ff9b:1::1",
	};
	static const char *const yes[] = { "2001:db8::1", "2001::1", "2002::1", "64:ff9b::1" };

	for (size_t i = 0; i < ARRAY_LEN (no); i++) {
		const struct in6_addr address = unit_ip6 (no[i]);

		ck_assert_msg (!teredo_ip6_is_global (&address), "%s", no[i]);
	}
	for (size_t i = 0; i < ARRAY_LEN (yes); i++) {
		const struct in6_addr address = unit_ip6 (yes[i]);

		ck_assert_msg (teredo_ip6_is_global (&address), "%s", yes[i]);
	}
}
END_TEST

START_TEST (ipv4_address_is_found_in_6to4_and_nat64_addresses)
{
	static const struct {
		const char *ip6, *ip;
	} cases[] = {
		{ "2002:7f00:1::1", "127.0.0.1" },   { "2002:c000:221:5::", "192.0.2.33" },
		{ "64:ff9b::10.0.0.1", "10.0.0.1" }, { "64:ff9b::192.0.2.33", "192.0.2.33" },
		{ "2003:7f00:1::1", NULL },          { "64:ff9b::1:192.0.2.33", NULL },
		{ "2001:db8::192.0.2.33", NULL },
	};

	for (size_t i = 0; i < ARRAY_LEN (cases); i++) {
		const struct in6_addr address = unit_ip6 (cases[i].ip6);
		uint32_t ip = 0;

		ck_assert_msg (teredo_ip6_embeds_ipv4 (&address, &ip) == (cases[i].ip != NULL),
		               "%s", cases[i].ip6);
		if (cases[i].ip != NULL)
			ck_assert_uint_eq (ip, unit_ipv4 (cases[i].ip));
	}
}
END_TEST

UNIT_MAIN ("addr", address_decoded_and_encoded_again_is_unchanged,
           random_flags_set_only_the_12_random_bits,
           server_linklocal_address_has_cone_bit_and_port_3544,
           client_linklocal_and_all_routers_have_known_values, address_outside_prefix_is_not_teredo,
           special_ipv6_addresses_are_not_global, ipv4_address_is_found_in_6to4_and_nat64_addresses)
