/*
 * path.h - PATH of the daemons and of the hook
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_PATH_H
#define MIREDO_PATH_H

#define SYSTEM_PATH "/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin"

#endif
