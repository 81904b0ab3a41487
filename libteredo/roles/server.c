/*
 * server.c - a Teredo server (RFC 4380 section 5.3)
 *
 * Each datagram goes through the same questions: is it well formed, who sends
 * it, what is it, to whom. The answers that refuse are counted by reason.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/server.h"

#include <errno.h>
#include <stdlib.h>
#include "values/addr.h"
#include "values/source-limit.h"
#include "messages/encap.h"

#define BURST 2 /* seconds of its budget that an address may use at once */

struct teredo_server {
	struct teredo_server_config config;
	struct teredo_env env;
	struct teredo_counts counts;
	struct in6_addr linklocal;
	struct teredo_source_limit senders;   /* what an IPv4 address has us do */
	struct teredo_source_limit receivers; /* bubbles forwarded to an IPv4 address */
};

/* A datagram, as it came. */
struct arrival {
	teredo_time now;
	enum teredo_server_side side;
	const struct teredo_endpoint *from;
	struct teredo_encap encap;
	struct teredo_ip6 ip6;
	struct teredo_address src, dst; /* taken apart, Teredo or not */
	bool src_teredo, dst_teredo;
	bool bubble;
	int icmp6; /* type, or -1 */
};

void teredo_server_config_default (struct teredo_server_config *config)
{
	*config = (struct teredo_server_config){
		.prefix = TEREDO_PREFIX,
		.mtu = TEREDO_MTU_MIN,
		.budget = 1000,
		.max_addresses = 262144,
	};
}

struct teredo_server *teredo_server_new (const struct teredo_server_config *config,
                                         const struct teredo_env *env)
{
	struct teredo_server *server;

	if (config->primary == 0 || config->secondary == 0 || config->primary == config->secondary
	    || config->mtu < TEREDO_MTU_MIN || config->mtu > TEREDO_MTU_MAX || config->budget == 0
	    || config->budget > TEREDO_SOURCE_LIMIT_RATE_MAX || config->max_addresses == 0) {
		errno = EINVAL;
		return NULL;
	}
	server = calloc (1, sizeof (*server));
	if (server == NULL)
		return NULL;
	if (teredo_source_limit_init (&server->senders, config->budget, config->budget * BURST,
	                              config->max_addresses, env)
	            != 0
	    || teredo_source_limit_init (&server->receivers, config->budget, config->budget * BURST,
	                                 config->max_addresses, env)
	               != 0) {
		teredo_server_free (server);
		return NULL;
	}
	server->config = *config;
	server->env = *env;
	teredo_linklocal_server (&server->linklocal, config->primary);
	return server;
}

void teredo_server_free (struct teredo_server *server)
{
	if (server == NULL)
		return;
	teredo_source_limit_destroy (&server->senders);
	teredo_source_limit_destroy (&server->receivers);
	free (server);
}

const struct teredo_counts *teredo_server_counts (const struct teredo_server *server)
{
	return &server->counts;
}

static void count (struct teredo_server *server, enum teredo_count what, const struct arrival *a)
{
	const struct teredo_event event = {
		.kind = TEREDO_EVENT_COUNT,
		.when = a->now,
		.count = what,
		.of = &a->ip6.src,
	};

	server->counts.of[what]++;
	if (server->env.event != NULL)
		server->env.event (server->env.ctx, &event);
}

static enum teredo_verdict drop (struct teredo_server *server, enum teredo_count reason,
                                 const struct arrival *a)
{
	count (server, reason, a);
	return TEREDO_DROP;
}

/* Whether an endpoint is one of our own: datagrams must not go in circles. */
static bool is_ours (const struct teredo_server *server, const struct teredo_endpoint *endpoint)
{
	return endpoint->port == TEREDO_PORT
	       && (endpoint->ip == server->config.primary
	           || endpoint->ip == server->config.secondary);
}

/* --- router solicitations (5.3.2) --- */

/* The answer comes from the other address if the solicitation has the cone bit
 * set; that bit is never ignored (RFC 5991 3.2). */
static enum teredo_server_side answering_side (const struct arrival *a)
{
	if ((a->src.flags & TEREDO_FLAG_CONE) == 0)
		return a->side;
	return a->side == TEREDO_PRIMARY ? TEREDO_SECONDARY : TEREDO_PRIMARY;
}

static enum teredo_verdict advertise (struct teredo_server *server, const struct arrival *a,
                                      struct teredo_server_send *send)
{
	const struct teredo_ra ra = {
		.prefix = server->config.prefix,
		.server = server->config.primary,
		.mtu = server->config.mtu,
	};
	struct teredo_writer w;

	if (!teredo_rs_parse (&a->ip6))
		return drop (server, TEREDO_DROP_RS, a);
	count (server, TEREDO_RX_RS, a);
	teredo_writer_init (&w, send->head, sizeof (send->head));
	if (a->encap.has_auth)
		teredo_encap_write_nonce (&w, a->encap.nonce, 0);
	teredo_encap_write_origin (&w, a->from);
	teredo_ra_write (&w, &server->linklocal, &a->ip6.src, &ra);
	send->head_len = teredo_writer_done (&w).len;
	send->body = (struct teredo_slice){ NULL, 0 };
	send->from = answering_side (a);
	send->to = *a->from;
	count (server, TEREDO_TX_RA, a);
	return TEREDO_SEND;
}

