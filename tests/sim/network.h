/*
 * network.h - the IPv4 and IPv6 networks between the hosts
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_SIM_NETWORK_H
#define TESTS_SIM_NETWORK_H

#include "events.h"
#include "world.h"

/* A copy of two slices, one after the other; malloc'ed. */
uint8_t *network_copy (struct teredo_slice head, struct teredo_slice body);

/* Sends a datagram from a host, through its NAT, over the network as it is. */
void network_send_udp (struct host *, struct teredo_endpoint from, const struct teredo_endpoint *to,
                       struct teredo_slice head, struct teredo_slice body);

/* Whether that is on the host's own link, so that nothing goes through its NAT. */
bool network_is_local (const struct host *, const struct teredo_endpoint *to);

/* Sends an IPv6 packet outside tunnels: nothing is lost, a millisecond a way. */
void network_send_ip6 (struct world *, struct teredo_slice);

/* What was sent arrives at whose it is, if anybody's. */
void network_arrive_udp (struct world *, const struct event *);
void network_arrive_ip6 (struct world *, const struct event *);

#endif
