/*
 * server.c - Teredo server (RFC 4380 section 5.3)
 *
 * Each datagram is checked in the same order: its format, its sender, its kind, its
 * destination. Each reason to drop it has its own counter.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/server.h"

#include <errno.h>
#include <stdlib.h>
#include "bytes/mac.h"
#include "bytes/share.h"
#include "messages/nd.h"
#include "roles/arrival.h"
#include "roles/carrier.h"
#include "roles/gate.h"
#include "values/source-limit.h"

/* Bytes of an advertisement and of all that precedes it */
#define HEAD_MAX \
	(TEREDO_AUTH_MIN + TEREDO_AUTH_ID_MAX + TEREDO_HMAC_LEN + TEREDO_ORIGIN_LEN \
	 + TEREDO_RA_LEN + TEREDO_COOKIE_LEN)

#define BURST 2 /* seconds of its rate that an address may use at once */

struct teredo_server {
	struct teredo_server_config config;
	struct teredo_env env;
	struct teredo_counts counts;
	struct in6_addr linklocal;
	struct teredo_source_limit senders; /* packets from an IPv4 address */
	struct teredo_source_limit flows;   /* bubbles forwarded, by flow_of */
	struct teredo_key flow_key;
	struct teredo_gate gate;
	struct teredo_carrier carrier; /* of data between clients */
	uint8_t head[HEAD_MAX];        /* of the last output */
};

void teredo_server_config_default (struct teredo_server_config *config)
{
	*config = (struct teredo_server_config){
		.prefix = TEREDO_PREFIX,
		.mtu = TEREDO_MTU_MIN,
		.rate = 1000,
		.max_addresses = 262144,
		.parts = 1,
	};
}

struct teredo_server *teredo_server_new (const struct teredo_server_config *config,
                                         const struct teredo_env *env)
{
	const uint32_t addresses = teredo_share (config->max_addresses, config->parts);
	const uint32_t flow_rate = teredo_share (config->rate, config->parts);
	struct teredo_server *server;

	if (config->primary == 0 || config->primary == config->secondary
	    || config->mtu < TEREDO_MTU_MIN || config->mtu > TEREDO_MTU_MAX || config->rate == 0
	    || config->rate > TEREDO_SOURCE_LIMIT_RATE_MAX || config->max_addresses == 0
	    || config->forward_rate > TEREDO_FORWARD_RATE_MAX
	    || (config->forward_rate > 0 && config->admission == NULL)) {
		errno = EINVAL;
		return NULL;
	}
	server = calloc (1, sizeof (*server));
	if (server == NULL)
		return NULL;
	if (teredo_source_limit_init (&server->senders, config->rate, config->rate * BURST,
	                              addresses, env)
	            != 0
	    || teredo_source_limit_init (&server->flows, flow_rate, flow_rate * BURST, addresses,
	                                 env)
	               != 0
	    || teredo_gate_init (&server->gate, env) != 0
	    || teredo_carrier_init (&server->carrier,
	                            teredo_share (config->forward_rate, config->parts), env)
	               != 0) {
		teredo_server_free (server);
		return NULL;
	}
	server->config = *config;
	server->gate.admission = config->admission;
	server->gate.forwards = config->forward_rate > 0;
	server->env = *env;
	env->random (env->ctx, &server->flow_key, sizeof (server->flow_key));
	teredo_linklocal_server (&server->linklocal, config->primary);
	return server;
}

void teredo_server_free (struct teredo_server *server)
{
	if (server == NULL)
		return;
	teredo_source_limit_destroy (&server->senders);
	teredo_source_limit_destroy (&server->flows);
	teredo_gate_destroy (&server->gate);
	teredo_carrier_destroy (&server->carrier);
	free (server);
}

void teredo_server_use_keyring (struct teredo_server *server, const struct teredo_keyring *keyring,
                                bool secure_only)
{
	server->gate.keyring = keyring;
	server->gate.secure_only = secure_only;
}

