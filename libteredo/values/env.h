/*
 * env.h - what a role gets from outside: randomness, and somewhere to tell
 * what happens
 *
 * Both are given once and may be replaced by a test's own, so that every run
 * can be repeated from a seed. Neither may call back into the role.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_ENV_H
#define LIBTEREDO_ENV_H

#include <netinet/in.h>
#include <stddef.h>
#include "values/count.h"
#include "bytes/ticks.h"

enum teredo_event_kind {
	TEREDO_EVENT_COUNT, /* something was counted: see count; of: its source or peer, or NULL */
	TEREDO_EVENT_QUALIFICATION, /* qualification: from, to (enum teredo_qualification_state) */
	TEREDO_EVENT_PEER,          /* a peer: of, from, to (enum teredo_peer_state) */
};

struct teredo_event {
	enum teredo_event_kind kind;
	teredo_time when;
	enum teredo_count count;
	int from, to;
	const struct in6_addr *of; /* valid during the call */
};

struct teredo_env {
	void *ctx; /* given to both functions */
	/* Fills len bytes with bits fit for secrets; cannot fail. */
	void (*random) (void *ctx, void *buf, size_t len);
	/* Told of each event; may be NULL. */
	void (*event) (void *ctx, const struct teredo_event *);
};

#endif
