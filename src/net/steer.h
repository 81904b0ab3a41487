/*
 * steer.h - which worker gets a packet
 *
 * All packets from and to a peer go to one worker: packets from the network by their IPv4 source
 * address, packets from the host by the mapped IPv4 address in the destination. The port does not
 * count: behind a symmetric NAT, the peer sends from another port than that in its address. As one
 * worker gets all packets of an address, limits on what an address may cause hold as well.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_STEER_H
#define MIREDO_STEER_H

#include <stdint.h>

/* The upper half of the product depends on each bit of the address; scaled to the workers. */
#define STEER_FACTOR 0x9e3779b1u
#define STEER_SHIFT  16

/* The worker for an IPv4 address (host byte order): 0 to workers - 1. */
unsigned steer_worker (uint32_t ip, unsigned workers);

/* Lets the system pass each datagram to the socket of its worker. fd: any of the sockets, which
 * share an address and port (SO_REUSEPORT); they were bound in the order of the workers.
 * 0, or -1 with errno. System-specific, as the next one. */
int steer_udp (int fd, unsigned workers);

/* A program for tun6_steer, which chooses the queue of the worker: a descriptor, or -1 with
 * errno. Needs privileges. */
int steer_tun (unsigned workers);

#endif
