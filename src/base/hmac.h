/*
 * hmac.h - HMAC-SHA1, if the build has a library for it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_HMAC_H
#define MIREDO_HMAC_H

#include "bytes/hmac.h"

/* The function; NULL: the build has none (configure --without-libmd). */
teredo_hmac *hmac_sha1 (void);

#endif
