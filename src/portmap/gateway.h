/*
 * gateway.h - the router between this host and a server
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_GATEWAY_H
#define MIREDO_GATEWAY_H

#include <stdbool.h>
#include <stdint.h>

/* Addresses in host byte order. */
struct gateway {
	uint32_t router;
	uint32_t own; /* this host's address on the way to it */
};

/* Finds the router that packets to an address go through, if they leave from an address of this
 * host (0: any). False: there is none, or the address is not reachable. */
bool gateway_find (struct gateway *, uint32_t from, uint32_t to);

#endif
