/*
 * frame.h - one packet with its address family in front, as tun(4) of BSD reads and writes it
 *
 * Internal to libtun6.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTUN6_FRAME_H
#define LIBTUN6_FRAME_H

#include "tun6.h"

/* Reads a packet that has these four bytes in front, as they are in memory; 0: none. Returns its
 * length, 0 for a packet with other bytes, or -1 with errno. */
ssize_t tun6_frame_read (int fd, uint32_t head, void *packet, size_t cap);

/* Writes one. 0, or -1 with errno. */
int tun6_frame_write (int fd, uint32_t head, const struct iovec *packet);

#endif
