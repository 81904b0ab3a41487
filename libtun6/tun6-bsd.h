/*
 * tun6-bsd.h - differences between the tunnel devices of FreeBSD, NetBSD and OpenBSD
 *
 * tun6-freebsd.c and tun6-numbered.c open the device; the file of each system enables the
 * address family in front of packets.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTUN6_TUN6_BSD_H
#define LIBTUN6_TUN6_BSD_H

#include <net/if.h>

/* Opens a tunnel device, non-blocking, which creates an interface. wanted: its name, or "";
 * not every system can use any name. name: the name it got. A descriptor, or -1 with errno. */
int tun6_bsd_open (const char *wanted, char name[IFNAMSIZ]);

/* Enables the address family in front of each packet. 0, or -1 with errno. */
int tun6_bsd_enable_head (int fd);

#endif
