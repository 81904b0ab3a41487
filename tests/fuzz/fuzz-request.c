/*
 * fuzz-request.c - requests to the helper
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "helper/request.h"

#include <string.h>
#include "values/addr.h"
#include "fuzz.h"
#include "bytes/params.h"

/* A valid request is packed packed to the same bytes. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
	uint8_t packed[REQUEST_LEN];
	struct request request;

	if (request_unpack (&request, data, size, TEREDO_PREFIX) != NULL)
		return 0;
	MUST (size == REQUEST_LEN);
	request_pack (packed, &request);
	MUST (memcmp (packed, data, REQUEST_LEN) == 0);
	if (request.verb == REQUEST_UP) {
		MUST (request.mtu >= 1280 && request.mtu <= 65535);
		MUST (teredo_address_in_prefix (&request.address, TEREDO_PREFIX));
	}
	return 0;
}
