/*
 * array.h - length of an array
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_ARRAY_H
#define LIBTEREDO_ARRAY_H

/* Number of elements; the argument is an array, not a pointer. */
#define ARRAY_LEN(array) (sizeof (array) / sizeof ((array)[0]))

#endif
