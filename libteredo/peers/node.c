/*
 * node.c - what a client and a relay have in common
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "peers/node.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include "values/addr.h"
#include "messages/bubble.h"

#define ERRORS_A_SECOND 10 /* ICMPv6 errors to local senders (ours) */
#define ERRORS_AT_ONCE  10

int teredo_node_init (struct teredo_node *node, const struct teredo_node_config *config,
                      const struct teredo_env *env, teredo_time now)
{
	struct teredo_key table_key;

	if (config->max_packet_len < TEREDO_MTU_MIN || config->attempts_a_second == 0) {
		errno = EINVAL;
		return -1;
	}
	*node = (struct teredo_node){
		.env = *env,
		.prefix = config->prefix,
		.paused_list = config->paused_list,
		.out = TEREDO_NO_PACKET,
		.shown = TEREDO_NO_PACKET,
		/* A quarter is kept for what we send ourselves, or bubbles
		 * could not go out because packets wait for their effect. */
		.max_waiting = config->max_packets - config->max_packets / 4,
		.now = now,
	};
	env->random (env->ctx, &node->key, sizeof (node->key));
	env->random (env->ctx, &table_key, sizeof (table_key));
	teredo_token_bucket_init (&node->attempt_limit, config->attempts_a_second,
	                          config->attempts_a_second, now);
	teredo_token_bucket_init (&node->error_limit, ERRORS_A_SECOND, ERRORS_AT_ONCE, now);
	if (teredo_pool_init (&node->pool, config->max_packets, config->max_packet_len) != 0)
		return -1;
	if (teredo_peers_init (&node->peers, config->max_peers, &table_key) != 0) {
		int err = errno;

		teredo_pool_destroy (&node->pool);
		errno = err;
		return -1;
	}
	return 0;
}

void teredo_node_destroy (struct teredo_node *node)
{
	teredo_peers_destroy (&node->peers);
	teredo_pool_destroy (&node->pool);
}

void teredo_node_count (struct teredo_node *node, enum teredo_count what, const struct in6_addr *of)
{
	const struct teredo_event event = {
		.kind = TEREDO_EVENT_COUNT,
		.when = node->now,
		.count = what,
		.of = of,
	};

	node->counts.of[what]++;
	if (node->env.event != NULL)
		node->env.event (node->env.ctx, &event);
}

enum teredo_verdict teredo_node_drop (struct teredo_node *node, enum teredo_count reason,
                                      const struct in6_addr *of)
{
	teredo_node_count (node, reason, of);
	return TEREDO_DROP;
}

uint32_t teredo_node_random (struct teredo_node *node)
{
	uint32_t number;

	node->env.random (node->env.ctx, &number, sizeof (number));
	return number;
}

bool teredo_node_begin (struct teredo_node *node, uint32_t *packet, struct teredo_writer *w)
{
	*packet = teredo_pool_acquire (&node->pool);
	if (*packet == TEREDO_NO_PACKET) {
		teredo_node_count (node, TEREDO_DROP_NO_MEMORY, NULL);
		return false;
	}
	teredo_writer_init (w, teredo_pool_at (&node->pool, *packet)->data, node->pool.capacity);
	return true;
}

/* Queues what was written, be it for the network or for the tunnel. */
static void queue_written (struct teredo_node *node, uint32_t number, const struct teredo_writer *w,
                           enum teredo_out_kind kind, struct teredo_endpoint to)
{
	struct teredo_packet *packet = teredo_pool_at (&node->pool, number);
	struct teredo_slice written = teredo_writer_done (w);

	assert (written.len > 0); /* our own messages fit: TEREDO_MTU_MIN at least */
	packet->kind = (uint16_t)kind;
	packet->to = to;
	packet->len = (uint16_t)written.len;
	teredo_ring_push (&node->pool, &node->out, number);
}

void teredo_node_send (struct teredo_node *node, uint32_t packet, const struct teredo_writer *w,
                       const struct teredo_endpoint *to)
{
	queue_written (node, packet, w, TEREDO_OUT_UDP, *to);
}

void teredo_node_bubble (struct teredo_node *node, enum teredo_count what,
                         const struct in6_addr *src, const struct in6_addr *dst,
                         const struct teredo_endpoint *to)
{
	struct teredo_writer w;
	uint32_t packet;

	if (!teredo_node_begin (node, &packet, &w))
		return;
	teredo_bubble_write (&w, src, dst);
	teredo_node_send (node, packet, &w, to);
	teredo_node_count (node, what, dst);
}

void teredo_node_bubble_indirect (struct teredo_node *node, const struct in6_addr *peer)
{
	struct teredo_endpoint server = { .port = TEREDO_PORT };
	struct teredo_address parts;
	struct in6_addr id;

	teredo_address_decode (&parts, peer);
	server.ip = parts.server;
	teredo_bubble_id (&id, &node->key, peer, node->now);
	teredo_node_bubble (node, TEREDO_TX_BUBBLE_INDIRECT, &id, peer, &server);
}

void teredo_node_unreachable (struct teredo_node *node, enum teredo_unreach why,
                              const struct teredo_ip6 *about)
{
	bool unspecified = IN6_IS_ADDR_UNSPECIFIED (&node->error_src);
	struct teredo_writer w;
	uint32_t packet;

	if (!teredo_icmp6_may_answer (about)
	    || !teredo_token_bucket_take (&node->error_limit, node->now))
		return;
	if (!teredo_node_begin (node, &packet, &w))
		return;
	teredo_icmp6_unreach (&w, why, unspecified ? &about->dst : &node->error_src, about);
	queue_written (node, packet, &w, TEREDO_OUT_IP6, (struct teredo_endpoint){ 0 });
	teredo_node_count (node, TEREDO_TX_UNREACH, &about->src);
}

enum teredo_verdict teredo_node_refuse (struct teredo_node *node, enum teredo_count reason,
                                        enum teredo_unreach why, const struct teredo_ip6 *ip6)
{
	teredo_node_unreachable (node, why, ip6);
	return teredo_node_drop (node, reason, &ip6->dst);
}

const struct teredo_out *teredo_node_next (struct teredo_node *node)
{
	const struct teredo_packet *packet;

	if (node->shown != TEREDO_NO_PACKET)
		teredo_pool_release (&node->pool, node->shown);
	node->shown = teredo_ring_pop (&node->pool, &node->out);
	if (node->shown == TEREDO_NO_PACKET)
		return NULL;
	packet = teredo_pool_at (&node->pool, node->shown);
	node->result = (struct teredo_out){
		.kind = (enum teredo_out_kind)packet->kind,
		.to = packet->to,
		.data = { packet->data, packet->len },
	};
	return &node->result;
}
