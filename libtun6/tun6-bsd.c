/*
 * tun6-bsd.c - tunnel interface for IPv6 packets, on BSD: tun(4)
 *
 * Each packet is preceded by its address family, 4 bytes in network byte order. The interface
 * may outlive the device. Removing it needs privileges and is left to the hook.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tun6-system.h"

#include <errno.h>
#include <net/if_tun.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include "frame.h"
#include "name.h"
#include "tun6-bsd.h"

/* Enables multicast, and the address family in front of packets. */
static int set_up (int fd)
{
	int mode = IFF_POINTOPOINT | IFF_MULTICAST;

	return ioctl (fd, TUNSIFMODE, &mode) != 0 ? -1 : tun6_bsd_enable_head (fd);
}

static bool kernel_has_ipv6 (void)
{
	const int fd = socket (AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd >= 0)
		close (fd);
	return fd >= 0;
}

bool tun6_system_open (struct tun6 *tun, const char *name, bool several, enum tun6_stage *stage)
{
	*stage = TUN6_STAGE_SET_UP;
	errno = EOPNOTSUPP;
	if (several)
		return false;
	*stage = TUN6_STAGE_NAME;
	if (tun6_name_check (name) != 0)
		return false;
	*stage = TUN6_STAGE_IPV6;
	if (!kernel_has_ipv6 ())
		return false;
	*stage = TUN6_STAGE_DEVICE;
	tun->fd = tun6_bsd_open (name, tun->name);
	if (tun->fd < 0)
		return false;
	*stage = TUN6_STAGE_CREATE;
	if (set_up (tun->fd) != 0)
		return false;
	*stage = TUN6_STAGE_SET_UP;
	tun->index = if_nametoindex (tun->name);
	return tun->index != 0;
}

bool tun6_system_add_queue (struct tun6 *tun, const struct tun6 *first)
{
	(void)tun;
	(void)first;
	errno = EOPNOTSUPP;
	return false;
}

int tun6_system_steer (struct tun6 *tun, int program)
{
	(void)tun;
	(void)program;
	errno = EOPNOTSUPP;
	return -1;
}

unsigned tun6_system_enable_gso (struct tun6 *tun, unsigned kinds)
{
	(void)tun;
	(void)kinds;
	return 0;
}

ssize_t tun6_system_read (struct tun6 *tun, void *packet, size_t cap, struct tun6_gso *gso)
{
	(void)gso;
	return tun6_frame_read (tun->fd, htonl (AF_INET6), packet, cap);
}

int tun6_system_write (struct tun6 *tun, const struct iovec *parts, size_t count,
                       const struct tun6_gso *gso)
{
	(void)count; /* 1: no packets are merged */
	(void)gso;
	return tun6_frame_write (tun->fd, htonl (AF_INET6), parts);
}
