/*
 * count.h - what happens to packets, counted
 *
 * Nothing is lost without a number: each reason to drop a packet is here.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_COUNT_H
#define LIBTEREDO_COUNT_H

#include <stdint.h>

/* X (name, words for people) */
#define TEREDO_COUNTS(X) \
	X (RX_DATA, "packets delivered to IPv6") \
	X (TX_DATA, "packets sent to peers") \
	X (RX_BUBBLE, "bubbles received") \
	X (TX_BUBBLE_DIRECT, "direct bubbles sent") \
	X (TX_BUBBLE_INDIRECT, "bubbles sent through a server") \
	X (TX_PROBE, "connectivity tests sent") \
	X (RX_PROBE_REPLY, "connectivity tests answered") \
	X (TX_ECHO_REPLY, "echo requests answered") \
	X (TX_RS, "router solicitations sent") \
	X (RX_RS, "router solicitations received") \
	X (TX_RA, "router advertisements sent") \
	X (RX_RA, "router advertisements accepted") \
	X (TX_DISCOVERY, "local discovery bubbles sent") \
	X (RX_DISCOVERY, "local discovery bubbles accepted") \
	X (TX_UNREACH, "unreachable errors given to local senders") \
	X (TX_PROBLEM, "parameter problems sent") \
	X (QUEUED, "packets queued while a peer is being reached") \
	X (FORWARDED_BUBBLE, "bubbles forwarded") \
	X (FORWARDED_ICMP6, "ICMPv6 messages forwarded to IPv6") \
	X (DROP_MALFORMED, "dropped: not a Teredo packet") \
	X (DROP_OFFLINE, "dropped: no Teredo address yet") \
	X (DROP_SOURCE, "dropped: IPv6 source not allowed") \
	X (DROP_DESTINATION, "dropped: IPv6 destination not allowed") \
	X (DROP_NOT_GLOBAL, "dropped: IPv4 address not global") \
	X (DROP_LOOP, "dropped: from or to ourselves") \
	X (DROP_MISMATCH, "dropped: sender is not where its address says") \
	X (DROP_UNKNOWN_PEER, "dropped: from a peer we did not speak to") \
	X (DROP_UNTRUSTED, "dropped: from a peer not yet tested") \
	X (DROP_PROTOCOL, "dropped: neither bubble nor ICMPv6") \
	X (DROP_RA, "dropped: router advertisement not ours or not valid") \
	X (DROP_RS, "dropped: router solicitation not valid") \
	X (DROP_DISCOVERY, "dropped: local discovery bubble not valid") \
	X (DROP_QUEUE_FULL, "dropped: queue of the peer full") \
	X (DROP_NO_MEMORY, "dropped: no packet buffer free") \
	X (DROP_PEERS_FULL, "dropped: peer table full") \
	X (DROP_UNREACHABLE, "dropped: peer does not answer") \
	X (DROP_LIMIT, "not sent: rate limit") \
	X (DROP_TOO_BIG, "dropped: larger than the MTU") \
	X (EVICTED, "peers forgotten to make room")

enum teredo_count {
#define TEREDO_COUNT_ENUM(name, text) TEREDO_##name,
	TEREDO_COUNTS (TEREDO_COUNT_ENUM)
#undef TEREDO_COUNT_ENUM
		TEREDO_COUNT_MAX
};

struct teredo_counts {
	uint64_t of[TEREDO_COUNT_MAX];
};

/* Name such as "DROP_MALFORMED", and words such as "dropped: ..." (English). */
const char *teredo_count_name (enum teredo_count);
const char *teredo_count_text (enum teredo_count);

#endif
