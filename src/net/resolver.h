/*
 * resolver.h - looking up a server's addresses, without waiting
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_RESOLVER_H
#define MIREDO_RESOLVER_H

#include <event2/event.h>
#include <stdint.h>

struct resolver;

/* Told the outcome, always from the event loop: addresses in host byte order.
 * primary 0: not all that was asked for could be found; secondary 0: none was
 * asked for. */
typedef void resolver_done (void *ctx, uint32_t primary, uint32_t secondary);

struct resolver *resolver_new (struct event_base *, resolver_done *, void *ctx);
void resolver_free (struct resolver *);

/* Looks up the IPv4 addresses of one or two names (or addresses in text);
 * secondary may be "". Replaces a look-up under way. */
void resolver_start (struct resolver *, const char *primary, const char *secondary);

#endif
