/*
 * relay.c - a Teredo relay (RFC 4380 section 5.4)
 *
 * The cone bit is not looked at (RFC 5991 3.2): every client is first reached
 * through its server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/relay.h"

#include <stdlib.h>
#include "values/addr.h"
#include "messages/bubble.h"
#include "values/source-limit.h"
#include "messages/encap.h"
#include "peers/node.h"
#include "peers/reach.h"

#define ATTEMPTS_A_SECOND 10000 /* bubbles to all clients together (ours) */
#define ATTEMPTS_A_SERVER 2000  /* of these, through one server */
#define SERVERS           65536 /* that are kept apart for that */

struct teredo_relay {
	struct teredo_node node;
	struct teredo_source_limit servers; /* bubbles that an IPv4 address gets as a server */
	bool nat;
};

void teredo_relay_config_default (struct teredo_relay_config *config)
{
	*config = (struct teredo_relay_config){
		.prefix = TEREDO_PREFIX,
		.max_peers = 1048576,
		.max_packets = 4096,
		.max_packet_len = 1500,
	};
}

struct teredo_relay *teredo_relay_new (const struct teredo_relay_config *config,
                                       const struct teredo_env *env, teredo_time now)
{
	const struct teredo_node_config node_config = {
		.prefix = config->prefix,
		.max_peers = config->max_peers,
		.max_packets = config->max_packets,
		.max_packet_len = config->max_packet_len,
		.attempts_a_second = ATTEMPTS_A_SECOND,
		/* RFC 4380 5.4.1 would forget the client and try again at once. */
		.paused_list = TEREDO_LIST_PAUSED_10S,
	};
	struct teredo_relay *relay = calloc (1, sizeof (*relay));

	if (relay == NULL)
		return NULL;
	if (teredo_node_init (&relay->node, &node_config, env, now) != 0) {
		free (relay);
		return NULL;
	}
	if (teredo_source_limit_init (&relay->servers, ATTEMPTS_A_SERVER, ATTEMPTS_A_SERVER,
	                              SERVERS, env)
	    != 0) {
		teredo_relay_free (relay);
		return NULL;
	}
	relay->node.error_src = config->icmp6_src;
	relay->nat = config->nat;
	return relay;
}

void teredo_relay_free (struct teredo_relay *relay)
{
	if (relay == NULL)
		return;
	teredo_source_limit_destroy (&relay->servers);
	teredo_node_destroy (&relay->node);
	free (relay);
}

/* --- to clients (5.4.1) --- */

/* A bubble through the client's server, so that the client opens its NAT for
 * us; and one straight to it if we are behind a NAT too. */
static void solicit (struct teredo_relay *relay, const struct teredo_peer *peer)
{
	struct teredo_address parts;

	teredo_address_decode (&parts, &peer->address);
	if (!teredo_source_limit_take (&relay->servers, parts.server, relay->node.now)) {
		teredo_node_drop (&relay->node, TEREDO_DROP_LIMIT, &peer->address);
		return;
	}
	teredo_node_bubble_indirect (&relay->node, &peer->address);
	if (!relay->nat)
		return;
	teredo_node_bubble (&relay->node, TEREDO_TX_BUBBLE_DIRECT, &teredo_linklocal_client,
	                    &peer->address, &parts.mapped);
}

/* Whether a packet may be sent at all; if not, *verdict says so. */
static bool allowed (struct teredo_relay *relay, const struct teredo_ip6 *ip6,
                     enum teredo_verdict *verdict)
{
	struct teredo_node *node = &relay->node;
	struct teredo_address parts;

	if (!teredo_ip6_is_global (&ip6->src) || !teredo_ip6_is_global (&ip6->dst)) {
		/* The host's own neighbour discovery and the like: no error. */
		*verdict = teredo_node_drop (node, TEREDO_DROP_DESTINATION, &ip6->dst);
		return false;
	}
	if (teredo_address_in_prefix (&ip6->src, node->prefix)) {
		*verdict = teredo_node_drop (node, TEREDO_DROP_SOURCE, &ip6->src);
		return false;
	}
	if (!teredo_address_in_prefix (&ip6->dst, node->prefix)) {
		*verdict = teredo_node_refuse (node, TEREDO_DROP_DESTINATION,
		                               TEREDO_UNREACH_NO_ROUTE, ip6);
		return false;
	}
	teredo_address_decode (&parts, &ip6->dst);
	if (!teredo_endpoint_is_global (&parts.mapped) || !teredo_ipv4_is_global (parts.server)) {
		/* Silently (5.4.1). */
		*verdict = teredo_node_drop (node, TEREDO_DROP_NOT_GLOBAL, &ip6->dst);
		return false;
	}
	return true;
}

enum teredo_verdict teredo_relay_tx (struct teredo_relay *relay, teredo_time now,
                                     struct teredo_slice bytes, struct teredo_endpoint *to)
{
	enum teredo_verdict verdict;
	struct teredo_peer *peer;
	struct teredo_ip6 ip6;

