/*
 * tun6.c - a tunnel interface that carries IPv6 packets
 *
 * The devices of all systems give and take one packet a system call; a train is one
 * packet long here.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tun6.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "diag.h"
#include "train.h"
#include "tun6-system.h"

struct tun6 *tun6_new (const char *name, struct tun6_error *error)
{
	struct tun6 *tun = malloc (sizeof (*tun));
	enum tun6_stage stage = TUN6_STAGE_SET_UP;

	if (name == NULL)
		name = "";
	if (tun != NULL) {
		*tun = (struct tun6){ .fd = -1, .socket = -1 };
		if (tun6_system_open (tun, name, &stage))
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
	return tun6_train_read (tun->fd, tun6_system_head (), data, cap, train);
}

int tun6_send (struct tun6 *tun, const struct tun6_train *train)
{
	return tun6_train_write (tun->fd, tun6_system_head (), train);
}
