/*
 * train.h - trains over a descriptor that takes and gives a packet a call
 *
 * For the tunnels of tun6.h that have no offloads, not for their users.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTUN6_TRAIN_H
#define LIBTUN6_TRAIN_H

#include "tun6.h"

/* As tun6_recv and tun6_send. head: four bytes that stand in front of each packet,
 * as they are in memory; 0: none. A train that is read has one packet; of a train
 * that is written, the packets before one that fails have been sent. */
int tun6_train_read (int fd, uint32_t head, void *data, size_t cap, struct tun6_train *);
int tun6_train_write (int fd, uint32_t head, const struct tun6_train *);

#endif
