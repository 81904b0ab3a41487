/*
 * responder.c - a responder that keeps nothing
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/responder.h"

#include <string.h>
#include "values/addr.h"
#include "messages/bubble.h"
#include "bytes/cksum.h"
#include "messages/encap.h"
#include "messages/icmp6.h"

#define HOP_LIMIT    64
#define RATE_ANSWERS 1000 /* a second */
#define RATE_ERRORS  100

/* A datagram, as it came. */
struct arrival {
	teredo_time now;
	enum teredo_responder_side side;
	const struct teredo_endpoint *from;
	struct teredo_ip6 ip6;
	struct teredo_address src, dst; /* taken apart, Teredo or not */
};

void teredo_responder_init (struct teredo_responder *mire, uint32_t ip, teredo_time now)
{
	mire->ip = ip;
	mire->counts = (struct teredo_counts){ .of = { 0 } };
	teredo_token_bucket_init (&mire->answers, RATE_ANSWERS, RATE_ANSWERS, now);
	teredo_token_bucket_init (&mire->errors, RATE_ERRORS, RATE_ERRORS, now);
}

static enum teredo_verdict drop (struct teredo_responder *mire, enum teredo_count reason)
{
	mire->counts.of[reason]++;
	return TEREDO_DROP;
}

/* Whether an address is ours: the prefix and the flags make no difference. */
static bool is_ours (const struct teredo_responder *mire, const struct teredo_address *address)
{
	return address->server == address->mapped.ip
	       && address->mapped.port == TEREDO_RESPONDER_PORT
	       && teredo_ipv4_is_global (address->server)
	       && (mire->ip == 0 || address->server == mire->ip);
}

/* What is behind an address must be where it says; others come by way of relays. */
static bool source_allowed (const struct arrival *a)
{
	if (a->src.prefix == TEREDO_PREFIX)
		return teredo_endpoint_equal (&a->src.mapped, a->from);
	return teredo_ip6_is_global (&a->ip6.src) || IN6_IS_ADDR_LINKLOCAL (&a->ip6.src);
}

/* --- answers --- */

static enum teredo_verdict answer (struct teredo_responder *mire, const struct arrival *a,
                                   enum teredo_responder_side from, const struct teredo_writer *w,
                                   enum teredo_count what, struct teredo_responder_send *send)
{
	if (!teredo_token_bucket_take (&mire->answers, a->now))
		return drop (mire, TEREDO_DROP_LIMIT);
	*send = (struct teredo_responder_send){ from, *a->from, teredo_writer_done (w) };
	mire->counts.of[what]++;
	return TEREDO_SEND;
}

/* A bubble that our server gets for us shows who wants to be let in. One that
 * comes to us directly has been: an answer could only lead to another one. */
static enum teredo_verdict take_bubble (struct teredo_responder *mire, const struct arrival *a,
                                        struct teredo_responder_send *send)
{
	struct teredo_writer w;

	mire->counts.of[TEREDO_RX_BUBBLE]++;
	if (a->side == TEREDO_RESPONDER_CLIENT)
		return TEREDO_CONSUMED;
	teredo_writer_init (&w, mire->buf, sizeof (mire->buf));
	teredo_bubble_write (&w, &a->ip6.dst, &a->ip6.src);
	return answer (mire, a, TEREDO_RESPONDER_CLIENT, &w, TEREDO_TX_BUBBLE_DIRECT, send);
}

/* The same message but for its type and checksum. */
static enum teredo_verdict take_echo (struct teredo_responder *mire, const struct arrival *a,
                                      struct teredo_responder_send *send)
{
	const struct teredo_slice asked = a->ip6.payload;
	struct teredo_writer w;

	teredo_writer_init (&w, mire->buf, sizeof (mire->buf));
	teredo_ip6_write (&w, (uint16_t)asked.len, TEREDO_NH_ICMP6, HOP_LIMIT, &a->ip6.dst,
	                  &a->ip6.src);
	teredo_write_u8 (&w, TEREDO_ICMP6_REPLY);
	teredo_write_u8 (&w, 0);
	teredo_write_u16 (&w, 0); /* checksum */
	teredo_write_bytes (&w, asked.data + 4, asked.len - 4);
	teredo_cksum_seal_icmp6 (&w, TEREDO_IP6_HEADER, &a->ip6.dst, &a->ip6.src);
	return answer (mire, a, a->side, &w, TEREDO_TX_ECHO_REPLY, send);
}

static enum teredo_verdict refuse (struct teredo_responder *mire, const struct arrival *a,
                                   struct teredo_responder_send *send)
{
	struct teredo_writer w;

	if (!teredo_icmp6_may_answer (&a->ip6))
		return drop (mire, TEREDO_DROP_PROTOCOL);
	if (!teredo_token_bucket_take (&mire->errors, a->now))
		return drop (mire, TEREDO_DROP_LIMIT);
	teredo_writer_init (&w, mire->buf, sizeof (mire->buf));
	teredo_icmp6_next_header (&w, &a->ip6.dst, &a->ip6);
	return answer (mire, a, a->side, &w, TEREDO_TX_PROBLEM, send);
}

/* --- what comes --- */

static enum teredo_verdict take_packet (struct teredo_responder *mire, const struct arrival *a,
                                        struct teredo_responder_send *send)
{
	if (teredo_ip6_is_bubble (&a->ip6))
		return take_bubble (mire, a, send);
	if (a->ip6.next_header == TEREDO_NH_NONE)
		return drop (mire, TEREDO_DROP_PROTOCOL);
	if (a->ip6.next_header != TEREDO_NH_ICMP6)
		return refuse (mire, a, send);
	if (teredo_ip6_icmp6_type (&a->ip6) != TEREDO_ICMP6_ECHO || a->ip6.payload.data[1] != 0
	    || teredo_cksum_icmp6 (&a->ip6.src, &a->ip6.dst, a->ip6.payload) != 0)
		return drop (mire, TEREDO_DROP_PROTOCOL);
	return take_echo (mire, a, send);
}

enum teredo_verdict teredo_responder_rx (struct teredo_responder *mire, teredo_time now,
                                         enum teredo_responder_side side,
                                         const struct teredo_endpoint *from,
                                         struct teredo_slice udp,
                                         struct teredo_responder_send *send)
{
	struct arrival a = { .now = now, .side = side, .from = from };
	struct teredo_encap encap;

	if (!teredo_encap_parse (&encap, udp) || !teredo_ip6_parse (&a.ip6, encap.rest))
		return drop (mire, TEREDO_DROP_MALFORMED);
	if (!teredo_endpoint_is_global (from))
		return drop (mire, TEREDO_DROP_NOT_GLOBAL);
	teredo_address_decode (&a.src, &a.ip6.src);
	teredo_address_decode (&a.dst, &a.ip6.dst);
	if (is_ours (mire, &a.src))
		return drop (mire, TEREDO_DROP_LOOP);
	if (!is_ours (mire, &a.dst))
		return drop (mire, TEREDO_DROP_DESTINATION);
	if (!source_allowed (&a))
		return drop (mire, TEREDO_DROP_MISMATCH);
	return take_packet (mire, &a, send);
}
