/*
 * env.h - what a role gets from its driver: randomness, an event callback, own addresses
 *
 * Tests pass their own, so that every run can be repeated from a seed. No
 * function may call back into the role.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_ENV_H
#define LIBTEREDO_ENV_H

#include <netinet/in.h>
#include <stddef.h>
#include "values/count.h"
#include "values/networks.h"
#include "bytes/hmac.h"
#include "bytes/ticks.h"

enum teredo_event_kind {
	TEREDO_EVENT_COUNT,         /* count was incremented; of: a source or peer, or NULL */
	TEREDO_EVENT_QUALIFICATION, /* from, to: enum teredo_qualification_state; of: NULL */
	TEREDO_EVENT_PEER,          /* from, to: enum teredo_peer_state; of: the peer */
};

struct teredo_event {
	enum teredo_event_kind kind;
	teredo_time when;
	enum teredo_count count;
	int from, to;
	const struct in6_addr *of; /* valid during the call */
};

struct teredo_env {
	void *ctx; /* passed to all functions */
	/* Fills len bytes with random bits fit for secrets; cannot fail. */
	void (*random) (void *ctx, void *buf, size_t len);
	/* Receives every event; may be NULL. */
	void (*event) (void *ctx, const struct teredo_event *);
	/* Whether an endpoint is the role's UDP socket: an address of this host, and the
	 * port of the socket. May be NULL. */
	bool (*is_own) (void *ctx, const struct teredo_endpoint *);
	/* For secure qualification; NULL: not available. */
	teredo_hmac *hmac;
	/* The addresses of this host; the driver may change them between calls. NULL: unknown. */
	const struct teredo_networks *networks;
};

/* Increments a counter and emits the event; of may be NULL. */
void teredo_env_count (const struct teredo_env *, struct teredo_counts *, teredo_time now,
                       enum teredo_count, const struct in6_addr *of);

/* Emits a change of state (QUALIFICATION or PEER), if from and to differ. */
void teredo_env_transition (const struct teredo_env *, enum teredo_event_kind, teredo_time now,
                            int from, int to, const struct in6_addr *of);

#endif
