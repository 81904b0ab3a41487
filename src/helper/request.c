/*
 * request.c - requests from miredo to its helper, and replies
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "helper/request.h"

#include <string.h>
#include "base/i18n.h"
#include "values/addr.h"
#include "bytes/params.h"
#include "bytes/wire.h"

/* A message has the verb (4 bytes), the MTU (4) and the address (16). */
void request_pack (uint8_t bytes[REQUEST_LEN], const struct request *request)
{
	struct teredo_writer w;

	teredo_writer_init (&w, bytes, REQUEST_LEN);
	teredo_write_u32 (&w, (uint32_t)request->verb);
	teredo_write_u32 (&w, request->mtu);
	teredo_write_bytes (&w, &request->address, sizeof (request->address));
}

static const char *check_up (const struct request *request, uint32_t prefix)
{
	struct teredo_address parts;

	if (request->mtu < TEREDO_MTU_MIN || request->mtu > TEREDO_MTU_MAX)
		return N_ ("MTU out of range");
	teredo_address_decode (&parts, &request->address);
	if (parts.prefix != prefix)
		return N_ ("address outside the prefix");
	if (!teredo_endpoint_is_global (&parts.mapped))
		return N_ ("mapped address not global");
	return NULL;
}

static const char *check_empty (const struct request *request)
{
	return request->mtu == 0 && IN6_IS_ADDR_UNSPECIFIED (&request->address)
	               ? NULL
	               : N_ ("unexpected address or MTU");
}

const char *request_unpack (struct request *request, const uint8_t *bytes, size_t len,
                            uint32_t prefix)
{
	struct teredo_reader r;
	uint32_t verb;

	if (len != REQUEST_LEN)
		return N_ ("wrong length");
	teredo_reader_init (&r, (struct teredo_slice){ bytes, len });
	verb = teredo_read_u32 (&r);
	request->mtu = teredo_read_u32 (&r);
	teredo_read_bytes (&r, &request->address, sizeof (request->address));
	switch (verb) {
	case REQUEST_UP:
		request->verb = REQUEST_UP;
		return check_up (request, prefix);
	case REQUEST_DOWN:
		request->verb = REQUEST_DOWN;
		return check_empty (request);
	case REQUEST_RELAY:
		request->verb = REQUEST_RELAY;
		return check_empty (request);
	default:
		return N_ ("unknown verb");
	}
}
