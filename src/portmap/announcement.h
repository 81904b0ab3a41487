/*
 * announcement.h - a router that has restarted, or has another address, says so
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_ANNOUNCEMENT_H
#define MIREDO_ANNOUNCEMENT_H

#include <stdbool.h>
#include <stdint.h>

/* Opens a socket for announcements, which other programs may have as well. -1: failed. */
int announcement_open (void);

/* Receives all that wait. Whether one came from the router (host byte order). */
bool announcement_receive (int fd, uint32_t router);

#endif
