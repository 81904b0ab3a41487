/*
 * network.h - IPv4 and IPv6 networks between the hosts
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_SIM_NETWORK_H
#define TESTS_SIM_NETWORK_H

#include "events.h"
#include "world.h"

/* Concatenates two slices; the caller frees the result. */
uint8_t *network_copy (struct teredo_slice head, struct teredo_slice body);

/* Sends a datagram from a host, through its NAT if it has one. */
void network_send_udp (struct host *, struct teredo_endpoint from, const struct teredo_endpoint *to,
                       struct teredo_slice head, struct teredo_slice body);

/* Whether an endpoint is private: 192.168.0.0/16. */
bool network_is_private (const struct teredo_endpoint *);

/* Whether the endpoint is on the host's own link, reached without its NAT. */
bool network_is_local (const struct host *, const struct teredo_endpoint *to);

/* Sends a native IPv6 packet: no loss, 1 ms delay. */
void network_send_ip6 (struct world *, struct teredo_slice);

/* Delivers a datagram or packet to its host, if there is one. */
void network_arrive_udp (struct world *, const struct event *);
void network_arrive_ip6 (struct world *, const struct event *);

#endif
