/*
 * fuzz.h - what fuzz targets have in common
 *
 * A target is libFuzzer's entry point. An input to a role is a stream of
 * operations: one byte that says which, then what it needs; where bytes run
 * out, they are zeros, and the stream ends. What must hold is asserted.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include "values/env.h"
#include "values/ipv4.h"
#include "bytes/wire.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Ends the program when something that must hold does not. */
#define MUST(condition) \
	do { \
		if (!(condition)) \
			fuzz_fail (#condition, __FILE__, __LINE__); \
	} while (0)

_Noreturn void fuzz_fail (const char *condition, const char *file, int line);

/* The same "random" bits in every run. */
extern const struct teredo_env fuzz_env;
void fuzz_env_reset (void);

/* A choice among few endpoints, so that operations meet again. */
struct teredo_endpoint fuzz_endpoint (struct teredo_reader *);

/* An IPv6 address for which much depends on the choice: native hosts, peers
 * whose mapping is one of those endpoints, and none of these. */
struct in6_addr fuzz_address (struct teredo_reader *);

/* A length (one byte) and so many bytes; what is left if there are fewer. */
struct teredo_slice fuzz_bytes (struct teredo_reader *);

/* What a role gives to IPv6 must be one whole packet. */
void fuzz_check_ip6 (struct teredo_slice);

/* What it sends must be a Teredo packet; and go to a global address besides. */
void fuzz_check_payload (struct teredo_slice);
void fuzz_check_udp (const struct teredo_endpoint *, struct teredo_slice);

#endif
