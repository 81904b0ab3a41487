/*
 * responder.c - stateless Teredo ping responder
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/responder.h"

#include "bytes/cksum.h"
#include "messages/bubble.h"
#include "messages/icmp6.h"
#include "roles/arrival.h"

#define HOP_LIMIT    64
#define RATE_ANSWERS 1000 /* a second */
#define RATE_ERRORS  100

void teredo_responder_init (struct teredo_responder *r, uint32_t ip, const struct teredo_env *env,
                            teredo_time now)
{
	r->ip = ip;
	r->env = *env;
	r->counts = (struct teredo_counts){ .of = { 0 } };
	teredo_token_bucket_init (&r->answers, RATE_ANSWERS, RATE_ANSWERS, now);
	teredo_token_bucket_init (&r->errors, RATE_ERRORS, RATE_ERRORS, now);
}

static void count (struct teredo_responder *r, teredo_time now, enum teredo_count what,
                   const struct teredo_arrival *a)
{
	teredo_env_count (&r->env, &r->counts, now, what, &a->ip6.src);
}

/* Whether an address is ours, with any prefix and flags. */
static bool is_ours (const struct teredo_responder *r, const struct teredo_address *address)
{
	return address->server == address->mapped.ip
	       && address->mapped.port == TEREDO_RESPONDER_PORT
	       && teredo_ipv4_is_global (address->server)
	       && (r->ip == 0 || address->server == r->ip);
}

/* Whether the sender may have the source: a Teredo client must be at the endpoint in its
 * address; packets of other hosts come through relays. */
static bool is_source_allowed (const struct teredo_arrival *a)
{
	if (a->src_teredo)
		return teredo_endpoint_equal (&a->src.mapped, a->from);
	return teredo_ip6_is_global (&a->ip6.src) || IN6_IS_ADDR_LINKLOCAL (&a->ip6.src);
}

/* --- answers --- */

/* Sends what was written to the buffer back to the sender, from a port. */
static enum teredo_count answer (struct teredo_responder *r, teredo_time now,
                                 const struct teredo_arrival *a, const struct teredo_writer *w,
                                 enum teredo_count what, struct teredo_out *out)
{
	if (!teredo_token_bucket_take (&r->answers, now))
		return TEREDO_DROP_LIMIT;
	out->to = *a->from;
	out->data = teredo_writer_done (w);
	count (r, now, what, a);
	return TEREDO_OK;
}

/* A bubble to the server's port shows who wants to reach the client, which answers. A bubble to the
 * client's port has reached it; an answer would only cause another one. */
static enum teredo_count rx_bubble (struct teredo_responder *r, teredo_time now,
                                    const struct teredo_arrival *a, struct teredo_out *out)
{
	struct teredo_writer w;

	count (r, now, TEREDO_RX_BUBBLE, a);
	if (out->socket == TEREDO_RESPONDER_CLIENT)
		return TEREDO_OK;
	out->socket = TEREDO_RESPONDER_CLIENT;
	teredo_writer_init (&w, r->buf, sizeof (r->buf));
	teredo_bubble_write (&w, &a->ip6.dst, &a->ip6.src);
	return answer (r, now, a, &w, TEREDO_TX_BUBBLE_DIRECT, out);
}

static enum teredo_count rx_echo (struct teredo_responder *r, teredo_time now,
                                  const struct teredo_arrival *a, struct teredo_out *out)
{
	const struct teredo_slice request = a->ip6.payload;
	struct teredo_writer w;

	teredo_writer_init (&w, r->buf, sizeof (r->buf));
	teredo_ip6_write (&w, (uint16_t)request.len, TEREDO_NH_ICMP6, HOP_LIMIT, &a->ip6.dst,
	                  &a->ip6.src);
	teredo_write_u8 (&w, TEREDO_ICMP6_REPLY);
	teredo_write_u8 (&w, 0);
	teredo_write_u16 (&w, 0); /* checksum */
	teredo_write_bytes (&w, request.data + 4, request.len - 4);
	teredo_cksum_seal_icmp6 (&w, TEREDO_IP6_HEADER, &a->ip6.dst, &a->ip6.src);
	return answer (r, now, a, &w, TEREDO_TX_ECHO_REPLY, out);
}

static enum teredo_count send_error (struct teredo_responder *r, teredo_time now,
                                     const struct teredo_arrival *a, struct teredo_out *out)
{
	struct teredo_writer w;

	if (!teredo_icmp6_may_answer (&a->ip6))
		return TEREDO_DROP_PROTOCOL;
	if (!teredo_token_bucket_take (&r->errors, now))
		return TEREDO_DROP_LIMIT;
	teredo_writer_init (&w, r->buf, sizeof (r->buf));
	teredo_icmp6_next_header (&w, &a->ip6.dst, &a->ip6);
	return answer (r, now, a, &w, TEREDO_TX_PROBLEM, out);
}

/* --- what arrives --- */

static enum teredo_count rx_packet (struct teredo_responder *r, teredo_time now,
                                    const struct teredo_arrival *a, struct teredo_out *out)
{
	if (a->bubble)
		return rx_bubble (r, now, a, out);
	if (a->ip6.next_header == TEREDO_NH_NONE)
		return TEREDO_DROP_PROTOCOL;
	if (a->ip6.next_header != TEREDO_NH_ICMP6)
		return send_error (r, now, a, out);
	if (a->icmp6 != TEREDO_ICMP6_ECHO || a->ip6.payload.data[1] != 0
	    || teredo_cksum_icmp6 (&a->ip6.src, &a->ip6.dst, a->ip6.payload) != 0)
		return TEREDO_DROP_PROTOCOL;
	return rx_echo (r, now, a, out);
}

static enum teredo_count check_endpoints (const struct teredo_responder *r,
                                          const struct teredo_arrival *a)
{
	if (!teredo_endpoint_is_global (a->from))
		return TEREDO_DROP_NOT_GLOBAL;
	if (is_ours (r, &a->src))
		return TEREDO_DROP_LOOP;
	if (!is_ours (r, &a->dst))
		return TEREDO_DROP_DESTINATION;
	return is_source_allowed (a) ? TEREDO_OK : TEREDO_DROP_MISMATCH;
}

enum teredo_verdict teredo_responder_rx (struct teredo_responder *r, teredo_time now,
                                         enum teredo_responder_side side,
                                         const struct teredo_endpoint *from,
                                         struct teredo_slice udp, struct teredo_out *out)
{
	enum teredo_count reason = TEREDO_DROP_MALFORMED;
	struct teredo_arrival a = { .from = from };

	*out = (struct teredo_out){ .kind = TEREDO_OUT_UDP, .socket = side };
	if (teredo_arrival_parse (&a, from, udp, TEREDO_PREFIX))
		reason = check_endpoints (r, &a);
	if (reason == TEREDO_OK)
		reason = rx_packet (r, now, &a, out);
	if (reason != TEREDO_OK) {
		count (r, now, reason, &a);
		return TEREDO_DROP;
	}
	return out->data.len > 0 ? TEREDO_SEND : TEREDO_CONSUMED;
}
