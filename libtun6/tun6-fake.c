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

#define NO_HEAD    0    /* of packets */
#define FAKE_INDEX 4380 /* unlikely on a real host */

struct tun6 {
	int fd;   /* of tun6_fd */
	int host; /* the other end */
	char name[TUN6_NAME_MAX + 1];
};

static int fail_with;

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
	struct tun6 *tun;
	int ends[2];

	if (name == NULL || name[0] == '\0')
		name = "fake0";
	if (tun6_name_check (name) != 0)
		return fail (error, TUN6_STAGE_NAME, errno, name);
	tun = malloc (sizeof (*tun));
	if (tun == NULL || fail_with != 0
	    || socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) != 0) {
		free (tun);
		return fail (error, TUN6_STAGE_CREATE, fail_with != 0 ? fail_with : errno, name);
	}
	*tun = (struct tun6){ .fd = ends[0], .host = ends[1] };
	snprintf (tun->name, sizeof (tun->name), "%s", name);
	return tun;
}

void tun6_free (struct tun6 *tun)
{
	if (tun == NULL)
		return;
	close (tun->fd);
	close (tun->host);
	free (tun);
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

ssize_t tun6_recv (struct tun6 *tun, void *packet, size_t cap)
{
	return tun6_frame_read (tun->fd, NO_HEAD, packet, cap);
}

int tun6_send (struct tun6 *tun, const void *packet, size_t len)
{
	return tun6_frame_write (tun->fd, NO_HEAD, packet, len);
}

int tun6_fake_inject (struct tun6 *tun, const void *packet, size_t len)
{
	return send (tun->host, packet, len, MSG_NOSIGNAL) < 0 ? -1 : 0;
}

ssize_t tun6_fake_extract (struct tun6 *tun, void *packet, size_t cap)
{
	ssize_t len = recv (tun->host, packet, cap, 0);

	return len < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) ? 0 : len;
}