const struct teredo_counts *teredo_server_counts (const struct teredo_server *server)
{
	return &server->counts;
}

static void count (struct teredo_server *server, teredo_time now, enum teredo_count what,
                   const struct teredo_arrival *a)
{
	teredo_env_count (&server->env, &server->counts, now, what, &a->ip6.src);
}

/* Whether an endpoint is one of our own: packets must not loop. */
static bool is_server (const struct teredo_server *server, const struct teredo_endpoint *endpoint)
{
	return endpoint->port == TEREDO_PORT
	       && (endpoint->ip == server->config.primary
	           || endpoint->ip == server->config.secondary);
}

/*
 * Whether packets of others may be forwarded to an IPv4 address. Not to an address of this host,
 * on any port: what listens there may trust packets that do not come from the network.
 * (Advertisements are not checked: a system drops packets from the network with one of its own
 * addresses as source, so only a client on this host can have solicited them.)
 */
static enum teredo_count check_ipv4 (const struct teredo_server *server, uint32_t ip)
{
	if (!teredo_networks_allow_ipv4 (server->env.networks, ip))
		return TEREDO_DROP_NOT_GLOBAL;
	if (ip == server->config.primary || ip == server->config.secondary
	    || teredo_networks_have_ipv4 (server->env.networks, ip))
		return TEREDO_DROP_LOOP;
	return TEREDO_OK;
}

/* --- router solicitations (5.3.2) --- */

/* To a solicitation with the cone bit, the server answers from its other address, if it has one;
 * it never ignores that bit (RFC 5991 3.2). */
static enum teredo_server_side answering_side (const struct teredo_server *server,
                                               const struct teredo_arrival *a,
                                               enum teredo_server_side side)
{
	if (server->config.secondary == 0)
		return TEREDO_PRIMARY;
	if ((a->src.flags & TEREDO_FLAG_CONE) == 0)
		return side;
	return side == TEREDO_PRIMARY ? TEREDO_SECONDARY : TEREDO_PRIMARY;
}

static void advertise (struct teredo_server *server, const struct teredo_arrival *a,
                       const struct teredo_visit *visit, enum teredo_server_side side,
                       struct teredo_out *out)
{
	const struct teredo_ra ra = {
		.prefix = server->config.prefix,
		.server = server->config.primary,
		.mtu = server->config.mtu,
	};
	struct teredo_writer w;
	size_t auth;

	teredo_writer_init (&w, server->head, sizeof (server->head));
	auth = teredo_gate_write (&w, a, visit);
	teredo_encap_write_origin (&w, a->from);
	teredo_ra_write_cookie (&w, &server->linklocal, &a->ip6.src, &ra,
	                        visit->entry != NULL ? &visit->cookie : NULL);
	teredo_gate_seal (&server->gate, &w, auth, visit);
	out->socket = answering_side (server, a, side);
	out->to = *a->from;
	out->head = teredo_writer_done (&w);
}

static enum teredo_count rx_solicitation (struct teredo_server *server, teredo_time now,
                                          const struct teredo_arrival *a,
                                          enum teredo_server_side side, struct teredo_out *out)
{
	struct teredo_visit visit;
	enum teredo_count reason;

	if (!teredo_rs_parse (&a->ip6))
		return TEREDO_DROP_RS;
	reason = teredo_gate_check (&server->gate, now, a, &visit);
	if (reason != TEREDO_OK)
		return reason;
	count (server, now, visit.entry != NULL ? TEREDO_RX_RS_SECURE : TEREDO_RX_RS, a);
	advertise (server, a, &visit, side, out);
	count (server, now, TEREDO_TX_RA, a);
	return TEREDO_OK;
}

/* --- everything else (5.3.1) --- */

/*
 * The flow that a bubble counts for: the receiver's IPv4 address and the sender's /16 network.
 * With one limit for all senders, forged bubbles to a client would use up what its real peers
 * need. The hash is keyed, so that nobody can choose to collide with the flow of others.
 */
