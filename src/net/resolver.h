/*
 * resolver.h - asynchronous DNS lookup of a server's addresses
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_RESOLVER_H
#define MIREDO_RESOLVER_H

#include <event2/event.h>
#include <stdint.h>

struct resolver;

/* Called from the event loop with the result: addresses in host byte order. primary 0: the
 * lookup failed, of either name; secondary 0: none was requested. */
typedef void resolver_done (void *ctx, uint32_t primary, uint32_t secondary);

struct resolver *resolver_new (struct event_base *, resolver_done *, void *ctx);
void resolver_free (struct resolver *);

/* Looks up the IPv4 addresses of one or two names (or textual addresses); secondary may be
 * "". Cancels a lookup in progress. */
void resolver_start (struct resolver *, const char *primary, const char *secondary);

#endif
