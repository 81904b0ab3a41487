/*
 * name.h - interface names
 *
 * Internal to libtun6.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTUN6_NAME_H
#define LIBTUN6_NAME_H

/* 0 if an interface may have this name or name is ""; -1 with EINVAL if not. */
int tun6_name_check (const char *name);

#endif
