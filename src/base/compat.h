/*
 * compat.h - functions that not every C library has
 *
 * configure looks for them; what is missing is built from the file of the
 * function's name.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_COMPAT_H
#define MIREDO_COMPAT_H

#include <config.h>

/* Closes all descriptors from this one on. glibc from 2.34 on, BSD; not musl. */
#ifndef HAVE_CLOSEFROM
void closefrom (int first);
#endif

#endif
