/*
 * entropy.c - cryptographically secure random numbers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/entropy.h"

#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#define PIECE 256 /* bytes: the most that getentropy returns at once */

void entropy_fill (void *ctx, void *buf, size_t len)
{
	uint8_t *next = buf;

	(void)ctx;
	while (len > 0) {
		size_t piece = len < PIECE ? len : PIECE;

		if (getentropy (next, piece) != 0)
			abort (); /* never continue with predictable secrets */
		next += piece;
		len -= piece;
	}
}
