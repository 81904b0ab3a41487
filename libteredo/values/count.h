/*
 * count.h - packet counters
 *
 * Every reason to drop a packet has a counter. The caller of libteredo counts LOST_*:
 * packets that it could not send.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_COUNT_H
#define LIBTEREDO_COUNT_H

#include <stdint.h>

/* X (name, text for users: English, translated by the programs) */
#define TEREDO_COUNTS(X) \
	X (RX_DATA, "packets delivered to IPv6") \
	X (TX_DATA, "packets sent to peers") \
	X (RX_BUBBLE, "bubbles received") \
	X (TX_BUBBLE_DIRECT, "direct bubbles sent") \
	X (TX_BUBBLE_INDIRECT, "indirect bubbles sent") \
	X (TX_PROBE, "probes sent") \
	X (RX_PROBE_REPLY, "probe replies received") \
	X (TX_ECHO_REPLY, "echo replies sent") \
	X (TX_RS, "router solicitations sent") \
	X (RX_RS, "router solicitations received") \
	X (RX_RS_SECURE, "router solicitations with valid authentication") \
	X (TX_RA, "router advertisements sent") \
	X (RX_RA, "router advertisements accepted") \
	X (TX_DISCOVERY, "local discovery bubbles sent") \
	X (RX_DISCOVERY, "local discovery bubbles accepted") \
	X (TX_UNREACH, "ICMPv6 unreachable sent to local host") \
	X (TX_PROBLEM, "ICMPv6 parameter problem sent") \
	X (RELAYED, "peers that can be reached only through the server (relayed)") \
	X (RX_RELAYED, "packets received through the server (relayed)") \
	X (GUESS_ASKED, "peers asked to guess our port (BirthdayProbing)") \
	X (GUESSING, "peers whose port we tried to guess (BirthdayProbing)") \
	X (TX_GUESS, "bubbles sent to guessed ports") \
	X (GUESSED, "peers reached by a guessed port") \
	X (REFUSED_PROOF, "requests to guess ports refused: not from the peer") \
	X (REFUSED_USELESS, "requests to guess ports refused: no use with this NAT or address") \
	X (REFUSED_BUSY, "requests to guess ports refused: another attempt is running") \
	X (REFUSED_AGAIN, \
	   "requests to guess ports refused: attempt at that address in the last 10 minutes") \
	X (QUEUED, "packets queued for a peer being contacted") \
	X (FORWARDED_BUBBLE, "bubbles forwarded") \
	X (FORWARDED_DATA, "packets forwarded between clients (relayed)") \
	X (FORWARDED_ICMP6, "ICMPv6 messages forwarded to IPv6") \
	X (DROP_MALFORMED, "dropped: malformed packet") \
	X (DROP_OFFLINE, "dropped: no Teredo address yet") \
	X (DROP_SOURCE, "dropped: IPv6 source not allowed") \
	X (DROP_DESTINATION, "dropped: IPv6 destination not allowed") \
	X (DROP_NOT_GLOBAL, "dropped: IPv4 address not global") \
	X (DROP_LOOP, "dropped: own address as source or destination") \
	X (DROP_MISMATCH, "dropped: UDP sender does not match IPv6 source") \
	X (DROP_UNKNOWN_PEER, "dropped: unsolicited peer") \
	X (DROP_UNTRUSTED, "dropped: untrusted peer") \
	X (DROP_PROTOCOL, "dropped: unexpected protocol") \
	X (DROP_RA, "dropped: invalid router advertisement") \
	X (DROP_RS, "dropped: invalid router solicitation") \
	X (DROP_NO_AUTH, "dropped: no authentication") \
	X (DROP_AUTH_ID, "dropped: unknown client identifier") \
	X (DROP_AUTH, "dropped: wrong authentication value") \
	X (DROP_NOT_ADMITTED, "dropped: client has not qualified securely") \
	X (DROP_DISCOVERY, "dropped: invalid local discovery bubble") \
	X (DROP_QUEUE_FULL, "dropped: peer queue full") \
	X (DROP_NO_MEMORY, "dropped: no free packet buffer") \
	X (DROP_PEERS_FULL, "dropped: peer table full") \
	X (DROP_UNREACHABLE, "dropped: peer not responding") \
	X (DROP_LIMIT, "dropped or not sent: rate limit") \
	X (DROP_TOO_BIG, "dropped: packet larger than MTU") \
	X (IGNORED_LOCAL, "ignored: link-local or multicast packet of this host") \
	X (LOST_UDP, "lost: UDP send failed") \
	X (LOST_TUN, "lost: write to the tunnel interface failed") \
	X (LOST_IP6, "lost: IPv6 send failed") \
	X (EVICTED, "peers removed to make room")

enum teredo_count {
#define TEREDO_COUNT_ENUM(name, text) TEREDO_##name,
	TEREDO_COUNTS (TEREDO_COUNT_ENUM)
#undef TEREDO_COUNT_ENUM
		TEREDO_COUNT_MAX,
	TEREDO_OK = TEREDO_COUNT_MAX /* result of a check: no reason to drop */
};

struct teredo_counts {
	uint64_t of[TEREDO_COUNT_MAX];
};

/* Adds each of the second to the same one of the first. */
void teredo_counts_add (struct teredo_counts *, const struct teredo_counts *);

/* Name of a counter, such as "DROP_MALFORMED". */
const char *teredo_count_name (enum teredo_count);

/* Text of a counter for users, such as "bubbles received" (English). */
const char *teredo_count_text (enum teredo_count);

#endif
