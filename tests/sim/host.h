/*
 * host.h - a host: its role object, and its IPv6 stack
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_SIM_HOST_H
#define TESTS_SIM_HOST_H

#include "events.h"
#include "world.h"

/* Processes what arrives: from UDP, from multicast, at a server, from IPv6. */
void host_receive_udp (struct host *, const struct event *);
void host_receive_discovery (struct host *, const struct event *);
void host_serve (struct host *, const struct event *);
void host_receive_ip6 (struct host *, struct teredo_slice);

/* Whether it receives at an endpoint: that of its service port, or of an auxiliary socket. */
bool host_is_at (const struct host *, const struct teredo_endpoint *);

/* Its IPv6 stack sends a packet into its tunnel. */
void host_tunnel_ip6 (struct host *, struct teredo_slice);

/* Its timer expires. */
void host_wake (struct host *);

/* Performs the role's output and sets the timer. */
void host_settle (struct host *);

/* The functions of struct teredo_env. */
void host_random (void *ctx, void *buf, size_t len);
void host_event (void *ctx, const struct teredo_event *);
bool host_is_own (void *ctx, const struct teredo_endpoint *);

#endif
