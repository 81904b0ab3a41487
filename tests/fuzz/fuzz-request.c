/*
 * fuzz-request.c - messages to the root helper
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "helper/request.h"

#include <string.h>
#include "values/addr.h"
#include "fuzz.h"
#include "bytes/params.h"

/* What is taken is what it was packed from, to the last bit. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
	uint8_t again[REQUEST_LEN];
	struct request order;

	if (request_unpack (&order, data, size, TEREDO_PREFIX) != NULL)
		return 0;
	MUST (size == REQUEST_LEN);
	request_pack (again, &order);
	MUST (memcmp (again, data, REQUEST_LEN) == 0);
	if (order.verb == REQUEST_UP) {
		MUST (order.mtu >= 1280 && order.mtu <= 65535);
		MUST (teredo_address_in_prefix (&order.address, TEREDO_PREFIX));
	}
	return 0;
}
