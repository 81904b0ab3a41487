/*
 * frame.h - one packet with its address family in front, as tun(4) reads and writes it
 *
 * Internal to libtun6.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTUN6_FRAME_H
#define LIBTUN6_FRAME_H

#include "tun6.h"

/* As tun6_recv and tun6_send. head: the four bytes in front of each packet, as they are
 * in memory; 0: none. */
ssize_t tun6_frame_read (int fd, uint32_t head, void *packet, size_t cap);
int tun6_frame_write (int fd, uint32_t head, const void *packet, size_t len);

#endif