/* --- everything else (5.3.1) --- */

/* To a Teredo client, with what follows the packet (RFC 6081 trailers). Always
 * from the primary address, by which clients know their server. */
static enum teredo_verdict forward (struct teredo_server *server, const struct arrival *a,
                                    struct teredo_server_send *send)
{
	struct teredo_writer w;

	if (!teredo_endpoint_is_global (&a->dst.mapped))
		return drop (server, TEREDO_DROP_NOT_GLOBAL, a);
	if (is_ours (server, &a->dst.mapped))
		return drop (server, TEREDO_DROP_LOOP, a);
	if (!teredo_source_limit_take (&server->receivers, a->dst.mapped.ip, a->now))
		return drop (server, TEREDO_DROP_LIMIT, a);
	teredo_writer_init (&w, send->head, sizeof (send->head));
	if (a->dst.server == server->config.primary)
		teredo_encap_write_origin (&w, a->from);
	send->head_len = teredo_writer_done (&w).len;
	send->body = a->encap.rest;
	send->from = TEREDO_PRIMARY;
	send->to = a->dst.mapped;
	count (server, TEREDO_FORWARDED_BUBBLE, a);
	return TEREDO_SEND;
}

/* To the IPv6 Internet: connectivity tests and their answers, nothing else. */
static enum teredo_verdict emit (struct teredo_server *server, const struct arrival *a,
                                 struct teredo_slice *ip6)
{
	if (!teredo_ip6_is_global (&a->ip6.dst))
		return drop (server, TEREDO_DROP_DESTINATION, a);
	if (a->icmp6 != TEREDO_ICMP6_ECHO && a->icmp6 != TEREDO_ICMP6_REPLY)
		return drop (server, TEREDO_DROP_PROTOCOL, a);
	*ip6 = a->ip6.packet;
	count (server, TEREDO_FORWARDED_ICMP6, a);
	return TEREDO_DELIVER;
}

/* Rules 5 to 7: a Teredo source must be where its address says; any other one
 * may only call our own clients. */
static bool source_allowed (const struct teredo_server *server, const struct arrival *a,
                            enum teredo_count *reason)
{
	if (a->src_teredo) {
		*reason = TEREDO_DROP_MISMATCH;
		return teredo_endpoint_equal (&a->src.mapped, a->from);
	}
	*reason = TEREDO_DROP_SOURCE;
	return a->dst_teredo && a->dst.server == server->config.primary
	       && (teredo_ip6_is_global (&a->ip6.src) || IN6_IS_ADDR_LINKLOCAL (&a->ip6.src));
}

/* Rule 2: a server carries no data, nor anything that could be made to. To
 * Teredo clients bubbles alone: nobody has to test one of them by way of a
 * server, and whatever is forwarded leaves under our own IPv4 address. */
static bool carries (const struct arrival *a)
{
	if (a->bubble)
		return a->ip6.trailers.len <= TEREDO_SERVER_TRAILER_MAX;
	return a->icmp6 >= 0 && a->ip6.payload.len <= TEREDO_SERVER_ICMP6_MAX && !a->dst_teredo;
}

static enum teredo_verdict route (struct teredo_server *server, const struct arrival *a,
                                  struct teredo_slice *ip6, struct teredo_server_send *send)
{
	enum teredo_count reason;

	if (!carries (a))
		return drop (server, TEREDO_DROP_PROTOCOL, a);
	if (!teredo_source_limit_take (&server->senders, a->from->ip, a->now))
		return drop (server, TEREDO_DROP_LIMIT, a);
	if (a->icmp6 == TEREDO_ICMP6_RS)
		return advertise (server, a, send);
	if (!source_allowed (server, a, &reason))
		return drop (server, reason, a);
	return a->dst_teredo ? forward (server, a, send) : emit (server, a, ip6);
}

enum teredo_verdict teredo_server_rx (struct teredo_server *server, teredo_time now,
                                      enum teredo_server_side side,
                                      const struct teredo_endpoint *from, struct teredo_slice udp,
                                      struct teredo_slice *ip6, struct teredo_server_send *send)
{
	struct arrival a = { .now = now, .side = side, .from = from };

	if (!teredo_encap_parse (&a.encap, udp) || !teredo_ip6_parse (&a.ip6, a.encap.rest))
		return drop (server, TEREDO_DROP_MALFORMED, &a);
	if (!teredo_endpoint_is_global (from))
		return drop (server, TEREDO_DROP_NOT_GLOBAL, &a);
	if (is_ours (server, from))
		return drop (server, TEREDO_DROP_LOOP, &a);
	teredo_address_decode (&a.src, &a.ip6.src);
	teredo_address_decode (&a.dst, &a.ip6.dst);
	a.src_teredo = a.src.prefix == server->config.prefix;
	a.dst_teredo = a.dst.prefix == server->config.prefix;
	a.bubble = teredo_ip6_is_bubble (&a.ip6);
	a.icmp6 = teredo_ip6_icmp6_type (&a.ip6);
	return route (server, &a, ip6, send);
}
