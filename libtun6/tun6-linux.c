/*
 * tun6-linux.c - a tunnel interface that carries IPv6 packets, on Linux
 *
 * The TUN device gives and takes one packet a system call; a train is one
 * packet long here.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tun6.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include "diag.h"
#include "train.h"

#define NO_HEAD 0 /* of packets */

struct tun6 {
	int fd;     /* the device */
	int socket; /* for ioctls on the interface */
	unsigned index;
	char name[IFNAMSIZ];
};

/* Whether the administrator disabled IPv6 for an interface; "all" and "default" are some. */
static bool ipv6_is_disabled (const char *interface)
{
	char path[sizeof ("/proc/sys/net/ipv6/conf//disable_ipv6") + IFNAMSIZ];
	int value = '0';
	FILE *file;

	snprintf (path, sizeof (path), "/proc/sys/net/ipv6/conf/%s/disable_ipv6", interface);
	file = fopen (path, "re");
	if (file != NULL) { /* without /proc it will show whether IPv6 works */
		value = fgetc (file);
		fclose (file);
	}
	return value == '1';
}

/* errno is EAFNOSUPPORT if the kernel has no IPv6, EACCES if it is disabled. */
static int look_for_ipv6 (struct tun6 *tun)
{
	tun->socket = socket (AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (tun->socket < 0)
		return -1;
	errno = EACCES;
	return ipv6_is_disabled ("all") || ipv6_is_disabled ("default") ? -1 : 0;
}

static int create (struct tun6 *tun, const char *name)
{
	/* EXCL: an interface that somebody else made is not ours to take and remove */
	struct ifreq request = { .ifr_flags = (short)(IFF_TUN | IFF_NO_PI | IFF_TUN_EXCL) };

	snprintf (request.ifr_name, sizeof (request.ifr_name), "%s", name);
	if (ioctl (tun->fd, TUNSETIFF, &request) != 0)
		return -1;
	memcpy (tun->name, request.ifr_name, sizeof (tun->name));
	return 0;
}

/* Does the work of tun6_new; on failure says in which stage, with errno. */
static bool open_stages (struct tun6 *tun, const char *name, enum tun6_stage *stage)
{
	*stage = TUN6_STAGE_NAME;
	if (tun6_check_name (name) != 0)
		return false;
	*stage = TUN6_STAGE_IPV6;
	if (look_for_ipv6 (tun) != 0)
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
	*stage = TUN6_STAGE_IPV6; /* a udev rule may have had its say by now */
	errno = EACCES;
	return !ipv6_is_disabled (tun->name);
}

struct tun6 *tun6_new (const char *name, struct tun6_error *error)
{
	struct tun6 *tun = malloc (sizeof (*tun));
	enum tun6_stage stage = TUN6_STAGE_SET_UP;

	if (name == NULL)
		name = "";
	if (tun != NULL) {
		*tun = (struct tun6){ .fd = -1, .socket = -1 };
		if (open_stages (tun, name, &stage))
			return tun;
	}
	tun6_diagnose (error, stage, errno, name);
	tun6_free (tun);
	return NULL;
}

void tun6_free (struct tun6 *tun)
{
	if (tun == NULL)
		return;
	if (tun->fd >= 0)
		close (tun->fd);
	if (tun->socket >= 0)
		close (tun->socket);
	free (tun);
}

const char *tun6_name (const struct tun6 *tun)
{
	return tun->name;
}

unsigned tun6_index (const struct tun6 *tun)
{
	return tun->index;
}

int tun6_fd (const struct tun6 *tun)
{
	return tun->fd;
}

int tun6_set_mtu (struct tun6 *tun, unsigned mtu)
{
	struct ifreq request = { .ifr_mtu = (int)mtu };

	if (mtu < TUN6_MTU_MIN || mtu > TUN6_MTU_MAX) {
		errno = EINVAL;
		return -1;
	}
	memcpy (request.ifr_name, tun->name, sizeof (request.ifr_name));
	return ioctl (tun->socket, SIOCSIFMTU, &request);
}

int tun6_recv (struct tun6 *tun, void *data, size_t cap, struct tun6_train *train)
{
	return tun6_train_read (tun->fd, NO_HEAD, data, cap, train);
}

int tun6_send (struct tun6 *tun, const struct tun6_train *train)
{
	return tun6_train_write (tun->fd, NO_HEAD, train);
}
