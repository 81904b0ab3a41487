/*
 * tun-error.c - message for a tunnel interface that could not be created
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/tun-error.h"

#include <stdio.h>
#include <string.h>
#include "base/i18n.h"

/* Message of a reason that concerns neither a name nor an errno. */
static const char *fixed_text (enum tun6_reason reason)
{
	switch (reason) {
	case TUN6_NO_IPV6:
		return _ ("the kernel has no IPv6: remove ipv6.disable=1 from its command line, "
		          "or load the module \"ipv6\"");
	case TUN6_IPV6_DISABLED:
		return _ ("IPv6 is disabled: with sysctl, set net.ipv6.conf.all.disable_ipv6 and "
		          "net.ipv6.conf.default.disable_ipv6 to 0");
	case TUN6_NO_DEVICE:
		return _ ("there is no tunnel device: load the kernel module \"tun\"; in a "
		          "container, provide /dev/net/tun");
	case TUN6_NO_DRIVER:
		return _ ("the kernel has no driver for the tunnel device: load the module "
		          "\"tun\"");
	case TUN6_DEVICE_DENIED:
		return _ ("no permission to open the tunnel device: start as root; in a "
		          "container, allow access to the device");
	default:
		return "";
	}
}

const char *tun_error_text (const struct tun6_error *error, char text[TUN_ERROR_SIZE])
{
	const char *why = strerror (error->err);

	switch (error->reason) {
	case TUN6_BAD_NAME:
		snprintf (text, TUN_ERROR_SIZE,
		          _ ("\"%s\" is not a valid interface name: use at most %d characters, "
		             "without blanks, slashes, colons or percent signs"),
		          error->name, TUN6_NAME_MAX);
		break;
	case TUN6_DEVICE_FAILED:
		snprintf (text, TUN_ERROR_SIZE, _ ("cannot open the tunnel device: %s"), why);
		break;
	case TUN6_NAME_IN_USE:
		snprintf (text, TUN_ERROR_SIZE,
		          _ ("interface %s already exists, possibly of another instance: stop "
		             "that instance, or choose another InterfaceName"),
		          error->name);
		break;
	case TUN6_CREATE_DENIED:
		snprintf (text, TUN_ERROR_SIZE,
		          _ ("no permission to create interface %s: start as root (capability "
		             "CAP_NET_ADMIN)"),
		          error->name);
		break;
	case TUN6_FAILED:
		snprintf (text, TUN_ERROR_SIZE, _ ("cannot create interface %s: %s"), error->name,
		          why);
		break;
	default:
		snprintf (text, TUN_ERROR_SIZE, "%s", fixed_text (error->reason));
	}
	return text;
}
