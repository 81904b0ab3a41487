/*
 * networks.h - addresses of this host, followed while they change
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_NETWORKS_H
#define MIREDO_NETWORKS_H

#include <event2/event.h>
#include "values/networks.h"

/* Finds the IPv4 and IPv6 addresses of all interfaces. On an error, which is logged, nothing
 * changes. */
void networks_find (struct teredo_networks *);

/* Calls look, which finds them, now and every 30 s until the event is freed; NULL if out of
 * memory. */
struct event *networks_watch (struct event_base *, event_callback_fn look, void *ctx);

#endif
