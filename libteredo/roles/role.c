/*
 * role.c - a Teredo client or relay, whichever it is
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/role-impl.h"

#include <stdlib.h>
#include "bytes/share.h"
#include "peers/reach.h"

static void contact (void *ctx, const struct teredo_peer *peer)
{
	struct teredo_role *role = ctx;

	role->ops->contact (role, peer);
}

static unsigned socket_of (void *ctx, const struct in6_addr *peer)
{
	const struct teredo_role *role = ctx;

	return role->ops->socket_of != NULL ? role->ops->socket_of (role, peer) : 0;
}

void *teredo_role_new (size_t size, const struct teredo_role_ops *ops,
                       const struct teredo_role_config *config, const struct teredo_env *env,
                       teredo_time now)
{
	struct teredo_role *role = calloc (1, size);
	const struct teredo_node_config node_config = {
		.prefix = config->prefix,
		.max_peers = teredo_share (config->max_peers, config->parts),
		.max_packets = teredo_share (config->max_packets, config->parts),
		.max_packet_len = config->max_packet_len,
		.attempts_a_second = teredo_share (ops->attempts_a_second, config->parts),
		.strangers_a_second = teredo_share (ops->strangers_a_second, config->parts),
		.bubbles = ops->bubbles,
		.pauses = ops->pauses,
		.contact = contact,
		.socket_of = socket_of,
		.ctx = role,
	};

	if (role == NULL)
		return NULL;
	role->ops = ops;
	if (teredo_node_init (&role->node, &node_config, env, now) != 0) {
		free (role);
		return NULL;
	}
	return role;
}

void teredo_role_free (struct teredo_role *role)
{
	if (role == NULL)
		return;
	if (role->ops->destroy != NULL)
		role->ops->destroy (role);
	teredo_node_destroy (&role->node);
	free (role);
}

static enum teredo_verdict drop (struct teredo_role *role, enum teredo_count reason,
                                 const struct in6_addr *of)
{
	teredo_node_count (&role->node, reason, of);
	return TEREDO_DROP;
}

/* --- from the network --- */

static enum teredo_verdict accept_packet (struct teredo_role *role, const struct teredo_arrival *a,
                                          struct teredo_slice *packet)
{
	teredo_node_count (&role->node, a->bubble ? TEREDO_RX_BUBBLE : TEREDO_RX_DATA, &a->ip6.src);
	*packet = a->ip6.packet;
	return a->bubble ? TEREDO_CONSUMED : TEREDO_DELIVER;
}

enum teredo_verdict teredo_role_rx_on (struct teredo_role *role, teredo_time now, unsigned socket,
                                       const struct teredo_endpoint *from, struct teredo_slice udp,
                                       struct teredo_slice *packet)
{
	enum teredo_verdict verdict = TEREDO_CONSUMED;
	struct teredo_arrival a;
	enum teredo_count reason;

	role->node.now = now;
	if (!teredo_arrival_parse (&a, from, udp, role->node.prefix))
		return drop (role, TEREDO_DROP_MALFORMED, NULL);
	a.socket = socket;
	reason = role->ops->rx (role, &a, &verdict);
	if (reason != TEREDO_OK)
		return drop (role, reason, &a.ip6.src);
	return verdict == TEREDO_DELIVER ? accept_packet (role, &a, packet) : verdict;
}

enum teredo_verdict teredo_role_rx (struct teredo_role *role, teredo_time now,
                                    const struct teredo_endpoint *from, struct teredo_slice udp,
                                    struct teredo_slice *packet)
{
	return teredo_role_rx_on (role, now, 0, from, udp, packet);
}

/* --- from the host --- */

/* Finds where a packet may be sent at once. *socket is 0 on entry. */
static bool find_way (struct teredo_node *node, struct teredo_peer *peer,
                      const struct teredo_ip6 *ip6, struct teredo_endpoint *to, unsigned *socket)
{
	if (peer == NULL || !teredo_peer_usable (peer, node->now))
		return teredo_reach_is_open (node, &ip6->dst, to);
	*to = (struct teredo_endpoint){ .ip = peer->ip, .port = peer->port };
	*socket = teredo_node_socket_of (node, peer);
	teredo_reach_sent (node, peer);
	return true;
}

static void check_traffic (struct teredo_role *role)
{
	if (role->ops->unanswered != NULL && teredo_traffic_is_unanswered (&role->node.traffic))
		role->ops->unanswered (role);
}

enum teredo_verdict teredo_role_tx (struct teredo_role *role, teredo_time now,
                                    struct teredo_slice packet, struct teredo_endpoint *to)
{
	struct teredo_node *node = &role->node;
	struct teredo_refusal refusal;
	struct teredo_peer *peer;
	struct teredo_ip6 ip6;

	node->now = now;
	role->socket = 0;
	if (!teredo_ip6_parse (&ip6, packet) || ip6.trailers.len != 0)
		return drop (role, TEREDO_DROP_MALFORMED, NULL);
	refusal = role->ops->check_tx (role, &ip6);
	if (refusal.reason == TEREDO_OK) {
		peer = teredo_peers_find (&node->peers, &ip6.dst);
		if (find_way (node, peer, &ip6, to, &role->socket)) {
			teredo_node_count (node, TEREDO_TX_DATA, &ip6.dst);
			check_traffic (role);
			return TEREDO_SEND;
		}
		if (teredo_reach_is_new (peer) && role->ops->check_new != NULL)
			refusal.reason = role->ops->check_new (role, &ip6);
		if (refusal.reason == TEREDO_OK)
			refusal = teredo_reach_send_later (node, peer, &ip6);
	}
	if (refusal.reason == TEREDO_OK)
		return TEREDO_CONSUMED;
	teredo_node_unreachable (node, refusal.error, &ip6);
	return drop (role, refusal.reason, &ip6.dst);
}

unsigned teredo_role_socket (const struct teredo_role *role)
{
	return role->socket;
}

void teredo_role_sent_more (struct teredo_role *role, unsigned packets)
{
	role->node.counts.of[TEREDO_TX_DATA] += packets;
}

/* --- time --- */

teredo_time teredo_role_deadline (const struct teredo_role *role)
{
	teredo_time deadline = teredo_reach_deadline (&role->node);

	if (role->ops->deadline != NULL)
		deadline = teredo_time_min (deadline, role->ops->deadline (role));
	return deadline;
}

void teredo_role_expire (struct teredo_role *role, teredo_time now)
{
	role->node.now = now;
	if (role->ops->expire != NULL)
		role->ops->expire (role);
	teredo_reach_expire (&role->node);
}

void teredo_role_network_changed (struct teredo_role *role, teredo_time now)
{
	role->node.now = now;
	if (role->ops->network_changed != NULL)
		role->ops->network_changed (role);
}

/* --- output --- */

const struct teredo_out *teredo_role_next (struct teredo_role *role)
{
	return teredo_node_next (&role->node);
}

void teredo_role_status (const struct teredo_role *role, struct teredo_status *status)
{
	*status = (struct teredo_status){ .state = TEREDO_NO_QUALIFICATION };
	if (role->ops->status != NULL)
		role->ops->status (role, status);
	status->peers = role->node.peers.count;
}

void teredo_role_count_ways (const struct teredo_role *role, struct teredo_status *status)
{
	if (role->ops->count_ways != NULL)
		role->ops->count_ways (role, status);
}

const struct teredo_counts *teredo_role_counts (const struct teredo_role *role)
{
	return &role->node.counts;
}
