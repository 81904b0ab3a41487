/*
 * lookup.h - host names of addresses to bind, looked up at start-up
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_LOOKUP_H
#define MIREDO_LOOKUP_H

#include <stdint.h>
#include "conf/settings.h"

/* Finds an IPv4 address of a name, in host byte order. It may block. 0, or EAI_... of
 * getaddrinfo. */
typedef int lookup_function (const char *name, uint32_t *ip);

/* Calls getaddrinfo. */
lookup_function lookup_system;

/* Runs a lookup in a child process, so that it can be stopped. EAI_AGAIN: no result within that
 * many milliseconds. */
int lookup_within (int milliseconds, lookup_function *look_up, const char *name, uint32_t *ip);

/* Completes the addresses to bind for which the settings have names, and logs the result. A
 * server's secondary address is 0 afterwards if it has none.
 * 0, or -1: an error was logged. Takes at most 20 seconds. */
int lookup_bind_addresses (struct settings *);

#endif
