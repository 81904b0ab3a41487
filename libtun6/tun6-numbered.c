/*
 * tun6-numbered.c - numbered tunnel devices: NetBSD, OpenBSD
 *
 * Opens /dev/tunN if such a name is wanted, the first free device otherwise.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tun6-bsd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define NUMBERS_MAX 256 /* devices tried */

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

int tun6_bsd_open (const char *wanted, char name[IFNAMSIZ])
{
	int fd = -1;

	if (is_numbered (wanted)) {
		snprintf (name, IFNAMSIZ, "%s", wanted);
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
