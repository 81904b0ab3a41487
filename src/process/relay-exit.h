/*
 * relay-exit.h - a relay's exit: who may use it, and what is logged about it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_RELAY_EXIT_H
#define MIREDO_RELAY_EXIT_H

#include "conf/settings.h"
#include "net/admission.h"

/* Opens the table of clients that may use the exit, if not all may; as root, who can read the
 * key. 0, or -1 having logged why. */
int relay_exit_open (struct admission **, const struct settings *);

/* Logs whose exit the relay is, if it is one, and how many clients may use it now. */
void relay_exit_log (const struct settings *, struct admission *);

/* Warns if the server is not on this host. */
void relay_exit_check (const struct settings *);

#endif
