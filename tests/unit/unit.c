/*
 * unit.c - helpers of all unit tests
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "unit.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

struct unit_bytes unit_hex (const char *digits)
{
	struct unit_bytes bytes = { .len = 0 };
	unsigned nibbles = 0;

	for (; *digits != '\0'; digits++) {
		const char pair[2] = { *digits, '\0' };

		if (isspace ((unsigned char)*digits))
			continue;
		ck_assert (isxdigit ((unsigned char)*digits));
		ck_assert_uint_lt (nibbles / 2, UNIT_BYTES);
		bytes.data[nibbles / 2] = (uint8_t)(bytes.data[nibbles / 2] << 4
		                                    | strtoul (pair, NULL, 16));
		nibbles++;
	}
	ck_assert_uint_eq (nibbles % 2, 0);
	bytes.len = nibbles / 2;
	return bytes;
}

struct teredo_slice unit_slice (const struct unit_bytes *bytes)
{
	return (struct teredo_slice){ bytes->data, bytes->len };
}

struct in6_addr unit_ip6 (const char *text)
{
	struct in6_addr address;

	ck_assert_msg (inet_pton (AF_INET6, text, &address) == 1, "%s: not an IPv6 address", text);
	return address;
}

uint32_t unit_ipv4 (const char *text)
{
	struct in_addr address;

	ck_assert_msg (inet_pton (AF_INET, text, &address) == 1, "%s: not an IPv4 address", text);
	return ntohl (address.s_addr);
}

struct teredo_endpoint unit_endpoint (const char *text)
{
	const char *colon = strchr (text, ':');
	struct teredo_endpoint endpoint;
	char address[16] = "";

	ck_assert_ptr_nonnull (colon);
	ck_assert_uint_lt ((size_t)(colon - text), sizeof (address));
	memcpy (address, text, (size_t)(colon - text));
	endpoint.ip = unit_ipv4 (address);
	endpoint.port = (uint16_t)strtoul (colon + 1, NULL, 10);
	return endpoint;
}

static void print_hex (const char *what, struct teredo_slice bytes)
{
	printf ("%s (%zu bytes):", what, bytes.len);
	for (size_t i = 0; i < bytes.len; i++)
		printf ("%s%02x", i % 4 == 0 ? " " : "", bytes.data[i]);
	putchar ('\n');
	fflush (stdout);
}

void unit_check_bytes (struct teredo_slice got, const char *wanted_digits)
{
	const struct unit_bytes wanted = unit_hex (wanted_digits);
	bool same = got.len == wanted.len
	            && (got.len == 0 || memcmp (got.data, wanted.data, got.len) == 0);

	if (!same) {
		print_hex ("got   ", got);
		print_hex ("wanted", unit_slice (&wanted));
	}
	ck_assert_msg (same, "the bytes differ");
}

void unit_check_ip6 (const struct in6_addr *got, const char *wanted)
{
	const struct in6_addr address = unit_ip6 (wanted);
	char text[INET6_ADDRSTRLEN];

	inet_ntop (AF_INET6, got, text, sizeof (text));
	ck_assert_msg (IN6_ARE_ADDR_EQUAL (got, &address), "got %s, wanted %s", text, wanted);
}

int unit_run (const char *name, const TTest *const *tests, size_t count)
{
	Suite *suite = suite_create (name);
	TCase *tcase = tcase_create (name);
	SRunner *runner;
	int failed;

	/* Long enough for slow sanitizers. */
	tcase_set_timeout (tcase, 300);
	for (size_t i = 0; i < count; i++)
		tcase_add_test (tcase, tests[i]);
	suite_add_tcase (suite, tcase);
	runner = srunner_create (suite);
	srunner_run_all (runner, CK_ENV);
	failed = srunner_ntests_failed (runner);
	srunner_free (runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static uint32_t state = 1;

static void fill (void *ctx, void *buf, size_t len)
{
	uint8_t *next = buf;

	(void)ctx;
	while (len-- > 0) {
		state = state * 1664525 + 1013904223;
		*next++ = (uint8_t)(state >> 24);
	}
}

struct teredo_networks unit_networks;
const struct teredo_env unit_env = { .random = fill, .networks = &unit_networks };
