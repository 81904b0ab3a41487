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

/* What it answers goes back where the question came from, is hardly larger, and
 * is nothing that another responder would answer. */
static void check_answer (const struct teredo_responder_send *send,
                          const struct teredo_endpoint *from, struct teredo_slice asked)
{
	struct teredo_ip6 ip6;

	MUST (teredo_endpoint_equal (&send->to, from));
	fuzz_check_udp (&send->to, send->data);
	MUST (send->data.len <= asked.len + 48);
	MUST (teredo_ip6_parse (&ip6, send->data));
	MUST (teredo_ip6_is_bubble (&ip6)
	              ? send->from == TEREDO_RESPONDER_CLIENT
	              : teredo_ip6_icmp6_type (&ip6) == TEREDO_ICMP6_REPLY
	                        || teredo_ip6_icmp6_type (&ip6) == TEREDO_ICMP6_PROBLEM);
}

/* The side, whether the address is ours or any, the source, and the packet: as it
 * is, or after a header to the responder. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
	static struct teredo_responder mire;
	const struct teredo_address ours = { .prefix = TEREDO_PREFIX,
		                             .server = US,
		                             .mapped = { US, TEREDO_RESPONDER_PORT } };
	struct teredo_responder_send send;
	struct teredo_endpoint from;
	struct teredo_slice udp;
	struct in6_addr src, dst;
	struct teredo_reader r;
	struct teredo_writer w;
	uint8_t how, buf[512];

	teredo_reader_init (&r, (struct teredo_slice){ data, size });
	how = teredo_read_u8 (&r);
	from = fuzz_endpoint (&r);
	udp = (struct teredo_slice){ r.next, r.left };
	if ((how & 4) != 0) {
		uint8_t next_header = teredo_read_u8 (&r);

		src = fuzz_address (&r);
		udp = fuzz_bytes (&r);
		teredo_address_encode (&dst, &ours);
		teredo_writer_init (&w, buf, sizeof (buf));
		teredo_ip6_write (&w, (uint16_t)udp.len, next_header, 64, &src, &dst);
		teredo_write_bytes (&w, udp.data, udp.len);
		udp = teredo_writer_done (&w);
	}
	teredo_responder_init (&mire, (how & 2) != 0 ? US : 0, 0);
	if (teredo_responder_rx (&mire, 0,
	                         (how & 1) != 0 ? TEREDO_RESPONDER_CLIENT : TEREDO_RESPONDER_SERVER,
	                         &from, udp, &send)
	    == TEREDO_SEND)
		check_answer (&send, &from, udp);
	return 0;
}
