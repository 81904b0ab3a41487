/*
 * fuzz.h - common functions of fuzz targets
 *
 * A target defines libFuzzer's entry point. The input of a role is a sequence of
 * operations: one byte selects the operation, its arguments follow. Bytes missing
 * at the end read as zero. Targets check their assertions with MUST.
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

/* Aborts the program if the condition is false. */
#define MUST(condition) \
	do { \
		if (!(condition)) \
			fuzz_fail (#condition, __FILE__, __LINE__); \
	} while (0)

_Noreturn void fuzz_fail (const char *condition, const char *file, int line);

/* Pseudo-random numbers, the same in every run; reset starts the sequence again. */
extern const struct teredo_env fuzz_env;
void fuzz_env_reset (void);

/* Reads an endpoint: a byte that selects one of a short list, so that operations meet the
 * same peers, or that is followed by any endpoint. */
struct teredo_endpoint fuzz_endpoint (struct teredo_reader *);

/* Reads an IPv6 address: of a native host, of a Teredo client with one of those endpoints
 * as mapped address, or any. */
struct in6_addr fuzz_address (struct teredo_reader *);

/* Reads a length (one byte) and as many bytes, or all that are left. */
struct teredo_slice fuzz_bytes (struct teredo_reader *);

/* Checks that the bytes are one complete IPv6 packet, without trailers. */
void fuzz_check_ip6 (struct teredo_slice);

/* Check that a payload is a Teredo packet; the second also that it is sent to a global
 * address. */
void fuzz_check_payload (struct teredo_slice);
void fuzz_check_udp (const struct teredo_endpoint *, struct teredo_slice);

#endif
