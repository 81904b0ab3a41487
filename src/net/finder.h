/*
 * finder.h - addresses of a client's servers, from lists of names
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_FINDER_H
#define MIREDO_FINDER_H

#include "net/resolver.h"

struct finder;

/* Like resolver_new; the servers have ranks, and those of the first name come first. The result may
 * be given again, with more servers, when the look-up of some name has taken longer. */
struct finder *finder_new (struct event_base *, resolver_done *, void *ctx);
void finder_free (struct finder *);

/* Looks up the servers of a list, at most TEREDO_SERVERS_MAX names, all at once. secondaries: a
 * list in the same order, which may be shorter; "none": a server without a secondary address. Ends
 * what was started before. */
void finder_start (struct finder *, const char *servers, const char *secondaries);

#endif
