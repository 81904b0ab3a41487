/*
 * fuzz.c - common functions of fuzz targets
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "bytes/array.h"
#include "values/addr.h"
#include "messages/encap.h"
#include "values/ip6.h"

static uint32_t random_state;

_Noreturn void fuzz_fail (const char *condition, const char *file, int line)
{
	fprintf (stderr, "%s:%d: assertion failed: %s\n", file, line, condition);
	abort ();
}

static void fill_random (void *ctx, void *buf, size_t len)
{
	uint8_t *next = buf;

	(void)ctx;
	while (len-- > 0) {
		random_state = random_state * 1664525 + 1013904223;
		*next++ = (uint8_t)(random_state >> 24);
	}
}

const struct teredo_env fuzz_env = { .random = fill_random };

void fuzz_env_reset (void)
{
	random_state = 1;
}

struct teredo_endpoint fuzz_endpoint (struct teredo_reader *r)
{
	static const struct teredo_endpoint common[] = {
		{ 0xc6336401, 4096 }, { 0xc6336401, 4097 }, { 0xc6336402, 4096 },
		{ 0xcb007114, 3545 }, { 0xc0000202, 4096 }, { 0x0a000001, 4096 },
	};
	uint8_t choice = teredo_read_u8 (r);
	struct teredo_endpoint other;

	if (choice < ARRAY_LEN (common))
		return common[choice];
	other.ip = teredo_read_u32 (r);
	other.port = teredo_read_u16 (r);
	return other;
}

struct in6_addr fuzz_address (struct teredo_reader *r)
{
	struct in6_addr address = { { { 0x20, 0x01, 0x0d, 0xb8 } } };
	struct teredo_address parts = { .prefix = TEREDO_PREFIX, .server = 0xc633640a };
	uint8_t choice = teredo_read_u8 (r);

	if (choice < 0x40) {
		address.s6_addr[15] = choice;
	} else if (choice < 0xc0) {
		parts.mapped = fuzz_endpoint (r);
		parts.flags = choice;
		teredo_address_encode (&address, &parts);
	} else {
		teredo_read_bytes (r, &address, sizeof (address));
	}
	return address;
}

struct teredo_slice fuzz_bytes (struct teredo_reader *r)
{
	size_t len = teredo_read_u8 (r);

	return teredo_read_slice (r, len < r->left ? len : r->left);
}

void fuzz_check_ip6 (struct teredo_slice bytes)
{
	struct teredo_ip6 ip6;

	MUST (teredo_ip6_parse (&ip6, bytes));
	MUST (ip6.trailers.len == 0);
}

void fuzz_check_payload (struct teredo_slice udp)
{
	struct teredo_encap encap;
	struct teredo_ip6 ip6;

	MUST (teredo_encap_parse (&encap, udp));
	MUST (teredo_ip6_parse (&ip6, encap.rest));
}

void fuzz_check_udp (const struct teredo_endpoint *to, struct teredo_slice udp)
{
	MUST (teredo_endpoint_is_global (to));
	fuzz_check_payload (udp);
}
