/*
 * relay.c - Teredo relay (RFC 4380 section 5.4)
 *
 * The cone bit is ignored (RFC 5991 3.2): every client is first contacted through
 * its server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/relay.h"

#include <string.h>
#include "bytes/share.h"
#include "peers/reach.h"
#include "peers/waiting.h"
#include "roles/role-impl.h"
#include "values/admitted.h"
#include "values/source-limit.h"

#define ATTEMPTS_A_SECOND  100000 /* to contact clients, all together (ours) */
#define STRANGERS_A_SECOND 5000   /* bubbles that unknown clients cause, all together (ours) */
#define ATTEMPTS_A_SERVER  2000   /* bubbles through one server: first ones ... (ours) */
#define REPEATS_A_SERVER   1000   /* ... and repetitions (ours) */
#define NEW_A_SUBNET       1000   /* clients that one /64 may have contacted (ours) */
#define ADDRESSES          65536  /* servers and subnets that have a bucket each */

struct relay {
	struct teredo_role role;
	struct teredo_source_limit servers, repeats; /* indirect bubbles to an IPv4 address */
	struct teredo_source_limit subnets;          /* new clients for hosts in a /64 */
	const struct teredo_admission *admission;
	bool nat;
};

void teredo_relay_config_default (struct teredo_relay_config *config)
{
	*config = (struct teredo_relay_config){
		.role.prefix = TEREDO_PREFIX,
		.role.max_peers = 1048576,
		.role.max_packets = 4096,
		.role.max_packet_len = 1500,
		.role.parts = 1,
	};
}

/* --- to clients (5.4.1) --- */

/* Sends a bubble through the client's server, so that the client opens its NAT for
 * us; and one straight to the client if we are behind a NAT too. */
static void contact (struct teredo_role *role, const struct teredo_peer *peer)
{
	struct relay *relay = (struct relay *)role;
	struct teredo_node *node = &role->node;
	struct teredo_address parts;

	teredo_address_decode (&parts, &peer->address);
	if (!teredo_source_limit_take (peer->attempts > 1 ? &relay->repeats : &relay->servers,
	                               parts.server, node->now)) {
		teredo_node_count (node, TEREDO_DROP_LIMIT, &peer->address);
		return;
	}
	teredo_node_bubble_indirect (node, peer, &teredo_no_trailers);
	if (relay->nat)
		teredo_node_bubble (node, TEREDO_TX_BUBBLE_DIRECT, &teredo_linklocal_client,
		                    &peer->address, &parts.mapped);
}

/* What stands for the /64 of a host in its limit. */
static uint32_t subnet_of (const struct relay *relay, const struct in6_addr *host)
{
	struct in6_addr subnet = *host;

	memset (subnet.s6_addr + 8, 0, 8);
	return (uint32_t)teredo_hash_ip6 (&relay->role.node.key, &subnet);
}

/* Limits the new clients that hosts in one /64 can have contacted, so that no host uses up what
 * others need. */
static enum teredo_count check_new (struct teredo_role *role, const struct teredo_ip6 *ip6)
{
	struct relay *relay = (struct relay *)role;

	return teredo_source_limit_take (&relay->subnets, subnet_of (relay, &ip6->src),
	                                 role->node.now)
	               ? TEREDO_OK
	               : TEREDO_DROP_LIMIT;
}

/* The limits protect hosts that did not ask for our bubbles. A client that answers one has
 * received it through its server, which cannot be forged: it gets its tokens back. */
static void refund (struct relay *relay, const struct teredo_peer *peer, uint32_t server)
{
	struct teredo_node *node = &relay->role.node;
	struct in6_addr host;

	teredo_source_limit_give (&relay->servers, server, node->now);
	if (teredo_waiting_source (node, peer, &host))
		teredo_source_limit_give (&relay->subnets, subnet_of (relay, &host), node->now);
}

/* Whether a client may use this relay. */
static bool is_admitted (const struct relay *relay, const struct teredo_address *client)
{
	const struct teredo_admission *admission = relay->admission;

	return admission == NULL
	       || admission->has (admission->ctx, &client->mapped, relay->role.node.now);
}

static struct teredo_refusal check_tx (const struct teredo_role *role, const struct teredo_ip6 *ip6)
{
	const struct teredo_networks *networks = role->node.env.networks;
	struct teredo_address dst;

