/*
 * entropy.c - random bits fit for secrets
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "entropy.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/random.h>

void entropy_fill (void *ctx, void *buf, size_t len)
{
	uint8_t *next = buf;

	(void)ctx;
	while (len > 0) {
		ssize_t got = getrandom (next, len, 0);

		if (got < 0 && errno != EINTR)
			abort (); /* no secret is better than a bad one */
		if (got > 0) {
			next += got;
			len -= (size_t)got;
		}
	}
}
