/*
 * share.h - share of a limit
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_SHARE_H
#define LIBTEREDO_SHARE_H

#include <stdint.h>

/* What each of several parts may have of a limit that they share, at least 1. With 1 part, or
 * 0: all of it. */
static inline uint32_t teredo_share (uint32_t limit, uint32_t parts)
{
	if (parts <= 1)
		return limit;
	return limit > parts ? limit / parts : 1;
}

#endif
