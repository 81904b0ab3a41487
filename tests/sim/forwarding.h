/*
 * forwarding.h - a server that forwards data between clients that qualify securely
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_SIM_FORWARDING_H
#define TESTS_SIM_FORWARDING_H

#include "world.h"

#define FORWARDING_RATE 100 /* Mbit/s */

/* NULL: out of memory. */
struct forwarding *forwarding_new (const struct teredo_env *);
void forwarding_free (struct forwarding *);

/* Changes the configuration of a server that is going to be made; then adds the client to it. */
void forwarding_configure (struct forwarding *, struct teredo_server_config *);
void forwarding_admit (struct forwarding *, struct teredo_server *);

/* The identity of all clients, and their HMAC. */
const struct teredo_identity *forwarding_identity (void);
teredo_hmac forwarding_hmac;

#endif
