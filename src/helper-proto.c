/*
 * helper-proto.c - what miredo and miredo-privproc say to each other
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "helper-proto.h"

#include <assert.h>
#include <stddef.h>
#include "addr.h"

void helper_request_pack (uint8_t bytes[HELPER_REQUEST_LEN], const struct helper_request *request)
{
	struct teredo_writer w;

	teredo_writer_init (&w, bytes, HELPER_REQUEST_LEN);
	teredo_write_u8 (&w, (uint8_t)request->op);
	teredo_write_u8 (&w, 0);
	teredo_write_u16 (&w, 0);
	teredo_write_u32 (&w, request->mtu);
	teredo_write_bytes (&w, &request->address, sizeof (request->address));
	assert (teredo_writer_done (&w).len == HELPER_REQUEST_LEN);
}

bool helper_request_unpack (struct helper_request *request, struct teredo_slice bytes)
{
	struct teredo_reader r;
	unsigned op, zero;

	teredo_reader_init (&r, bytes);
	op = teredo_read_u8 (&r);
	zero = teredo_read_u8 (&r);
	zero |= teredo_read_u16 (&r);
	request->mtu = teredo_read_u32 (&r);
	teredo_read_bytes (&r, &request->address, sizeof (request->address));
	if (r.bad || r.left != 0 || zero != 0 || (op != HELPER_UP && op != HELPER_DOWN))
		return false;
	request->op = (enum helper_op)op;
	return true;
}

void helper_reply_pack (uint8_t bytes[HELPER_REPLY_LEN], const struct helper_reply *reply)
{
	struct teredo_writer w;

	teredo_writer_init (&w, bytes, HELPER_REPLY_LEN);
	teredo_write_u8 (&w, (uint8_t)reply->op);
	teredo_write_u8 (&w, (uint8_t)reply->status);
	teredo_write_u16 (&w, 0);
	assert (teredo_writer_done (&w).len == HELPER_REPLY_LEN);
}

bool helper_reply_unpack (struct helper_reply *reply, struct teredo_slice bytes)
{
	struct teredo_reader r;
	unsigned op, status, zero;

	teredo_reader_init (&r, bytes);
	op = teredo_read_u8 (&r);
	status = teredo_read_u8 (&r);
	zero = teredo_read_u16 (&r);
	if (r.bad || r.left != 0 || zero != 0 || (op != HELPER_UP && op != HELPER_DOWN)
	    || (status != HELPER_DONE && status != HELPER_FAILED))
		return false;
	reply->op = (enum helper_op)op;
	reply->status = (enum helper_status)status;
	return true;
}

const char *helper_request_check (const struct helper_request *request,
                                  const struct helper_rules *rules)
{
	if (request->op == HELPER_DOWN) {
		if (request->mtu != 0 || !IN6_IS_ADDR_UNSPECIFIED (&request->address))
			return "a request to take down carries an address or an MTU";
		return NULL;
	}
	if (request->mtu < HELPER_MTU_MIN || request->mtu > HELPER_MTU_MAX)
		return "the MTU is out of bounds";
	if (rules->relay) {
		if (!teredo_ip6_equal (&request->address, &teredo_linklocal_client))
			return "the address is not that of a relay";
	} else if (!teredo_address_in_prefix (&request->address, rules->prefix)) {
		return "the address is not a Teredo address";
	}
	return NULL;
}
