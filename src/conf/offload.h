/*
 * offload.h - what the kernel may do with several packets at once
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_OFFLOAD_H
#define MIREDO_OFFLOAD_H

#include "conf/value.h"

/* Bits of a set. */
enum offload {
	OFFLOAD_TUN_TCP = 1,     /* GSO packets of TCP at the tunnel device */
	OFFLOAD_TUN_UDP = 2,     /* GSO packets of UDP there */
	OFFLOAD_UDP_SEGMENT = 4, /* one message to the network becomes several datagrams */
	OFFLOAD_UDP_JOIN = 8,    /* and several datagrams from it one message */
	OFFLOAD_ALL = 15
};

/* Parses "yes" (all), "no" (none), or a list of names separated by blanks. */
struct verdict offload_parse (unsigned *set, const char *value);

/* Writes a set as text that offload_parse accepts. */
void offload_print (unsigned set, char *text, size_t size);

#endif
