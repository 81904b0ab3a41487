/*
 * unit.h - helpers of all unit tests
 *
 * A suite is a list of tests given to UNIT_MAIN. Each test runs in its own
 * process; with CK_FORK=no in the environment, all run in one, for debuggers.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_UNIT_H
#define TESTS_UNIT_H

#include <check.h>
#include <netinet/in.h>
#include "bytes/array.h"
#include "values/ipv4.h"
#include "values/env.h"
#include "bytes/wire.h"

/* Each assertion would write where it is to a file, for reports of crashes: more work than most
 * tests do. */
#define _mark_point(file, line) ((void)0)

#define UNIT_BYTES 2048 /* maximum length of a packet */

/* A buffer and its length. */
struct unit_bytes {
	size_t len;
	uint8_t data[UNIT_BYTES];
};

/* From hexadecimal digits; blanks are ignored. */
struct unit_bytes unit_hex (const char *digits);
struct teredo_slice unit_slice (const struct unit_bytes *);

/* From text such as "2001::1", "192.0.2.1" and "192.0.2.1:4096". */
struct in6_addr unit_ip6 (const char *text);
uint32_t unit_ipv4 (const char *text); /* host byte order */
struct teredo_endpoint unit_endpoint (const char *text);

/* Compares bytes; prints both in hexadecimal if they differ. */
void unit_check_bytes (struct teredo_slice got, const char *wanted_digits);
void unit_check_ip6 (const struct in6_addr *got, const char *wanted);

/* Runs a suite; returns the exit status. */
int unit_run (const char *name, const TTest *const *tests, size_t count);

/* Environment of roles: the same "random" bits in every run, no events. */
extern const struct teredo_env unit_env;

/* The addresses of this host in unit_env; none, unless a test adds some. */
extern struct teredo_networks unit_networks;

#define UNIT_MAIN(name, ...) \
	int main (void) \
	{ \
		const TTest *const tests[] = { __VA_ARGS__ }; \
		return unit_run (name, tests, ARRAY_LEN (tests)); \
	}

#endif
