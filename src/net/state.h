/*
 * state.h - what a client remembers across a restart: its address and its local UDP port
 *
 * With the same port it may have the same mapping, and then has the same address, random
 * bits included: connections survive.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_STATE_H
#define MIREDO_STATE_H

#include <netinet/in.h>
#include <stdint.h>

struct state {
	int fd;                  /* -1: nothing is remembered */
	struct in6_addr address; /* the last one; unspecified: none */
	uint16_t port;           /* 0: none */
};

/* Reads the folder from the environment (STATE_DIRECTORY, set by systemd), before that is
 * cleared. */
void state_prepare (void);

/* Opens and reads the file "client-INTERFACE" in that folder, or in the default one. Without the
 * folder, or if another process uses the file, nothing is remembered. */
void state_open (struct state *, const char *interface);
void state_close (struct state *);

/* Stores the address and the port. A failure does not matter and is ignored. */
void state_save (struct state *, const struct in6_addr *, uint16_t port);

#endif
