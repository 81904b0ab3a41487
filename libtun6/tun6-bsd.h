/*
 * tun6-bsd.h - where the tunnel devices of FreeBSD, NetBSD and OpenBSD differ
 *
 * Each has a file of its own with these functions: tun6-freebsd.c, tun6-netbsd.c,
 * tun6-openbsd.c.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTUN6_TUN6_BSD_H
#define LIBTUN6_TUN6_BSD_H

#include <net/if.h>

/* Opens a tunnel device, non-blocking, which makes its interface; the interface's
 * name to name. Wish is the name that is wanted, "" or one that the system may
 * be unable to give. A descriptor, or -1 with errno. */
int tun6_bsd_open (const char *wish, char name[IFNAMSIZ]);

/* Makes it carry IPv6: packets with their address family in front, multicast. 0,
 * or -1 with errno. */
int tun6_bsd_set_up (int fd);

/* Opens the wished /dev/tunN, or the first one that is free if the wish is no such
 * name. For the systems on which names cannot be chosen. */
int tun6_bsd_open_numbered (const char *wish, char name[IFNAMSIZ]);

#endif
