/*
 * admission.h - the clients that an exit serves: those that qualified securely with the server on
 * the same host
 *
 * Server and exit are two processes, each with a table. They report to each other whom they admit,
 * over UDP on the loopback interface, in messages that are authenticated by a key.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_ADMISSION_H
#define MIREDO_ADMISSION_H

#include <event2/event.h>
#include "values/admitted.h"

enum admission_side { ADMISSION_SERVER, ADMISSION_EXIT };

struct admission;

/* Makes a table, and opens the channel with the key in a file; "": without a channel. NULL, having
 * logged why. The interface may be used in any thread. */
struct admission *admission_open (enum admission_side, const char *key_file);
const struct teredo_admission *admission_interface (const struct admission *);

/* Listens to the other process, in a loop, and asks it for the clients that it knows. 0, or -1
 * with errno. */
int admission_start (struct admission *, struct event_base *);

/* How many clients are admitted. */
unsigned admission_count (struct admission *);

void admission_free (struct admission *);

#endif
