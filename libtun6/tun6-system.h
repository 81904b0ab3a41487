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
};

/* Opens the device and creates the interface; fills in all fields. False on failure, with
 * the stage and errno; tun->fd may then be open. */
bool tun6_system_open (struct tun6 *, const char *name, enum tun6_stage *);

/* The four bytes in front of each packet (frame.h). */
uint32_t tun6_system_head (void);

#endif
