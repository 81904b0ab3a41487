/*
 * waiting.h - queues of packets that wait for a peer
 *
 * A packet from the host waits until the peer is reachable; one from the network
 * waits until the peer has proved that it is at the sender's endpoint.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_WAITING_H
#define LIBTEREDO_WAITING_H

#include "peers/node.h"

/* Copies a packet to the end of a peer's queue: UDP, to be sent to the peer, or
 * IP6, received from the endpoint and to be delivered. TEREDO_OK, or why the packet
 * must be dropped. */
enum teredo_count teredo_waiting_add (struct teredo_node *, struct teredo_peer *,
                                      enum teredo_out_kind, const struct teredo_ip6 *,
                                      const struct teredo_endpoint *from);

/* Empties the queue of a peer that is known to be at an endpoint, in order:
 * sends packets for the peer there, delivers those received from there and drops
 * those received from elsewhere. */
void teredo_waiting_release (struct teredo_node *, struct teredo_peer *,
                             const struct teredo_endpoint *where);

/* Sends the packets for a peer to another host, which forwards them; those from the peer go on
 * waiting. */
void teredo_waiting_relay (struct teredo_node *, struct teredo_peer *,
                           const struct teredo_endpoint *through);

/* Stores the source of the last packet that waits for a peer. False if none waits, or if that
 * packet is from the network. */
bool teredo_waiting_source (const struct teredo_node *, const struct teredo_peer *,
                            struct in6_addr *source);

/* Drops the packets that have waited for a peer for at least some milliseconds (0: all);
 * local senders get an ICMPv6 error. */
void teredo_waiting_drop (struct teredo_node *, struct teredo_peer *, uint32_t age);

#endif
