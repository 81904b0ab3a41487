/*
 * tun-error.h - message for a tunnel interface that could not be created
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_TUN_ERROR_H
#define MIREDO_TUN_ERROR_H

#include "tun6.h"

#define TUN_ERROR_SIZE 512 /* bytes that hold every message */

/* Writes what failed and what to do about it, in the user's language. Returns text. */
const char *tun_error_text (const struct tun6_error *, char text[TUN_ERROR_SIZE]);

#endif
