/*
 * tun6.c - tunnel interface for IPv6 packets
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tun6.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include "tun6-system.h"

struct tun6 *tun6_new (const char *name, struct tun6_error *error)
{
	struct tun6 *tun = malloc (sizeof (*tun));
	enum tun6_stage stage = TUN6_STAGE_SET_UP;

	if (name == NULL)
		name = "";
	if (tun != NULL) {
		*tun = (struct tun6){ .fd = -1 };
		if (tun6_system_open (tun, name, &stage))
			return tun;
	}
	*error = (struct tun6_error){ tun6_reason (stage, errno), errno, name };
	tun6_free (tun);
	return NULL;
}

void tun6_free (struct tun6 *tun)
{
	if (tun == NULL)
		return;
	if (tun->fd >= 0)
		close (tun->fd);
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