	/* The host's own neighbour discovery and the like. */
	if (!teredo_ip6_is_global (&ip6->dst))
		return (struct teredo_refusal){ TEREDO_IGNORED_LOCAL, TEREDO_UNREACH_NONE };
	if (!teredo_ip6_is_global (&ip6->src))
		return (struct teredo_refusal){ TEREDO_DROP_SOURCE, TEREDO_UNREACH_NONE };
	if (teredo_address_in_prefix (&ip6->src, role->node.prefix))
		return (struct teredo_refusal){ TEREDO_DROP_SOURCE, TEREDO_UNREACH_NONE };
	teredo_address_decode (&dst, &ip6->dst);
	if (dst.prefix != role->node.prefix)
		return (struct teredo_refusal){ TEREDO_DROP_DESTINATION, TEREDO_UNREACH_NO_ROUTE };
	/* Silently (5.4.1). */
	if (!teredo_networks_allow (networks, &dst.mapped)
	    || !teredo_networks_allow_ipv4 (networks, dst.server))
		return (struct teredo_refusal){ TEREDO_DROP_NOT_GLOBAL, TEREDO_UNREACH_NONE };
	if (!is_admitted ((const struct relay *)role, &dst))
		return (struct teredo_refusal){ TEREDO_DROP_NOT_ADMITTED, TEREDO_UNREACH_NONE };
	return (struct teredo_refusal){ TEREDO_OK, TEREDO_UNREACH_NONE };
}

/* --- from clients (5.4.2) --- */

/*
 * Accepts a client at the endpoint that it is known at, that it answered us from, or that
 * its address says if we send to it. A client that we do not know (we were restarted, or
 * took over from another relay) is asked through its server; its packets wait for the
 * answer. The standard does not accept clients behind symmetric NATs here, but one that
 * answers what we sent through its server is genuine.
 */
static enum teredo_count accept_sender (struct relay *relay, const struct teredo_arrival *a,
                                        enum teredo_verdict *verdict)
{
	struct teredo_node *node = &relay->role.node;
	struct teredo_peer *peer = teredo_peers_find (&node->peers, &a->ip6.src);

	*verdict = TEREDO_DELIVER;
	if (peer != NULL && peer->state == TEREDO_PEER_TRUSTED
	    && teredo_peer_is_at (peer, a->from)) {
		teredo_reach_heard (node, peer);
		return TEREDO_OK;
	}
	if (!teredo_networks_allow (node->env.networks, &a->src.mapped)
	    || !teredo_networks_allow (node->env.networks, a->from))
		return TEREDO_DROP_NOT_GLOBAL;
	if (a->bubble && teredo_reach_is_reply (node, peer, &a->ip6.dst)) {
		refund (relay, peer, a->src.server);
		return teredo_reach_trust (node, &a->ip6.src, a->from);
	}
	if (!teredo_endpoint_equal (&a->src.mapped, a->from)) {
		teredo_reach_ask (node, &a->ip6.src, a->from->ip);
		return TEREDO_DROP_MISMATCH;
	}
	if (peer != NULL && peer->wanted)
		return teredo_reach_trust (node, &a->ip6.src, a->from);
	*verdict = TEREDO_CONSUMED;
	return a->bubble ? TEREDO_DROP_UNKNOWN_PEER : teredo_reach_hold (node, &a->ip6, a->from);
}

static enum teredo_count rx (struct teredo_role *role, const struct teredo_arrival *a,
                             enum teredo_verdict *verdict)
{
	if (!a->src_teredo)
		return TEREDO_DROP_SOURCE;
	if (!a->bubble && (!teredo_ip6_is_global (&a->ip6.dst) || a->dst_teredo))
		return TEREDO_DROP_DESTINATION;
	if (!is_admitted ((struct relay *)role, &a->src))
		return TEREDO_DROP_NOT_ADMITTED;
	return accept_sender ((struct relay *)role, a, verdict);
}

/* --- construction --- */

static void destroy (struct teredo_role *role)
{
	struct relay *relay = (struct relay *)role;

	teredo_source_limit_destroy (&relay->servers);
	teredo_source_limit_destroy (&relay->repeats);
	teredo_source_limit_destroy (&relay->subnets);
}

static int init_limit (struct teredo_source_limit *limit, uint32_t rate, uint32_t parts,
                       const struct teredo_env *env)
{
	const uint32_t share = teredo_share (rate, parts);

	return teredo_source_limit_init (limit, share, share, ADDRESSES, env);
}

struct teredo_role *teredo_relay_new (const struct teredo_relay_config *config,
                                      const struct teredo_env *env, teredo_time now)
{
	static const struct teredo_role_ops ops = {
		.rx = rx,
		.check_tx = check_tx,
		.check_new = check_new,
		.contact = contact,
		.destroy = destroy,
		.attempts_a_second = ATTEMPTS_A_SECOND,
		.strangers_a_second = STRANGERS_A_SECOND,
		.bubbles = 1,
	};
	struct relay *relay = teredo_role_new (sizeof (*relay), &ops, &config->role, env, now);

	if (relay == NULL)
		return NULL;
	relay->role.node.error_src = config->icmp6_src;
	relay->nat = config->nat;
	relay->admission = config->admission;
	if (init_limit (&relay->servers, ATTEMPTS_A_SERVER, config->role.parts, env) != 0
	    || init_limit (&relay->repeats, REPEATS_A_SERVER, config->role.parts, env) != 0
	    || init_limit (&relay->subnets, NEW_A_SUBNET, config->role.parts, env) != 0) {
		teredo_role_free (&relay->role);
		return NULL;
	}
	return &relay->role;
}
