/*
 * hmac.h - HMAC-SHA1, which the caller of libteredo supplies
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_HMAC_H
#define LIBTEREDO_HMAC_H

#include "bytes/wire.h"

#define TEREDO_HMAC_LEN 20u /* bytes */

/* Computes the HMAC-SHA1 (RFC 2104) of the concatenation of count parts. */
typedef void teredo_hmac (uint8_t mac[TEREDO_HMAC_LEN], struct teredo_slice key,
                          const struct teredo_slice *parts, size_t count);

#endif
