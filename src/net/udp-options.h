/*
 * udp-options.h - options of a UDP socket that systems name differently
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_UDP_OPTIONS_H
#define MIREDO_UDP_OPTIONS_H

#define UDP_BUFFER (4 * 1024 * 1024) /* bytes: a burst must not be lost while we are busy */

/* Buffers as large as wanted and allowed; never "do not fragment". What the
 * system refuses is done without. */
void udp_set_options (int fd);

#endif
