/*
 * fuzz-responder.c - datagrams to a responder
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/responder.h"

#include <stdbool.h>
#include "values/addr.h"
#include "messages/encap.h"
#include "fuzz.h"
#include "values/ip6.h"

#define US 0xc6336409 /* 198.51.100.9 */

/* A reply goes back to the sender, is at most 48 bytes longer than the packet received,
 * and is not one that another responder would reply to. */
static void check_reply (const struct teredo_out *out, const struct teredo_endpoint *from,
                         struct teredo_slice udp)
{
	struct teredo_ip6 ip6;

	MUST (teredo_endpoint_equal (&out->to, from));
	fuzz_check_udp (&out->to, out->data);
	MUST (out->data.len <= udp.len + 48);
	MUST (teredo_ip6_parse (&ip6, out->data));
	MUST (teredo_ip6_is_bubble (&ip6)
	              ? out->socket == TEREDO_RESPONDER_CLIENT
	              : teredo_ip6_icmp6_type (&ip6) == TEREDO_ICMP6_REPLY
	                        || teredo_ip6_icmp6_type (&ip6) == TEREDO_ICMP6_PROBLEM);
}

/* Input: one byte of flags, the source endpoint, and the payload. Flags: bit 0: the socket
 * that received it; bit 1: the responder's address is configured; bit 2: the payload is
 * put behind an IPv6 header with the responder's address as destination. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
	static struct teredo_responder responder;
	const struct teredo_address ours = { .prefix = TEREDO_PREFIX,
		                             .server = US,
		                             .mapped = { US, TEREDO_RESPONDER_PORT } };
	struct teredo_out out;
	struct teredo_endpoint from;
	struct teredo_slice udp;
	struct in6_addr src, dst;
	struct teredo_reader r;
	struct teredo_writer w;
	uint8_t flags, buf[512];

	teredo_reader_init (&r, (struct teredo_slice){ data, size });
	flags = teredo_read_u8 (&r);
	from = fuzz_endpoint (&r);
	udp = (struct teredo_slice){ r.next, r.left };
	if ((flags & 4) != 0) {
		uint8_t next_header = teredo_read_u8 (&r);

		src = fuzz_address (&r);
		udp = fuzz_bytes (&r);
		teredo_address_encode (&dst, &ours);
		teredo_writer_init (&w, buf, sizeof (buf));
		teredo_ip6_write (&w, (uint16_t)udp.len, next_header, 64, &src, &dst);
		teredo_write_bytes (&w, udp.data, udp.len);
		udp = teredo_writer_done (&w);
	}
	teredo_responder_init (&responder, (flags & 2) != 0 ? US : 0, &fuzz_env, 0);
	if (teredo_responder_rx (&responder, 0,
	                         (flags & 1) != 0 ? TEREDO_RESPONDER_CLIENT
	                                          : TEREDO_RESPONDER_SERVER,
	                         &from, udp, &out)
	    == TEREDO_SEND)
		check_reply (&out, &from, udp);
	return 0;
}
