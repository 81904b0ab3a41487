/*
 * tun6-bsd.h - where the tunnel devices of FreeBSD, NetBSD and OpenBSD differ
 *
 * How one is opened is in tun6-freebsd.c and tun6-numbered.c, what its packets begin
 * with in the file of each system.
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

/* Has the address family stand in front of each packet. 0, or -1 with errno. */
int tun6_bsd_ask_for_head (int fd);

#endif
