/*
 * changes.h - changes of this host's network, and resume from sleep
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_CHANGES_H
#define MIREDO_CHANGES_H

#include <event2/event.h>
#include <stdbool.h>
#include "bytes/ticks.h"

struct changes;

/* Called when the addresses of this host may have changed. moved: its IPv4 addresses,
 * interfaces or default routes have, or it has slept, so the NATs on the way may be others or
 * may have forgotten it. */
typedef void changes_call (void *ctx, bool moved);

/*
 * Watches in the loop of base. The first call comes at once (moved is false). A change is reported
 * after 50 ms, since one rarely comes alone; moves that do not cease are reported less and less
 * often, down to every 26 s. Where the system does not notify, it looks every 5 s. NULL if out of
 * memory.
 */
struct changes *changes_new (struct event_base *, changes_call *, void *ctx);
void changes_free (struct changes *);

/* The host has slept for total milliseconds since boot: reported if that is 1 s more than was
 * noticed before. For tests. */
void changes_slept (struct changes *, teredo_time total);

#endif
