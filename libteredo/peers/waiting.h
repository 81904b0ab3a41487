/*
 * waiting.h - packets that wait for a peer
 *
 * From the host, until the peer can be sent to; from the network, until the
 * peer has proved that it is where they came from.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_WAITING_H
#define LIBTEREDO_WAITING_H

#include "peers/node.h"

/* Copies a packet to the end of a peer's queue; false if it was dropped
 * (counted). kind UDP: to be sent to the peer; IP6: to be delivered, came
 * from from. */
bool teredo_waiting_add (struct teredo_node *, struct teredo_peer *, enum teredo_out_kind,
                         const struct teredo_ip6 *, const struct teredo_endpoint *from);

/* Sends, in order, what waits for a peer that turned out to be at an endpoint;
 * delivers what came from there, drops what came from elsewhere. */
void teredo_waiting_release (struct teredo_node *, struct teredo_peer *,
                             const struct teredo_endpoint *where);

/* Drops what waits for a peer; those who sent it are told. */
void teredo_waiting_drop (struct teredo_node *, struct teredo_peer *);

#endif
