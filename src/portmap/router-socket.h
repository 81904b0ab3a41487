/*
 * router-socket.h - a UDP socket to the router, for PCP and NAT-PMP
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_ROUTER_SOCKET_H
#define MIREDO_ROUTER_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/types.h>
#include "portmap/gateway.h"

#define ROUTER_RELEASES 2 /* requests to release a mapping */

/* Opens a non-blocking socket that exchanges datagrams with the router only. -1: failed. */
int router_socket_open (const struct gateway *);

/* Whether errno, of a receive, says that nothing listens there; other errors pass. */
bool router_socket_is_refused (void);

/* Sends a request and waits 250 ms for an answer; its length, or -1. */
ssize_t router_socket_ask (int fd, const void *request, size_t len, void *answer, size_t cap);

#endif