static uint32_t flow_of (const struct teredo_server *server, const struct teredo_arrival *a)
{
	struct in6_addr flow = { .s6_addr = { 0 } };
	struct teredo_writer w;

	teredo_writer_init (&w, flow.s6_addr, sizeof (flow.s6_addr));
	teredo_write_u32 (&w, a->dst.mapped.ip);
	teredo_write_u16 (&w, (uint16_t)(a->from->ip >> 16));
	return (uint32_t)teredo_hash_ip6 (&server->flow_key, &flow);
}

/* Always from the primary address, by which clients know their server. */
static void send_to_client (struct teredo_server *server, const struct teredo_arrival *a,
                            struct teredo_slice data, struct teredo_out *out)
{
	struct teredo_writer w;

	teredo_writer_init (&w, server->head, sizeof (server->head));
	if (a->dst.server == server->config.primary)
		teredo_encap_write_origin (&w, a->from);
	out->socket = TEREDO_PRIMARY;
	out->to = a->dst.mapped;
	out->head = teredo_writer_done (&w);
	out->data = data;
}

/* With the trailers that follow the packet (RFC 6081). */
static enum teredo_count forward_bubble (struct teredo_server *server, teredo_time now,
                                         const struct teredo_arrival *a, struct teredo_out *out)
{
	const enum teredo_count reason = check_ipv4 (server, a->dst.mapped.ip);

	if (a->dst.mapped.port == 0)
		return TEREDO_DROP_NOT_GLOBAL;
	if (reason != TEREDO_OK)
		return reason;
	if (!teredo_source_limit_take (&server->flows, flow_of (server, a), now))
		return TEREDO_DROP_LIMIT;
	send_to_client (server, a, a->encap.rest, out);
	count (server, now, TEREDO_FORWARDED_BUBBLE, a);
	return TEREDO_OK;
}

/* Like check_ipv4. An address that embeds an IPv4 address is checked as that address as well. */
static enum teredo_count check_ip6 (const struct teredo_server *server,
                                    const struct in6_addr *address)
{
	uint32_t ip;

	if (!teredo_ip6_is_global (address))
		return TEREDO_DROP_DESTINATION;
	if (teredo_networks_have_ip6 (server->env.networks, address))
		return TEREDO_DROP_LOOP;
	return teredo_ip6_embeds_ipv4 (address, &ip) ? check_ipv4 (server, ip) : TEREDO_OK;
}

static bool is_admitted (const struct teredo_server *server, const struct teredo_endpoint *client,
                         teredo_time now)
{
	const struct teredo_admission *admission = server->config.admission;

	return admission != NULL && admission->has (admission->ctx, client, now);
}

/* To the IPv6 Internet: only probes and their replies. */
static enum teredo_count emit (struct teredo_server *server, teredo_time now,
                               const struct teredo_arrival *a, struct teredo_out *out)
{
	const enum teredo_count reason = check_ip6 (server, &a->ip6.dst);

	if (reason != TEREDO_OK)
		return reason;
	if (a->icmp6 != TEREDO_ICMP6_ECHO && a->icmp6 != TEREDO_ICMP6_REPLY)
		return TEREDO_DROP_PROTOCOL;
	if (server->config.exit && !is_admitted (server, a->from, now))
		return TEREDO_DROP_NOT_ADMITTED;
	out->kind = TEREDO_OUT_IP6;
	out->data = a->ip6.packet;
	count (server, now, TEREDO_FORWARDED_ICMP6, a);
	return TEREDO_OK;
}

/* Rules 5 to 7: a Teredo source must be at the endpoint in its address; any other
 * source may only send bubbles to our own clients. */
static enum teredo_count check_source (const struct teredo_server *server,
                                       const struct teredo_arrival *a)
{
	if (a->src_teredo)
		return teredo_endpoint_equal (&a->src.mapped, a->from) ? TEREDO_OK
		                                                       : TEREDO_DROP_MISMATCH;
	return a->dst_teredo && a->dst.server == server->config.primary
	                       && (teredo_ip6_is_global (&a->ip6.src)
	                           || IN6_IS_ADDR_LINKLOCAL (&a->ip6.src))
	               ? TEREDO_OK
	               : TEREDO_DROP_SOURCE;
}

