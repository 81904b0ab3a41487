/*
 * device.h - tunnel devices in network namespaces, for tests
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef UNIT_DEVICE_H
#define UNIT_DEVICE_H

#include <check.h>
#include "tun6.h"

extern struct tun6_error device_error;         /* of the last device_new */
extern uint8_t device_packet[TUN6_PACKET_MAX]; /* received last */
extern struct tun6_gso device_gso;

/* A tunnel device; the test fails if there is none. */
struct tun6 *device_new (const char *name);

/* A socket on [2001:db8::1]:4380 of the device "teredo", which routes 2001:db8::/64. */
int device_open_host (void);

/* Length of the next UDP packet, in device_packet; the host also sends router solicitations. */
size_t device_receive_udp (struct tun6 *);

/* Exchanges source and destination of a UDP packet, which keeps its checksum valid. */
void device_turn_round (uint8_t *packet);

/* Runs a suite; skips it where network namespaces or tunnel devices cannot be created. */
int device_run (const char *suite, const TTest *const *tests, size_t count);

#endif
