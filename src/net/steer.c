/*
 * steer.c - which worker gets a packet
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/steer.h"

unsigned steer_worker (uint32_t ip, unsigned workers)
{
	return (ip * STEER_FACTOR >> STEER_SHIFT) * workers >> STEER_SHIFT;
}
