/*
 * relay.c - Teredo relay (RFC 4380 section 5.4)
 *
 * The cone bit is ignored (RFC 5991 3.2): every client is first contacted through
 * its server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/relay.h"

#include "messages/bubble.h"
#include "peers/reach.h"
#include "roles/role-impl.h"
#include "values/source-limit.h"

#define ATTEMPTS_A_SECOND 10000 /* to contact clients, all together (ours) */
#define ATTEMPTS_A_SERVER 2000  /* of these, through one server */
#define SERVERS           65536 /* that have a bucket each for that */

struct relay {
	struct teredo_role role;
	struct teredo_source_limit servers; /* indirect bubbles to an IPv4 address */
	bool nat;
};

void teredo_relay_config_default (struct teredo_relay_config *config)
{
	*config = (struct teredo_relay_config){
		.role.prefix = TEREDO_PREFIX,
		.role.max_peers = 1048576,
		.role.max_packets = 4096,
		.role.max_packet_len = 1500,
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
	if (!teredo_source_limit_take (&relay->servers, parts.server, node->now)) {
		teredo_node_count (node, TEREDO_DROP_LIMIT, &peer->address);
		return;
	}
	teredo_node_bubble_indirect (node, &peer->address);
	if (relay->nat)
		teredo_node_bubble (node, TEREDO_TX_BUBBLE_DIRECT, &teredo_linklocal_client,
		                    &peer->address, &parts.mapped);
}

static struct teredo_refusal check_tx (const struct teredo_role *role, const struct teredo_ip6 *ip6)
{
	struct teredo_address src, dst;

	/* The host's own neighbour discovery and the like. */
	if (!teredo_ip6_is_global (&ip6->dst))
		return (struct teredo_refusal){ TEREDO_IGNORED_LOCAL, TEREDO_UNREACH_NONE };
	if (!teredo_ip6_is_global (&ip6->src))
		return (struct teredo_refusal){ TEREDO_DROP_SOURCE, TEREDO_UNREACH_NONE };
	teredo_address_decode (&src, &ip6->src);
	teredo_address_decode (&dst, &ip6->dst);
	if (src.prefix == role->node.prefix)
		return (struct teredo_refusal){ TEREDO_DROP_SOURCE, TEREDO_UNREACH_NONE };
	if (dst.prefix != role->node.prefix)
		return (struct teredo_refusal){ TEREDO_DROP_DESTINATION, TEREDO_UNREACH_NO_ROUTE };
	/* Silently (5.4.1). */
	if (!teredo_endpoint_is_global (&dst.mapped) || !teredo_ipv4_is_global (dst.server))
		return (struct teredo_refusal){ TEREDO_DROP_NOT_GLOBAL, TEREDO_UNREACH_NONE };
	return (struct teredo_refusal){ TEREDO_OK, TEREDO_UNREACH_NONE };
}

/* --- from clients (5.4.2) --- */

/* Accepts a client that we send to and records that it was heard: at the endpoint in its address,
 * or where it answered us from. */
static enum teredo_count accept_sender (struct teredo_node *node, const struct teredo_arrival *a)
{
	struct teredo_peer *peer = teredo_peers_find (&node->peers, &a->ip6.src);

	if (peer != NULL && peer->state == TEREDO_PEER_TRUSTED
	    && teredo_peer_is_at (peer, a->from)) {
		teredo_reach_heard (node, peer);
		return TEREDO_OK;
	}
	if (!teredo_endpoint_is_global (&a->src.mapped) || !teredo_endpoint_is_global (a->from))
		return TEREDO_DROP_NOT_GLOBAL;
	/* A client behind a symmetric NAT: one that answers what we sent through its
	 * server is genuine, although the standard would drop the packet. */
	if (!teredo_endpoint_equal (&a->src.mapped, a->from)
	    && !(a->bubble
	         && teredo_bubble_id_valid (&a->ip6.dst, &node->key, &a->ip6.src, node->now)))
		return TEREDO_DROP_MISMATCH;
	if (peer == NULL)
		return TEREDO_DROP_UNKNOWN_PEER;
	teredo_reach_trust (node, peer, a->from);
	return TEREDO_OK;
}

static enum teredo_count rx (struct teredo_role *role, const struct teredo_arrival *a,
                             enum teredo_verdict *verdict)
{
	enum teredo_count reason;

	if (!a->src_teredo)
		return TEREDO_DROP_SOURCE;
	reason = accept_sender (&role->node, a);
	if (reason != TEREDO_OK)
		return reason;
	if (!a->bubble && (!teredo_ip6_is_global (&a->ip6.dst) || a->dst_teredo))
		return TEREDO_DROP_DESTINATION;
	*verdict = TEREDO_DELIVER;
	return TEREDO_OK;
}

/* --- construction --- */

static void destroy (struct teredo_role *role)
{
	teredo_source_limit_destroy (&((struct relay *)role)->servers);
}

struct teredo_role *teredo_relay_new (const struct teredo_relay_config *config,
                                      const struct teredo_env *env, teredo_time now)
{
	static const struct teredo_role_ops ops = {
		.rx = rx,
		.check_tx = check_tx,
		.contact = contact,
		.destroy = destroy,
		.attempts_a_second = ATTEMPTS_A_SECOND,
		/* RFC 4380 5.4.1 would forget the client and try again at once. */
		.paused_list = TEREDO_LIST_PAUSED_10S,
	};
	struct relay *relay = teredo_role_new (sizeof (*relay), &ops, &config->role, env, now);

	if (relay == NULL)
		return NULL;
	relay->role.node.error_src = config->icmp6_src;
	relay->nat = config->nat;
	if (teredo_source_limit_init (&relay->servers, ATTEMPTS_A_SERVER, ATTEMPTS_A_SERVER,
	                              SERVERS, env)
	    != 0) {
		teredo_role_free (&relay->role);
		return NULL;
	}
	return &relay->role;
}
