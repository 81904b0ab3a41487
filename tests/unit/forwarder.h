/*
 * forwarder.h - a server that forwards data between its clients, for tests
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_FORWARDER_H
#define TESTS_FORWARDER_H

#include "node.h"
#include "roles/server.h"

extern const struct teredo_keyring_entry alice;
extern struct node n; /* the client at MAPPED, if the test starts one */
extern struct teredo_server *server;
extern struct teredo_out out; /* of the server */

/* Starts a server that answers only alice and forwards rate Mbit/s. */
void start_server (uint32_t rate);
enum teredo_verdict server_rx (const char *from, const struct unit_bytes *);

/* Admits an endpoint. */
void admit (const char *who);

/* Ends the server, and the client if there is one. */
void end (void);

#endif
