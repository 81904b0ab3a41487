/*
 * relay-exit.h - a relay's exit: what is logged about it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_RELAY_EXIT_H
#define MIREDO_RELAY_EXIT_H

#include "conf/settings.h"

/* Logs whose exit the relay is, if it is one. */
void relay_exit_log (const struct settings *);

/* Warns if the server is not on this host. */
void relay_exit_check (const struct settings *);

#endif
