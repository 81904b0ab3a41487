/*
 * request.c - what miredo asks of its root helper
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "helper/request.h"

#include <string.h>
#include "values/addr.h"
#include "bytes/params.h"
#include "bytes/wire.h"

#define MTU_MAX 65535u

/* On the channel: the verb (4 bytes), the MTU (4), the address (16). */
void request_pack (uint8_t bytes[REQUEST_LEN], const struct request *order)
{
	struct teredo_writer w;

	teredo_writer_init (&w, bytes, REQUEST_LEN);
	teredo_write_u32 (&w, (uint32_t)order->verb);
	teredo_write_u32 (&w, order->mtu);
	teredo_write_bytes (&w, &order->address, sizeof (order->address));
}

static const char *check_up (const struct request *order, uint32_t prefix)
{
	struct teredo_address parts;

	if (order->mtu < TEREDO_MTU_MIN || order->mtu > MTU_MAX)
		return "MTU out of bounds";
	teredo_address_decode (&parts, &order->address);
	if (parts.prefix != prefix)
		return "address not in the prefix";
	if (!teredo_endpoint_is_global (&parts.mapped))
		return "mapped address not global";
	return NULL;
}

static const char *check_down (const struct request *order)
{
	return order->mtu == 0 && IN6_IS_ADDR_UNSPECIFIED (&order->address) ? NULL : "stray bytes";
}

const char *request_unpack (struct request *order, const uint8_t *bytes, size_t len,
                            uint32_t prefix)
{
	struct teredo_reader r;
	uint32_t verb;

	if (len != REQUEST_LEN)
		return "wrong length";
	teredo_reader_init (&r, (struct teredo_slice){ bytes, len });
	verb = teredo_read_u32 (&r);
	order->mtu = teredo_read_u32 (&r);
	teredo_read_bytes (&r, &order->address, sizeof (order->address));
	switch (verb) {
	case REQUEST_UP:
		order->verb = REQUEST_UP;
		return check_up (order, prefix);
	case REQUEST_DOWN:
		order->verb = REQUEST_DOWN;
		return check_down (order);
	default:
		return "unknown verb";
	}
}
