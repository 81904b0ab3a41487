/*
 * udp.h - a UDP/IPv4 socket
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_UDP_H
#define MIREDO_UDP_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include "values/ipv4.h"
#include "bytes/wire.h"

/*
 * Opens a socket bound to an address (0: any) and port (0: any). Datagrams are
 * never marked "do not fragment" (RFC 4380 5.1.2) and broadcast is not allowed,
 * so the kernel refuses directed broadcast addresses (5.2.4). A descriptor,
 * non-blocking; -1 with errno.
 */
int udp_open (const struct teredo_endpoint *);

/* The same, but other programs may bind the same address and port: for multicast. */
int udp_open_shared (const struct teredo_endpoint *);

/*
 * Opens a socket for each further worker, at the address and port of fds[0], which udp_open
 * opened; the system then passes each datagram to the socket of its worker (steer.h). Fills
 * in count - 1 descriptors after the first, all -1 before. 0, or -1 with errno: some may be
 * open then.
 */
int udp_open_others (int *fds, unsigned count);

/* The port that a socket is bound to, host byte order. */
uint16_t udp_port (int fd);

/* Whether an error of a call on a socket may be an ICMP error about an earlier datagram, which
 * the next call reports even if it concerns another destination; or EINTR. */
bool udp_is_pending_error (int err);

/* Receives one datagram: its length and source, or -1 with errno (EAGAIN: none waits). ICMP
 * errors about earlier datagrams are ignored. */
ssize_t udp_recv (int fd, void *buf, size_t cap, struct teredo_endpoint *from);

/* Sends head and body as one datagram; 0, or -1 with errno. */
int udp_send (int fd, const struct teredo_endpoint *to, struct teredo_slice head,
              struct teredo_slice body);

#endif
