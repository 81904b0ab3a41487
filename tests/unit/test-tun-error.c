/*
 * test-tun-error.c - messages for a tunnel interface that could not be created
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/tun-error.h"

#include <errno.h>
#include <string.h>
#include "unit.h"

START_TEST (message_has_name_errno_and_advice)
{
	const struct {
		struct tun6_error error;
		const char *words[2];
	} cases[] = {
		{ { TUN6_BAD_NAME, EINVAL, "a/b" }, { "\"a/b\"", "at most 15 characters" } },
		{ { TUN6_NO_IPV6, EAFNOSUPPORT, "teredo" }, { "ipv6.disable", "no IPv6" } },
		{ { TUN6_IPV6_DISABLED, EACCES, "teredo" }, { "disable_ipv6", "sysctl" } },
		{ { TUN6_NO_DEVICE, ENOENT, "teredo" }, { "module \"tun\"", "container" } },
		{ { TUN6_NO_DRIVER, ENODEV, "teredo" }, { "module \"tun\"", "driver" } },
		{ { TUN6_DEVICE_DENIED, EACCES, "teredo" }, { "start as root", "container" } },
		{ { TUN6_DEVICE_FAILED, EMFILE, "teredo" }, { "device", strerror (EMFILE) } },
		{ { TUN6_NAME_IN_USE, EBUSY, "teredo" }, { "teredo", "InterfaceName" } },
		{ { TUN6_CREATE_DENIED, EPERM, "teredo" }, { "start as root", "CAP_NET_ADMIN" } },
		{ { TUN6_FAILED, EIO, "teredo" }, { "teredo", strerror (EIO) } },
	};

	for (size_t i = 0; i < ARRAY_LEN (cases); i++) {
		char text[TUN_ERROR_SIZE];

		tun_error_text (&cases[i].error, text);
		for (size_t j = 0; j < ARRAY_LEN (cases[i].words); j++)
			ck_assert_msg (strstr (text, cases[i].words[j]) != NULL, "%s: no \"%s\"",
			               text, cases[i].words[j]);
	}
}
END_TEST

UNIT_MAIN ("tun-error", message_has_name_errno_and_advice)
