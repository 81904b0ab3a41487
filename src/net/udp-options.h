/*
 * udp-options.h - system-specific UDP socket options
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_UDP_OPTIONS_H
#define MIREDO_UDP_OPTIONS_H

#define UDP_BUFFER (4 * 1024 * 1024) /* bytes: no burst may be lost while the daemon is busy */

/* Sets buffers of UDP_BUFFER bytes, or as large as allowed, and clears "do not fragment".
 * Errors are ignored. */
void udp_set_options (int fd);

#endif
