/*
 * diag.c - why there is no tunnel, in words for people
 *
 * Whoever reads the message has no IPv6 and wants it: what failed comes first,
 * then what to do about it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "diag.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char *device_advice (int err)
{
	switch (err) {
	case ENOENT:
	case ENODEV:
	case ENXIO:
		return "the kernel has no tunnel device: load the module \"tun\", or give the "
		       "container /dev/net/tun";
	case EACCES:
	case EPERM:
		return "permission denied: start as root, or allow the container the device";
	default:
		return strerror (err);
	}
}

static const char *create_advice (int err)
{
	switch (err) {
	case EBUSY:
	case EEXIST:
		return "the name is in use by another interface, perhaps of another instance: stop "
		       "it, or choose another InterfaceName";
	case EACCES:
	case EPERM:
		return "permission denied: start as root (capability CAP_NET_ADMIN)";
	default:
		return strerror (err);
	}
}

static const char *ipv6_advice (int err)
{
	switch (err) {
	case EAFNOSUPPORT:
		return "the kernel has none: remove ipv6.disable=1 from its command line, or load "
		       "the module \"ipv6\"";
	case EACCES:
		return "disabled: set net.ipv6.conf.all.disable_ipv6 and that of \"default\" to 0 "
		       "with sysctl";
	default:
		return strerror (err);
	}
}

void tun6_diagnose (struct tun6_error *error, enum tun6_stage stage, int err, const char *name)
{
	char *text = error->message;
	const size_t size = sizeof (error->message);

	error->err = err;
	switch (stage) {
	case TUN6_STAGE_NAME:
		snprintf (text, size,
		          "interface name \"%.40s\": must have at most %d characters, "
		          "no blank, slash, colon or percent sign",
		          name, TUN6_NAME_MAX);
		break;
	case TUN6_STAGE_IPV6:
		snprintf (text, size, "IPv6: %s", ipv6_advice (err));
		break;
	case TUN6_STAGE_DEVICE:
		snprintf (text, size, "tunnel device: %s", device_advice (err));
		break;
	case TUN6_STAGE_CREATE:
		snprintf (text, size, "interface %s: %s", name, create_advice (err));
		break;
	case TUN6_STAGE_SET_UP:
		snprintf (text, size, "interface %s: cannot be set up: %s", name, strerror (err));
		break;
	}
}

int tun6_check_name (const char *name)
{
	/* what the kernel refuses, and what it takes as a pattern ("tun%d") */
	if (strlen (name) <= TUN6_NAME_MAX && strpbrk (name, "/:% \t\n\v\f\r") == NULL
	    && strcmp (name, ".") != 0 && strcmp (name, "..") != 0)
		return 0;
	errno = EINVAL;
	return -1;
}
