/*
 * tun6-fake.h - the other end of a tunnel that exists in memory only
 *
 * The tunnel of tun6-fake.c behaves as tun6.h says, without a kernel interface: what a test
 * gives here comes out of tun6_recv, and what goes into tun6_send is taken here.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTUN6_TUN6_FAKE_H
#define LIBTUN6_TUN6_FAKE_H

#include "tun6.h"

/* Makes the next tun6_new fail with this errno (0: succeed again). */
void tun6_fake_fail (int err);

/* The host sends bytes through the interface: 0, or -1 with EAGAIN when too many wait. */
int tun6_fake_inject (struct tun6 *, const void *packet, size_t len);

/* Takes a packet that was given to the host: its bytes, 0 if none waits, or -1 with errno. */
ssize_t tun6_fake_extract (struct tun6 *, void *packet, size_t cap);

#endif
