/*
 * report.h - messages about the state of client, relay and server
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_REPORT_H
#define MIREDO_REPORT_H

#include "roles/role.h"
#include "values/count.h"
#include "values/env.h"

/* An event of the core, for the debug log; ctx is not used (struct teredo_env). */
void report_event (void *ctx, const struct teredo_event *);

/* These are logged, and shown as the status of the service. */
void report_client_started (const char *interface, unsigned port);
void report_relay_started (const char *interface, unsigned port);
void report_server_started (uint32_t primary, uint32_t secondary); /* as below */

/* Logs that a relay is an exit for the clients of a server (host byte order). prefix: as
 * text; NULL: they are masqueraded. */
void report_exit (uint32_t server, const char *prefix);

/* The hook could not configure the interface, and is run again after some seconds; it has succeeded
 * after that. */
void report_unconfigured (const char *interface, unsigned seconds);
void report_configured (const char *interface);

/* Logs how many clients may use an exit that is not for all. */
void report_admitted (unsigned count);

/* Logs how many clients of a server have a secret, in a file. */
void report_clients (const char *file, size_t count);

/* Logs the addresses of a running server, host byte order. secondary 0: it has none. */
void report_server (uint32_t primary, uint32_t secondary);

/* The state of a client's qualification, and the next step if it has no address.
 * server: as configured; left: milliseconds until the client acts by itself; again: that
 * there is no address is known already: for the debug log only. A role that needs no
 * qualification logs nothing. */
void report_qualification (const struct teredo_status *, const char *server, teredo_time left,
                           bool again);

/* Warns that the server's secondary address does not answer. */
void report_silent_secondary (const struct teredo_status *);

/* The state, and the number of peers and of neighbours. */
void report_status (const struct teredo_status *, const char *server, teredo_time left);

/* Warns that there is one worker instead of several, because of errno. */
void report_one_worker (unsigned workers, int err);

/* The counters of one of several workers that are not 0, for the debug log. */
void report_worker_counts (unsigned worker, const struct teredo_counts *);

/* Every counter that is not 0, or that counts answers to something that was sent; a line
 * each. */
void report_counts (const struct teredo_counts *);

#endif
