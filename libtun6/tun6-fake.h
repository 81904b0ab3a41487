/*
 * tun6-fake.h - host side of a tunnel in memory, for tests
 *
 * tun6-fake.c implements tun6.h without a kernel interface: tun6_recv returns what a test
 * injects, and the test extracts what tun6_send sends.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTUN6_TUN6_FAKE_H
#define LIBTUN6_TUN6_FAKE_H

#include "tun6.h"

/* Makes the next tun6_new fail with this errno (0: succeed again). */
void tun6_fake_fail (int err);

/* Sends bytes from the host through the interface. 0, or -1 with EAGAIN if the queue is full. */
int tun6_fake_inject (struct tun6 *, const void *packet, size_t len);

/* Extracts a packet sent to the host. Its length, 0 if none waits, or -1 with errno. */
ssize_t tun6_fake_extract (struct tun6 *, void *packet, size_t cap);

#endif
