/*
 * arrival.c - a received datagram, decoded
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/arrival.h"

bool teredo_arrival_parse (struct teredo_arrival *a, const struct teredo_endpoint *from,
                           struct teredo_slice udp, uint32_t prefix)
{
	a->socket = 0;
	a->from = from;
	if (!teredo_encap_parse (&a->encap, udp) || !teredo_ip6_parse (&a->ip6, a->encap.rest))
		return false;
	teredo_address_decode (&a->src, &a->ip6.src);
	teredo_address_decode (&a->dst, &a->ip6.dst);
	a->src_teredo = a->src.prefix == prefix;
	a->dst_teredo = a->dst.prefix == prefix;
	a->bubble = teredo_ip6_is_bubble (&a->ip6);
	a->trailers_ok = true;
	a->trailers.present = 0;
	if (a->ip6.trailers.len > 0)
		a->trailers_ok = teredo_trailers_parse (&a->trailers, a->ip6.trailers);
	a->icmp6 = teredo_ip6_icmp6_type (&a->ip6);
	return true;
}