/*
 * Data from one client of ours to another: an extension, for pairs whose NATs allow no direct path.
 * Both must have qualified securely, which shows that they are at their endpoints: nobody can have
 * packets sent to a host that did not ask for them.
 */
static enum teredo_count forward_data (struct teredo_server *server, teredo_time now,
                                       const struct teredo_arrival *a, struct teredo_out *out)
{
	const enum teredo_count reason = check_ipv4 (server, a->dst.mapped.ip);

	if (server->config.forward_rate == 0 || !a->src_teredo || !a->dst_teredo
	    || a->src.server != server->config.primary || a->dst.server != server->config.primary
	    || a->ip6.packet.len > server->config.mtu)
		return TEREDO_DROP_PROTOCOL;
	if (!teredo_endpoint_equal (&a->src.mapped, a->from))
		return TEREDO_DROP_MISMATCH;
	if (a->dst.mapped.port == 0)
		return TEREDO_DROP_NOT_GLOBAL;
	if (reason != TEREDO_OK)
		return reason;
	if (!is_admitted (server, a->from, now) || !is_admitted (server, &a->dst.mapped, now))
		return TEREDO_DROP_NOT_ADMITTED;
	if (!teredo_carrier_take (&server->carrier, a->from->ip, a->ip6.packet.len, now))
		return TEREDO_DROP_LIMIT;
	send_to_client (server, a, a->ip6.packet, out);
	count (server, now, TEREDO_FORWARDED_DATA, a);
	return TEREDO_OK;
}

/* Rule 2: what a server accepts from everybody is not data and cannot be used to carry data.
 * It forwards only bubbles to Teredo clients: nobody needs to probe them through a server, and
 * what is forwarded leaves with our own IPv4 address. */
static bool is_signalling (const struct teredo_arrival *a)
{
	if (a->bubble)
		return a->ip6.trailers.len <= TEREDO_SERVER_TRAILER_MAX;
	return a->icmp6 >= 0 && a->ip6.payload.len <= TEREDO_SERVER_ICMP6_MAX && !a->dst_teredo;
}

static enum teredo_count route (struct teredo_server *server, teredo_time now,
                                const struct teredo_arrival *a, enum teredo_server_side side,
                                struct teredo_out *out)
{
	enum teredo_count reason;

	if (!teredo_networks_allow (server->env.networks, a->from))
		return TEREDO_DROP_NOT_GLOBAL;
	if (is_server (server, a->from))
		return TEREDO_DROP_LOOP;
	if (!is_signalling (a))
		return forward_data (server, now, a, out);
	if (!teredo_source_limit_take (&server->senders, a->from->ip, now))
		return TEREDO_DROP_LIMIT;
	if (a->icmp6 == TEREDO_ICMP6_RS)
		return rx_solicitation (server, now, a, side, out);
	reason = check_source (server, a);
	if (reason != TEREDO_OK)
		return reason;
	return a->dst_teredo ? forward_bubble (server, now, a, out) : emit (server, now, a, out);
}

enum teredo_verdict teredo_server_rx (struct teredo_server *server, teredo_time now,
                                      enum teredo_server_side side,
                                      const struct teredo_endpoint *from, struct teredo_slice udp,
                                      struct teredo_out *out)
{
	enum teredo_count reason = TEREDO_DROP_MALFORMED;
	struct teredo_arrival a = { .from = from };

	*out = (struct teredo_out){ .kind = TEREDO_OUT_UDP };
	if (teredo_arrival_parse (&a, from, udp, server->config.prefix))
		reason = route (server, now, &a, side, out);
	if (reason != TEREDO_OK) {
		count (server, now, reason, &a);
		return TEREDO_DROP;
	}
	return out->kind == TEREDO_OUT_UDP ? TEREDO_SEND : TEREDO_DELIVER;
}
