/*
 * raw6.h - whole IPv6 packets out to the Internet
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_RAW6_H
#define MIREDO_RAW6_H

#include "bytes/wire.h"

/* A socket that sends IPv6 packets as they are, source address and all; needs
 * privileges. A descriptor, or -1 with errno. */
int raw6_open (void);

/* Sends a well-formed IPv6 packet by the host's own routes; 0, or -1 with errno. */
int raw6_send (int fd, struct teredo_slice packet);

#endif
