/*
 * diag.h - why there is no tunnel, in words for people
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTUN6_DIAG_H
#define LIBTUN6_DIAG_H

#include "tun6.h"

enum tun6_stage {
	TUN6_STAGE_NAME,   /* the name asked for */
	TUN6_STAGE_IPV6,   /* IPv6 of the kernel; EACCES: it is disabled by sysctl */
	TUN6_STAGE_DEVICE, /* opening the tunnel device */
	TUN6_STAGE_CREATE, /* making the interface */
	TUN6_STAGE_SET_UP, /* anything after that */
};

/* Fills *error for a stage that failed with err (errno) on interface name. */
void tun6_diagnose (struct tun6_error *error, enum tun6_stage, int err, const char *name);

/* Whether an interface may have this name, or "": 0, or -1 with EINVAL. */
int tun6_check_name (const char *name);

#endif
