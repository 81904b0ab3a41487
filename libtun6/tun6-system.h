/*
 * tun6-system.h - what each system does its own way for tun6.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTUN6_TUN6_SYSTEM_H
#define LIBTUN6_TUN6_SYSTEM_H

#include <net/if.h>
#include "diag.h"
#include "tun6.h"

struct tun6 {
	int fd; /* the device; -1: not open */
	unsigned index;
	char name[IFNAMSIZ];
};

/* Does the work of tun6_new: fills in all fields. On failure says in which stage,
 * with errno; what was opened stays open. */
bool tun6_system_open (struct tun6 *, const char *name, enum tun6_stage *);

/* The four bytes in front of each packet, as they are in memory; 0: none. */
uint32_t tun6_system_head (void);

#endif
