/*
 * tun6-linux.c - tunnel interface for IPv6 packets, on Linux
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tun6-system.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include "name.h"

/* Whether sysctl disables IPv6 for an interface, or for "all" or "default". */
static bool ipv6_is_disabled (const char *interface)
{
	char path[sizeof ("/proc/sys/net/ipv6/conf//disable_ipv6") + IFNAMSIZ];
	int value = '0';
	FILE *file;

	snprintf (path, sizeof (path), "/proc/sys/net/ipv6/conf/%s/disable_ipv6", interface);
	file = fopen (path, "re");
	if (file != NULL) { /* without /proc, assume that it is enabled */
		value = fgetc (file);
		fclose (file);
	}
	return value == '1';
}

/* 0, or -1 with errno: EAFNOSUPPORT if the kernel has no IPv6, EACCES if it is disabled. */
static int check_ipv6 (void)
{
	const int fd = socket (AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -1;
	close (fd);
	errno = EACCES;
	return ipv6_is_disabled ("all") || ipv6_is_disabled ("default") ? -1 : 0;
}

static int create (struct tun6 *tun, const char *name)
{
	/* EXCL: never take over, and later remove, an existing interface */
	struct ifreq request = { .ifr_flags = (short)(IFF_TUN | IFF_NO_PI | IFF_TUN_EXCL) };

	snprintf (request.ifr_name, sizeof (request.ifr_name), "%s", name);
	if (ioctl (tun->fd, TUNSETIFF, &request) != 0)
		return -1;
	memcpy (tun->name, request.ifr_name, sizeof (tun->name));
	return 0;
}

bool tun6_system_open (struct tun6 *tun, const char *name, enum tun6_stage *stage)
{
	*stage = TUN6_STAGE_NAME;
	if (tun6_name_check (name) != 0)
		return false;
	*stage = TUN6_STAGE_IPV6;
	if (check_ipv6 () != 0)
		return false;
	*stage = TUN6_STAGE_DEVICE;
	tun->fd = open ("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (tun->fd < 0)
		return false;
	*stage = TUN6_STAGE_CREATE;
	if (create (tun, name) != 0)
		return false;
	*stage = TUN6_STAGE_SET_UP;
	tun->index = if_nametoindex (tun->name);
	if (tun->index == 0)
		return false;
	*stage = TUN6_STAGE_IPV6; /* a udev rule may have disabled it */
	errno = EACCES;
	return !ipv6_is_disabled (tun->name);
}

uint32_t tun6_system_head (void)
{
	return 0;
}
