/*
 * tun6-system.h - system-specific part of tun6.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTUN6_TUN6_SYSTEM_H
#define LIBTUN6_TUN6_SYSTEM_H

#include <net/if.h>
#include "reason.h"
#include "tun6.h"

struct tun6 {
	int fd; /* the device; -1: not open */
	unsigned index;
	char name[IFNAMSIZ];
	unsigned kinds; /* of GSO packets enabled */
};

/* Opens the device and creates the interface; fills in all fields. several: it will have
 * several queues. False on failure, with the stage and errno; tun->fd may then be open. */
bool tun6_system_open (struct tun6 *, const char *name, bool several, enum tun6_stage *);

/* Opens another queue of an interface and fills in all fields. False on failure, with errno;
 * tun->fd may then be open. */
bool tun6_system_add_queue (struct tun6 *, const struct tun6 *first);

/* As tun6_steer. */
int tun6_system_steer (struct tun6 *, int program);

/* As tun6_enable_gso. */
unsigned tun6_system_enable_gso (struct tun6 *, unsigned kinds);

/* Reads a packet of any protocol, and what is left to do in it: its length, or -1 with
 * errno. */
ssize_t tun6_system_read (struct tun6 *, void *packet, size_t cap, struct tun6_gso *);

/* Writes a packet in parts; 0, or -1 with errno. */
int tun6_system_write (struct tun6 *, const struct iovec *parts, size_t count,
                       const struct tun6_gso *);

#endif
