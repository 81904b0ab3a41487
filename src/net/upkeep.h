/*
 * upkeep.h - getting the interface configured, and keeping it so
 *
 * Sends requests to the helper. Repeats the last one that configures the interface
 *   - when the hook failed: after 1, 2, 4 ... 60 s, or soon after the interface has changed;
 *   - when the interface was set down or lost an address or a route since.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_UPKEEP_H
#define MIREDO_UPKEEP_H

#include <event2/event.h>
#include "bytes/ticks.h"
#include "helper/helper.h"
#include "net/ifstate.h"

struct upkeep_calls {
	void (*ready) (void *ctx);                    /* configured for the first time */
	void (*recovered) (void *ctx);                /* configured after a failure */
	void (*failed) (void *ctx, unsigned seconds); /* until the next attempt */
	void (*broken) (void *ctx); /* the helper has exited or cannot be reached; logged */
};

struct upkeep {
	struct event_base *base;
	struct helper *helper;
	const char *interface;
	unsigned ifindex;
	const struct upkeep_calls *calls;
	void *ctx;

	struct request wanted;   /* the last request; 0: none yet */
	bool again;              /* repeat it after the reply that is outstanding */
	bool ready;              /* the hook has succeeded once */
	bool failing;            /* its last run failed */
	unsigned failures;       /* in a row */
	unsigned repairs;        /* in a row that did not last */
	unsigned hastened;       /* attempts since the last success, because of changes */
	teredo_time ended;       /* the last run of the hook */
	teredo_time due;         /* the next attempt; TEREDO_NEVER: none */
	struct ifstate expected; /* what the last run achieved */
	int watch;               /* ifwatch_open; -1: the state is looked up every few seconds */
	struct event *events[3];
};

/* Starts in the loop of base. The caller has filled in the fields up to ctx; the rest is
 * zero. 0, or -1 with errno. */
int upkeep_start (struct upkeep *);
void upkeep_stop (struct upkeep *);

/* Sends a request. */
void upkeep_request (struct upkeep *, const struct request *);

/* The same for a request that the caller has sent (helper_send). */
void upkeep_sent (struct upkeep *, const struct request *);

/* Repeats the last request at once if it configures the interface. */
void upkeep_again (struct upkeep *);

/* Seconds until the next attempt if the interface could not be configured, else 0. */
unsigned upkeep_failing (const struct upkeep *);

#endif
