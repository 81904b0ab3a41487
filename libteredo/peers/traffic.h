/*
 * traffic.h - whether peers answer what is sent to them: signs of a mapping that is alive or lost
 *
 * Neighbours, whose packets pass no NAT, do not count as answering.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_TRAFFIC_H
#define LIBTEREDO_TRAFFIC_H

#include <stdbool.h>
#include "bytes/params.h"
#include "values/ipv4.h"

struct teredo_traffic {
	teredo_time heard; /* the last packet from a peer in use */
	teredo_time since; /* the first of the packets sent lately, none of which was answered;
	                      TEREDO_NEVER: none */
	teredo_time sent;  /* the last of them */
};

/* A packet was received from a peer in use at an IPv4 address (host byte order). */
static inline void teredo_traffic_heard (struct teredo_traffic *t, uint32_t ip, teredo_time now)
{
	t->heard = now;
	if (t->since != TEREDO_NEVER && teredo_ipv4_is_global (ip))
		t->since = TEREDO_NEVER;
}

/* A packet is sent to a peer at an IPv4 address. One that follows a pause may be the first: the
 * last packet before the pause may have needed no answer. */
static inline void teredo_traffic_sent (struct teredo_traffic *t, uint32_t ip, teredo_time now)
{
	if (t->since == TEREDO_NEVER || now - t->sent >= TEREDO_UNANSWERED)
		t->since = teredo_ipv4_is_global (ip) ? now : TEREDO_NEVER;
	t->sent = now;
}

/* Whether packets have been sent for a while, without long pauses, and none was answered. */
static inline bool teredo_traffic_is_unanswered (const struct teredo_traffic *t)
{
	return t->since != TEREDO_NEVER && t->sent - t->since >= TEREDO_UNANSWERED;
}

#endif
