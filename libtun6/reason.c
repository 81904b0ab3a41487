/*
 * reason.c - reason for which an interface could not be created
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "reason.h"

#include <errno.h>

static enum tun6_reason ipv6_reason (int err)
{
	switch (err) {
	case EAFNOSUPPORT:
		return TUN6_NO_IPV6;
	case EACCES:
		return TUN6_IPV6_DISABLED;
	default:
		return TUN6_FAILED;
	}
}

static enum tun6_reason device_reason (int err)
{
	switch (err) {
	case ENOENT:
		return TUN6_NO_DEVICE;
	case ENODEV:
	case ENXIO:
		return TUN6_NO_DRIVER;
	case EACCES:
	case EPERM:
		return TUN6_DEVICE_DENIED;
	default:
		return TUN6_DEVICE_FAILED;
	}
}

static enum tun6_reason create_reason (int err)
{
	switch (err) {
	case EBUSY:
	case EEXIST:
		return TUN6_NAME_IN_USE;
	case EACCES:
	case EPERM:
		return TUN6_CREATE_DENIED;
	default:
		return TUN6_FAILED;
	}
}

enum tun6_reason tun6_reason (enum tun6_stage stage, int err)
{
	switch (stage) {
	case TUN6_STAGE_NAME:
		return TUN6_BAD_NAME;
	case TUN6_STAGE_IPV6:
		return ipv6_reason (err);
	case TUN6_STAGE_DEVICE:
		return device_reason (err);
	case TUN6_STAGE_CREATE:
		return create_reason (err);
	case TUN6_STAGE_SET_UP:
		break;
	}
	return TUN6_FAILED;
}
