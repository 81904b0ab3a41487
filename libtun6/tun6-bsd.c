/*
 * tun6-bsd.c - a tunnel interface that carries IPv6 packets, on BSD: tun(4)
 *
 * In front of each packet stands its address family, 4 bytes in network byte order. A
 * train is one packet long here.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tun6.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/sockio.h>
#include <unistd.h>
#include "diag.h"
#include "train.h"
#include "tun6-bsd.h"

#define NUMBERS_MAX 256 /* devices that are tried */

struct tun6 {
	int fd;     /* the device */
	int socket; /* for ioctls on the interface */
	unsigned index;
	char name[IFNAMSIZ];
};

/* --- making it --- */

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

/* Does the work of tun6_new; on failure says in which stage, with errno. */
static bool open_stages (struct tun6 *tun, const char *name, enum tun6_stage *stage)
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

/* The interface may outlive the device, without addresses; taking it away needs
 * privileges that are gone by now, and is the hook's last work. */
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

/* --- packets --- */

int tun6_recv (struct tun6 *tun, void *data, size_t cap, struct tun6_train *train)
{
	return tun6_train_read (tun->fd, htonl (AF_INET6), data, cap, train);
}

int tun6_send (struct tun6 *tun, const struct tun6_train *train)
{
	return tun6_train_write (tun->fd, htonl (AF_INET6), train);
}
