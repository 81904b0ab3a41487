/*
 * ports.h - auxiliary UDP sockets of a client
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_PORTS_H
#define MIREDO_PORTS_H

#include <event2/event.h>
#include "roles/client.h"

struct ports;

struct ports_calls {
	/* A datagram was received on a socket. */
	void (*received) (void *ctx, unsigned socket, const struct teredo_endpoint *from,
	                  struct teredo_slice udp);
	void *ctx;
};

/* address: to bind the sockets to, host byte order; 0: any. NULL with errno. */
struct ports *ports_new (struct event_base *, uint32_t address, const struct ports_calls *);

/* Opens a socket and returns its port, host byte order; 0 with errno. */
uint16_t ports_open (struct ports *, unsigned socket);
void ports_close (struct ports *, unsigned socket);

/* Sends head and body as one datagram; 0, or -1 with errno. */
int ports_send (struct ports *, unsigned socket, const struct teredo_endpoint *to,
                struct teredo_slice head, struct teredo_slice body);

/* Closes all sockets. NULL: does nothing. */
void ports_free (struct ports *);

#endif
