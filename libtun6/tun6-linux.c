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

#define IP6_HEADER 40

struct tun6 {
	int fd;     /* the device */
	int socket; /* for ioctls on the interface */
	unsigned index;
	char name[IFNAMSIZ];
};

/* What the kernel would refuse, or take as a pattern ("tun%d"). */
static bool name_is_good (const char *name)
{
	size_t len = strlen (name);

	return len <= TUN6_NAME_MAX && strpbrk (name, "/:% \t\n") == NULL
	       && strcmp (name, ".") != 0 && strcmp (name, "..") != 0;
}

/* Whether new interfaces get IPv6. */
static bool ipv6_is_enabled (void)
{
	FILE *file = fopen ("/proc/sys/net/ipv6/conf/default/disable_ipv6", "re");
	int disabled;

	if (file == NULL) { /* perhaps /proc is not there: ask the kernel for a socket */
		int fd = socket (AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);

		if (fd < 0)
			return false;
		close (fd);
		return true;
	}
	disabled = fgetc (file);
	fclose (file);
	return disabled != '1';
}

static int create (struct tun6 *tun, const char *name)
{
	struct ifreq request = { .ifr_flags = IFF_TUN | IFF_NO_PI };

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
	errno = EINVAL;
	if (!name_is_good (name))
		return false;
	*stage = TUN6_STAGE_IPV6;
	errno = EAFNOSUPPORT;
	if (!ipv6_is_enabled ())
		return false;
	*stage = TUN6_STAGE_DEVICE;
	tun->fd = open ("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (tun->fd < 0)
		return false;
	*stage = TUN6_STAGE_CREATE;
	if (create (tun, name) != 0)
		return false;
	*stage = TUN6_STAGE_SET_UP;
	tun->socket = socket (AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (tun->socket < 0)
		return false;
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

	if (mtu < 1280 || mtu > 65535) {
		errno = EINVAL;
		return -1;
	}
	memcpy (request.ifr_name, tun->name, sizeof (request.ifr_name));
	return ioctl (tun->socket, SIOCSIFMTU, &request);
}

static bool is_ip6 (const uint8_t *data, size_t len)
{
	return len >= IP6_HEADER && data[0] >> 4 == 6;
}

int tun6_recv (struct tun6 *tun, void *data, size_t cap, struct tun6_train *train)
{
	ssize_t len;

	do { /* the interface carries IPv4 as well, if somebody routes it there */
		len = read (tun->fd, data, cap);
		if (len < 0)
			return errno == EAGAIN ? 0 : -1;
	} while (!is_ip6 (data, (size_t)len));
	*train = (struct tun6_train){
		.data = data, .len = (size_t)len, .segment = (size_t)len
	};
	return 1;
}

/* One packet of a train. */
static int send_packet (struct tun6 *tun, const uint8_t *data, size_t len)
{
	if (!is_ip6 (data, len)) {
		errno = EINVAL;
		return -1;
	}
	return write (tun->fd, data, len) < 0 ? -1 : 0;
}

int tun6_send (struct tun6 *tun, const struct tun6_train *train)
{
	for (size_t at = 0; at < train->len; at += train->segment) {
		size_t left = train->len - at;
		size_t len = left < train->segment ? left : train->segment;

		if (send_packet (tun, train->data + at, len) != 0)
			return -1;
	}
	return 0;
}
