/*
 * compat.h - functions missing from some C libraries
 *
 * configure checks for each; a missing one is built from the file of the same name.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_COMPAT_H
#define MIREDO_COMPAT_H

#include <config.h>

/* Closes all descriptors >= first. In glibc since 2.34 and on BSD; not in musl. */
#ifndef HAVE_CLOSEFROM
void closefrom (int first);
#endif

#endif
