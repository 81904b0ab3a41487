/*
 * tun6-bsd.c - a tunnel interface that carries IPv6 packets, on BSD: tun(4)
 *
 * In front of each packet stands its address family, 4 bytes in network byte order.
 * The interface may outlive the device, without addresses: to take it away needs
 * privileges, and is the hook's last work.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tun6-system.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include "tun6-bsd.h"

#define NUMBERS_MAX 256 /* devices that are tried */

static bool is_numbered (const char *name)
{
	const size_t digits = strlen (name) > 3 ? strspn (name + 3, "0123456789") : 0;

	return strncmp (name, "tun", 3) == 0 && digits > 0 && name[3 + digits] == '\0';
}

static int open_device (const char *name)
{
	char path[sizeof ("/dev/") + IFNAMSIZ];

	snprintf (path, sizeof (path), "/dev/%s", name);
	return open (path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
}

int tun6_bsd_open_numbered (const char *wish, char name[IFNAMSIZ])
{
	int fd = -1;

	if (is_numbered (wish)) {
		snprintf (name, IFNAMSIZ, "%s", wish);
		return open_device (name);
	}
	for (int i = 0; i < NUMBERS_MAX && fd < 0; i++) {
		snprintf (name, IFNAMSIZ, "tun%d", i);
		fd = open_device (name);
		if (fd < 0 && errno != EBUSY)
			break;
	}
	return fd;
}

bool tun6_system_open (struct tun6 *tun, const char *name, enum tun6_stage *stage)
{
	*stage = TUN6_STAGE_NAME;
	if (tun6_check_name (name) != 0)
		return false;
	*stage = TUN6_STAGE_IPV6;
	tun->socket = socket (AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (tun->socket < 0)
		return false;
	*stage = TUN6_STAGE_DEVICE;
	tun->fd = tun6_bsd_open (name, tun->name);
	if (tun->fd < 0)
		return false;
	*stage = TUN6_STAGE_CREATE;
	if (tun6_bsd_set_up (tun->fd) != 0)
		return false;
	*stage = TUN6_STAGE_SET_UP;
	tun->index = if_nametoindex (tun->name);
	return tun->index != 0;
}

uint32_t tun6_system_head (void)
{
	return htonl (AF_INET6);
}
