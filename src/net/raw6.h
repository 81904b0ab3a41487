/*
 * raw6.h - raw socket for complete IPv6 packets
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_RAW6_H
#define MIREDO_RAW6_H

#include "bytes/wire.h"

/* Opens a socket that sends IPv6 packets with the header and source address they have. Needs
 * privileges. A descriptor, or -1 with errno. */
int raw6_open (void);

/* Sends a well-formed IPv6 packet by the host's routing table. 0, or -1 with errno. */
int raw6_send (int fd, struct teredo_slice packet);

#endif
