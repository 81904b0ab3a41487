/*
 * resolver.h - asynchronous DNS lookup of a server's addresses
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_RESOLVER_H
#define MIREDO_RESOLVER_H

#include <event2/event.h>
#include "roles/qualification.h"

struct resolver;

/* Called from the event loop with the result, in the order in which to try the servers: at
 * most TEREDO_SERVERS_MAX; none: the lookup failed, of either name. secondary 0: none was
 * requested. */
typedef void resolver_done (void *ctx, const struct teredo_server_pair *, size_t count);

struct resolver *resolver_new (struct event_base *, resolver_done *, void *ctx);
void resolver_free (struct resolver *);

/* Looks up the IPv4 addresses of one or two names (or textual addresses); secondary may be
 * "". A server's secondary address is the primary plus one if the second name has that, else
 * the one in the same place when both are sorted. Cancels a lookup in progress. */
void resolver_start (struct resolver *, const char *primary, const char *secondary);

/* Ends a lookup in progress, without a result. */
void resolver_stop (struct resolver *);

#endif
