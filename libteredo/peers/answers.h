/*
 * answers.h - when to answer a call: a bubble through the server, or for discovery
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_ANSWERS_H
#define LIBTEREDO_ANSWERS_H

#include "peers/node.h"

/*
 * Whether to answer a call with one bubble to an endpoint: at least 2 s after anything
 * else sent to the caller (RFC 4380 5.2.6), a Teredo client at most 4 times before it is
 * heard from, and within the limits for what its IPv4 address may cause. true: it must be
 * sent. *wait (unless wait is NULL): milliseconds by which the call came too early, or 0.
 */
bool teredo_answers_take (struct teredo_node *, const struct in6_addr *from,
                          const struct teredo_endpoint *to, uint32_t *wait);

#endif