	relay->node.now = now;
	if (!teredo_ip6_parse (&ip6, bytes) || ip6.trailers.len != 0)
		return teredo_node_drop (&relay->node, TEREDO_DROP_MALFORMED, NULL);
	if (!allowed (relay, &ip6, &verdict))
		return verdict;
	peer = teredo_peers_find (&relay->node.peers, &ip6.dst);
	if (peer == NULL || !teredo_peer_usable (peer, now)) {
		const struct teredo_peer *ask = teredo_reach_send_later (&relay->node, peer, &ip6,
		                                                         &verdict);

		if (ask != NULL)
			solicit (relay, ask);
		return verdict;
	}
	peer->sent = (uint32_t)now;
	*to = (struct teredo_endpoint){ .ip = peer->ip, .port = peer->port };
	teredo_node_count (&relay->node, TEREDO_TX_DATA, &ip6.dst);
	return TEREDO_SEND;
}

/* --- from clients (5.4.2) --- */

/* Whether a packet's sender is a client we speak to, where its address says or
 * where it answered us from; if not, *verdict says so. */
static bool recognise (struct teredo_relay *relay, const struct teredo_ip6 *ip6,
                       const struct teredo_endpoint *from, enum teredo_verdict *verdict)
{
	struct teredo_node *node = &relay->node;
	struct teredo_peer *peer = teredo_peers_find (&node->peers, &ip6->src);
	struct teredo_address parts;

	teredo_address_decode (&parts, &ip6->src);
	if (peer != NULL && peer->state == TEREDO_PEER_TRUSTED && teredo_peer_is_at (peer, from)) {
		teredo_reach_heard (node, peer);
		return true;
	}
	if (!teredo_endpoint_is_global (&parts.mapped) || !teredo_endpoint_is_global (from)) {
		*verdict = teredo_node_drop (node, TEREDO_DROP_NOT_GLOBAL, &ip6->src);
		return false;
	}
	/* Behind a symmetric NAT: a client that answers what we sent through its
	 * server is no liar, though the standard would drop it. */
	if (!teredo_endpoint_equal (&parts.mapped, from)
	    && !(teredo_ip6_is_bubble (ip6)
	         && teredo_bubble_id_valid (&ip6->dst, &node->key, &ip6->src, node->now))) {
		*verdict = teredo_node_drop (node, TEREDO_DROP_MISMATCH, &ip6->src);
		return false;
	}
	if (peer == NULL) {
		*verdict = teredo_node_drop (node, TEREDO_DROP_UNKNOWN_PEER, &ip6->src);
		return false;
	}
	teredo_reach_trust (node, peer, from);
	return true;
}

enum teredo_verdict teredo_relay_rx (struct teredo_relay *relay, teredo_time now,
                                     const struct teredo_endpoint *from, struct teredo_slice udp,
                                     struct teredo_slice *bytes)
{
	struct teredo_node *node = &relay->node;
	enum teredo_verdict verdict;
	struct teredo_encap encap;
	struct teredo_ip6 ip6;

	node->now = now;
	if (!teredo_encap_parse (&encap, udp) || !teredo_ip6_parse (&ip6, encap.rest))
		return teredo_node_drop (node, TEREDO_DROP_MALFORMED, NULL);
	if (!teredo_address_in_prefix (&ip6.src, node->prefix))
		return teredo_node_drop (node, TEREDO_DROP_SOURCE, &ip6.src);
	if (!recognise (relay, &ip6, from, &verdict))
		return verdict;
	if (teredo_ip6_is_bubble (&ip6)) {
		teredo_node_count (node, TEREDO_RX_BUBBLE, &ip6.src);
		return TEREDO_CONSUMED;
	}
	if (!teredo_ip6_is_global (&ip6.dst) || teredo_address_in_prefix (&ip6.dst, node->prefix))
		return teredo_node_drop (node, TEREDO_DROP_DESTINATION, &ip6.dst);
	teredo_node_count (node, TEREDO_RX_DATA, &ip6.src);
	*bytes = ip6.packet;
	return TEREDO_DELIVER;
}

/* --- time and the rest --- */

teredo_time teredo_relay_deadline (const struct teredo_relay *relay)
{
	return teredo_reach_deadline (&relay->node);
}

void teredo_relay_expire (struct teredo_relay *relay, teredo_time now)
{
	const struct teredo_peer *peer;

	relay->node.now = now;
	while ((peer = teredo_reach_due (&relay->node)) != NULL)
		solicit (relay, peer);
}

const struct teredo_out *teredo_relay_next (struct teredo_relay *relay)
{
	return teredo_node_next (&relay->node);
}

uint32_t teredo_relay_peers (const struct teredo_relay *relay)
{
	return relay->node.peers.count;
}

const struct teredo_counts *teredo_relay_counts (const struct teredo_relay *relay)
{
	return &relay->node.counts;
}
