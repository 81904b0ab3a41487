/*
 * waiting.c - queues of packets that wait for a peer
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "peers/waiting.h"

#include <string.h>

#define QUEUE_MAX  8 /* packets per peer (ours; RFC 4380 5.4.1 requires a bound) */
#define HELD_SHARE 4 /* of the packets that wait, a quarter may be from the network (ours) */

enum teredo_count teredo_waiting_add (struct teredo_node *node, struct teredo_peer *peer,
                                      enum teredo_out_kind kind, const struct teredo_ip6 *ip6,
                                      const struct teredo_endpoint *from)
{
	struct teredo_packet *packet;
	uint32_t index = TEREDO_NO_PACKET;

	if (ip6->packet.len > node->pool.capacity)
		return TEREDO_DROP_TOO_BIG;
	if (teredo_ring_count (&node->pool, peer->packets) >= QUEUE_MAX)
		return TEREDO_DROP_QUEUE_FULL;
	if (kind == TEREDO_OUT_IP6 && node->held >= node->max_waiting / HELD_SHARE)
		return TEREDO_DROP_NO_MEMORY;
	if (node->pool.used < node->max_waiting)
		index = teredo_pool_acquire (&node->pool, (uint32_t)ip6->packet.len);
	if (index == TEREDO_NO_PACKET)
		return TEREDO_DROP_NO_MEMORY;
	packet = teredo_pool_at (&node->pool, index);
	node->held += kind == TEREDO_OUT_IP6;
	packet->kind = kind & 15u;
	packet->socket = 0;
	packet->to = *from;
	packet->since = (uint32_t)node->now;
	packet->len = (uint16_t)ip6->packet.len;
	memcpy (packet->data, ip6->packet.data, ip6->packet.len);
	teredo_ring_push (&node->pool, &peer->packets, index);
	teredo_node_count (node, TEREDO_QUEUED, &peer->address);
	return TEREDO_OK;
}

void teredo_waiting_release (struct teredo_node *node, struct teredo_peer *peer,
                             const struct teredo_endpoint *where)
{
	const unsigned socket = teredo_node_socket_of (node, peer);
	uint32_t index;

	while ((index = teredo_ring_pop (&node->pool, &peer->packets)) != TEREDO_NO_PACKET) {
		struct teredo_packet *packet = teredo_pool_at (&node->pool, index);

		node->held -= packet->kind == TEREDO_OUT_IP6;
		if (packet->kind == TEREDO_OUT_UDP) {
			packet->to = *where;
			packet->socket = socket & 4095u;
			peer->sent = (uint32_t)node->now;
			teredo_node_count (node, TEREDO_TX_DATA, &peer->address);
		} else if (teredo_endpoint_equal (&packet->to, where)) {
			teredo_node_count (node, TEREDO_RX_DATA, &peer->address);
		} else {
			teredo_node_count (node, TEREDO_DROP_MISMATCH, &peer->address);
			teredo_pool_release (&node->pool, index);
			continue;
		}
		teredo_ring_push (&node->pool, &node->out, index);
	}
}

void teredo_waiting_relay (struct teredo_node *node, struct teredo_peer *peer,
                           const struct teredo_endpoint *through)
{
	uint32_t left = teredo_ring_count (&node->pool, peer->packets);

	while (left-- > 0) { /* each in turn, so that the rest stay in order */
		const uint32_t index = teredo_ring_pop (&node->pool, &peer->packets);
		struct teredo_packet *packet = teredo_pool_at (&node->pool, index);
		const bool from_host = packet->kind == TEREDO_OUT_UDP;

		if (from_host) {
			packet->to = *through;
			teredo_node_count (node, TEREDO_TX_DATA, &peer->address);
		}
		teredo_ring_push (&node->pool, from_host ? &node->out : &peer->packets, index);
	}
}

bool teredo_waiting_source (const struct teredo_node *node, const struct teredo_peer *peer,
                            struct in6_addr *source)
{
	const struct teredo_packet *packet;
	struct teredo_ip6 ip6;

	if (peer->packets == TEREDO_NO_PACKET)
		return false;
	packet = teredo_pool_at (&node->pool, peer->packets); /* the last of its ring */
	if (packet->kind != TEREDO_OUT_UDP
	    || !teredo_ip6_parse (&ip6, (struct teredo_slice){ packet->data, packet->len }))
		return false;
	*source = ip6.src;
	return true;
}

static void drop (struct teredo_node *node, const struct teredo_peer *peer, uint32_t index)
{
	const struct teredo_packet *packet = teredo_pool_at (&node->pool, index);
	const struct teredo_slice data = { packet->data, packet->len };
	struct teredo_ip6 ip6;

	node->held -= packet->kind == TEREDO_OUT_IP6;
	if (packet->kind == TEREDO_OUT_IP6) {
		teredo_node_count (node, TEREDO_DROP_UNTRUSTED, &peer->address);
	} else if (teredo_ip6_parse (&ip6, data)) {
		teredo_node_count (node, TEREDO_DROP_UNREACHABLE, &peer->address);
		teredo_node_unreachable (node, TEREDO_UNREACH_ADDRESS, &ip6);
	}
	teredo_pool_release (&node->pool, index);
}

void teredo_waiting_drop (struct teredo_node *node, struct teredo_peer *peer, uint32_t age)
{
	uint32_t left = teredo_ring_count (&node->pool, peer->packets);

	while (left-- > 0) { /* each in turn, so that the rest stay in order */
		const uint32_t index = teredo_ring_pop (&node->pool, &peer->packets);

		if (teredo_peer_age (teredo_pool_at (&node->pool, index)->since, node->now) >= age)
			drop (node, peer, index);
		else
			teredo_ring_push (&node->pool, &peer->packets, index);
	}
}
