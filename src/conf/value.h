/*
 * value.h - values of directives: hosts and numbers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_VALUE_H
#define MIREDO_VALUE_H

#include <stdbool.h>
#include <stdint.h>
#include "conf/diagnostics.h"

#define VALUE_HOST_MAX 253 /* bytes of a host name */

/* The message about a value, if any. */
struct verdict {
	const char *text;          /* NULL: nothing, the value is valid */
	enum diagnostic_kind kind; /* ERROR; or WARNING: the value is doubtful, but used */
};

extern const struct verdict value_valid;
struct verdict value_invalid (const char *text);
struct verdict value_doubtful (const char *text);

/* Reads an IPv4 address into host byte order. False: the value is something else. */
bool value_ipv4 (uint32_t *ip, const char *value);

/*
 * Copies a host name or an IPv4 address to a buffer of VALUE_HOST_MAX + 1 bytes. ip: the
 * address in host byte order, 0 for a name; names are not looked up. value_server refuses
 * addresses that no server can have.
 */
struct verdict value_host (char *to, uint32_t *ip, const char *value);
struct verdict value_server (char *to, uint32_t *ip, const char *value);

/*
 * Reads a number from 0 to max. As in Miredo 1.2, "0x" begins a hexadecimal number and "0" an octal
 * one; value_notation warns about them.
 */
bool value_number (uint32_t *to, const char *value, uint32_t max);
struct verdict value_notation (const char *value, uint32_t number);

/* Reads or writes "yes" or "no". */
struct verdict value_yes_no (bool *to, const char *value);
void value_print_yes_no (bool yes, char *text, size_t size);

#endif
