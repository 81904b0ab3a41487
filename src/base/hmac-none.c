/*
 * hmac-none.c - no HMAC-SHA1: the build has no library for it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/hmac.h"

teredo_hmac *hmac_sha1 (void)
{
	return NULL;
}
