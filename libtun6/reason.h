/*
 * reason.h - reason for which an interface could not be created
 *
 * Internal to libtun6.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTUN6_REASON_H
#define LIBTUN6_REASON_H

#include "tun6.h"

/* What tun6_new does, in this order. */
enum tun6_stage {
	TUN6_STAGE_NAME,   /* check the wanted name */
	TUN6_STAGE_IPV6,   /* check the kernel's IPv6; EACCES: disabled by sysctl */
	TUN6_STAGE_DEVICE, /* open the tunnel device */
	TUN6_STAGE_CREATE, /* create the interface */
	TUN6_STAGE_SET_UP, /* anything after that */
};

/* The reason, given the stage that failed and its errno. */
enum tun6_reason tun6_reason (enum tun6_stage, int err);

#endif
