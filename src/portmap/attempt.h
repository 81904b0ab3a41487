/*
 * attempt.h - one attempt to have a port mapped, by one protocol
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_ATTEMPT_H
#define MIREDO_ATTEMPT_H

#include <event2/event.h>
#include "portmap/gateway.h"
#include "values/ipv4.h"

#define PORTMAP_LEASE 600 /* seconds; asked for */

enum attempt_state {
	ATTEMPT_IDLE,
	ATTEMPT_LOOKING, /* for the router */
	ATTEMPT_FOUND,   /* the router speaks the protocol; nothing is mapped yet */
	ATTEMPT_MAPPING, /* waiting for the answer */
	ATTEMPT_MAPPED,  /* external and lifetime are set */
	ATTEMPT_SILENT,  /* no answer */
	ATTEMPT_REFUSED, /* code is set */
	ATTEMPT_TAKEN,   /* the external port is another host's */
};

struct attempt {
	/* Set by the caller, who is called when the state has changed by itself. */
	struct event_base *base;
	void (*changed) (void *ctx);
	void *ctx;
	struct gateway gateway;
	uint16_t port; /* to be mapped to an external port of the same number */

	enum attempt_state state;
	uint16_t code; /* the router's; what it means depends on the protocol */
	struct teredo_endpoint external;
	uint32_t lifetime; /* seconds */
};

static inline bool attempt_is_over (const struct attempt *a)
{
	return a->state == ATTEMPT_IDLE || a->state >= ATTEMPT_MAPPED;
}

/* Enters a state by itself. */
static inline void attempt_enter (struct attempt *a, enum attempt_state state)
{
	a->state = state;
	a->changed (a->ctx);
}

#endif
