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

static struct tun6 *new_interface (const char *name, bool several, struct tun6_error *error)
{
	struct tun6 *tun = malloc (sizeof (*tun));
	enum tun6_stage stage = TUN6_STAGE_SET_UP;

	if (name == NULL)
		name = "";
	if (tun != NULL) {
		*tun = (struct tun6){ .fd = -1 };
		if (tun6_system_open (tun, name, several, &stage))
			return tun;
	}
	*error = (struct tun6_error){ tun6_reason (stage, errno), errno, name };
	tun6_free (tun);
	return NULL;
}

struct tun6 *tun6_new (const char *name, struct tun6_error *error)
{
	return new_interface (name, false, error);
}

static struct tun6 *add_queue (const struct tun6 *first)
{
	struct tun6 *tun = malloc (sizeof (*tun));
	int err;

	if (tun == NULL)
		return NULL;
	*tun = (struct tun6){ .fd = -1 };
	if (tun6_system_add_queue (tun, first))
		return tun;
	err = errno;
	tun6_free (tun);
	errno = err;
	return NULL;
}

bool tun6_new_queues (struct tun6 **queues, unsigned count, const char *name,
                      struct tun6_error *error)
{
	queues[0] = new_interface (name, true, error);
	if (queues[0] == NULL)
		return false;
	for (unsigned i = 1; i < count; i++) {
		queues[i] = add_queue (queues[0]);
		if (queues[i] != NULL)
			continue;
		*error = (struct tun6_error){ TUN6_FAILED, errno, name };
		while (i-- > 0) {
			tun6_free (queues[i]);
			queues[i] = NULL;
		}
		return false;
	}
	return true;
}

int tun6_steer (struct tun6 *tun, int program)
{
	return tun6_system_steer (tun, program);
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
