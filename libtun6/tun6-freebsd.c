/*
 * tun6-freebsd.c - tun(4) of FreeBSD
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tun6-bsd.h"

#include <sys/types.h>

#include <errno.h>
#include <fcntl.h>
#include <net/if_tun.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/sockio.h>
#include <unistd.h>

/* 0, or -1 with errno. */
static int rename_interface (const char *old, char *new)
{
	struct ifreq request = { .ifr_data = new };
	int fd = socket (AF_LOCAL, SOCK_DGRAM | SOCK_CLOEXEC, 0), result;

	if (fd < 0)
		return -1;
	memcpy (request.ifr_name, old, sizeof (request.ifr_name));
	result = ioctl (fd, SIOCSIFNAME, &request);
	close (fd);
	return result;
}

/* The device "tun" creates a new interface each time it is opened. */
int tun6_bsd_open (const char *wanted, char name[IFNAMSIZ])
{
	int fd = open ("/dev/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC), transient = 1, err;
	char new_name[IFNAMSIZ] = "";
	struct ifreq request;

	if (fd < 0)
		return -1;
	strncpy (new_name, wanted, sizeof (new_name) - 1);
	/* Removes the interface on close. Where the kernel cannot, the hook does. */
	ioctl (fd, TUNSTRANSIENT, &transient);
	if (ioctl (fd, TUNGIFNAME, &request) == 0) {
		memcpy (name, request.ifr_name, IFNAMSIZ);
		if (new_name[0] == '\0' || strcmp (name, new_name) == 0)
			return fd;
		if (rename_interface (name, new_name) == 0) {
			memcpy (name, new_name, IFNAMSIZ);
			return fd;
		}
	}
	err = errno;
	close (fd);
	errno = err;
	return -1;
}

int tun6_bsd_enable_head (int fd)
{
	int head = 1;

	return ioctl (fd, TUNSIFHEAD, &head);
}
