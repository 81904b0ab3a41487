/*
 * members.h - peers of a node: states, and who makes room for whom
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_MEMBERS_H
#define LIBTEREDO_MEMBERS_H

#include "peers/node.h"

/*
 * Adds a peer that is not in the table, in state NONE; wanted: the host sends to it. A
 * stranger takes the place of another stranger only, and of any stranger that has the
 * same mapped endpoint. A peer that is wanted takes the place of the least useful one.
 * NULL: there is no room for a stranger, or no memory.
 */
struct teredo_peer *teredo_member_add (struct teredo_node *, const struct in6_addr *, bool wanted);

/* The only function that writes a peer's state: moves the peer to the end of the list
 * for that state, and reports the change. */
void teredo_member_enter (struct teredo_node *, struct teredo_peer *, enum teredo_peer_state,
                          bool wanted);

/* Removes a peer; senders of packets that wait for it receive an error. */
void teredo_member_forget (struct teredo_node *, struct teredo_peer *);

#endif
