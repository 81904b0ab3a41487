/*
 * report.h - what happens in the core, told to the administrator
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_REPORT_H
#define MIREDO_REPORT_H

#include "roles/client.h"
#include "values/count.h"
#include "values/env.h"

/* An event of the core, for the debug log; ctx is not used (struct teredo_env). */
void report_event (void *ctx, const struct teredo_event *);

/* These are told in the log, and to the service manager as our state. */
void report_client_started (const char *interface, unsigned port);
void report_relay_started (const char *interface, unsigned port);
void report_server_started (uint32_t primary, uint32_t secondary); /* host byte order */

/* In the log alone: a server's addresses. */
void report_server (uint32_t primary, uint32_t secondary);

/* A client's state, in words that name the stage, and the next step if it is
 * not the last. server: as configured; wait: milliseconds until the client does
 * something by itself. */
void report_client (const struct teredo_client_status *, const char *server, teredo_time wait);

/* How many other clients and peers are known, and all that was counted, in one line for each. */
void report_neighbours (uint32_t neighbours);
void report_peers (uint32_t peers);
void report_counts (const struct teredo_counts *);

#endif
