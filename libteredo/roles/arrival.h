/*
 * arrival.h - a received datagram, decoded
 *
 * Each role decodes a datagram once; its rules then look at this struct alone.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_ARRIVAL_H
#define LIBTEREDO_ARRIVAL_H

#include "values/addr.h"
#include "messages/encap.h"
#include "messages/trailers.h"
#include "values/ip6.h"

struct teredo_arrival {
	unsigned socket; /* 0: service port */
	const struct teredo_endpoint *from;
	struct teredo_encap encap;
	struct teredo_ip6 ip6;
	struct teredo_address src, dst; /* decoded, whether Teredo addresses or not */
	bool src_teredo, dst_teredo;    /* whether they are in the prefix */
	bool bubble;
	/* RFC 6081; false: one demands that clients drop the packet. */
	bool trailers_ok;
	struct teredo_trailers trailers;
	int icmp6; /* type; -1: not ICMPv6 */
};

/* Decodes a UDP payload from an endpoint, which must outlive the arrival, and sets the socket
 * to 0. prefix: that of Teredo addresses, host byte order. false: not a Teredo packet. */
bool teredo_arrival_parse (struct teredo_arrival *, const struct teredo_endpoint *from,
                           struct teredo_slice udp, uint32_t prefix);

#endif
