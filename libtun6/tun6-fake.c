/*
 * tun6-fake.c - tunnel in memory, for tests
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tun6-fake.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include "frame.h"
#include "name.h"
#include "reason.h"
#include "tun6-system.h"

#define NO_HEAD    0    /* of packets */
#define FAKE_INDEX 4380 /* unlikely on a real host */

struct fake {
	struct tun6 tun;
	int host; /* the other end */
};

static int fail_with;

static int host_of (const struct tun6 *tun)
{
	return ((const struct fake *)tun)->host;
}

void tun6_fake_fail (int err)
{
	fail_with = err;
}

static struct tun6 *fail (struct tun6_error *error, enum tun6_stage stage, int err,
                          const char *name)
{
	*error = (struct tun6_error){ tun6_reason (stage, err), err, name };
	return NULL;
}

struct tun6 *tun6_new (const char *name, struct tun6_error *error)
{
	struct fake *fake;
	int ends[2];

	if (name == NULL || name[0] == '\0')
		name = "fake0";
	if (tun6_name_check (name) != 0)
		return fail (error, TUN6_STAGE_NAME, errno, name);
	fake = calloc (1, sizeof (*fake));
	if (fake == NULL || fail_with != 0
	    || socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) != 0) {
		free (fake);
		return fail (error, TUN6_STAGE_CREATE, fail_with != 0 ? fail_with : errno, name);
	}
	fake->tun.fd = ends[0];
	fake->host = ends[1];
	snprintf (fake->tun.name, sizeof (fake->tun.name), "%s", name);
	return &fake->tun;
}

bool tun6_new_queues (struct tun6 **queues, unsigned count, const char *name,
                      struct tun6_error *error)
{
	for (unsigned i = 0; i < count; i++)
		queues[i] = NULL;
	fail (error, TUN6_STAGE_SET_UP, EOPNOTSUPP, name);
	return false;
}

int tun6_steer (struct tun6 *tun, int program)
{
	(void)tun;
	(void)program;
	errno = EOPNOTSUPP;
	return -1;
}

void tun6_free (struct tun6 *tun)
{
	if (tun == NULL)
		return;
	close (tun->fd);
	close (host_of (tun));
	free (tun); /* the first member of a struct fake */
}

const char *tun6_name (const struct tun6 *tun)
{
	return tun->name;
}

unsigned tun6_index (const struct tun6 *tun)
{
	(void)tun;
	return FAKE_INDEX;
}

int tun6_fd (const struct tun6 *tun)
{
	return tun->fd;
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
	return tun6_frame_read (tun->fd, NO_HEAD, packet, cap);
}

int tun6_system_write (struct tun6 *tun, const struct iovec *parts, size_t count,
                       const struct tun6_gso *gso)
{
	(void)count; /* 1: no packets are merged */
	(void)gso;
	return tun6_frame_write (tun->fd, NO_HEAD, parts);
}

int tun6_fake_inject (struct tun6 *tun, const void *packet, size_t len)
{
	return send (host_of (tun), packet, len, MSG_NOSIGNAL) < 0 ? -1 : 0;
}

ssize_t tun6_fake_extract (struct tun6 *tun, void *packet, size_t cap)
{
	ssize_t len = recv (host_of (tun), packet, cap, 0);

	return len < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) ? 0 : len;
}
