/*
 * entropy.h - cryptographically secure random numbers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_ENTROPY_H
#define MIREDO_ENTROPY_H

#include <stddef.h>

/* Fills len bytes; ctx is not used (struct teredo_env). */
void entropy_fill (void *ctx, void *buf, size_t len);

#endif
