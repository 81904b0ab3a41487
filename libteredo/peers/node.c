/*
 * node.c - state shared by client and relay: peers, output queue, counters, limits
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
#define STRANGER_RATE   10    /* packets a second that one IPv4 address may cause (ours) */
#define STRANGERS       65536 /* IPv4 addresses that have a bucket each for that */

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
		.pauses = config->pauses,
		.bubbles = config->bubbles,
		.contact = config->contact,
		.socket_of = config->socket_of,
		.ctx = config->ctx,
		.out = TEREDO_NO_PACKET,
		.shown = TEREDO_NO_PACKET,
		/* A quarter is reserved for what we send ourselves: otherwise packets that wait for
		 * bubbles to take effect could keep these bubbles from being sent. */
		.max_waiting = config->max_packets - config->max_packets / 4,
		.traffic = { .heard = now - TEREDO_SILENT_MAX, .since = TEREDO_NEVER },
		.now = now,
	};
	env->random (env->ctx, &node->key, sizeof (node->key));
	env->random (env->ctx, &table_key, sizeof (table_key));
	teredo_token_bucket_init (&node->attempt_limit, config->attempts_a_second,
	                          config->attempts_a_second, now);
	teredo_token_bucket_init (&node->stranger_limit, config->strangers_a_second,
	                          config->strangers_a_second, now);
	teredo_token_bucket_init (&node->error_limit, ERRORS_A_SECOND, ERRORS_AT_ONCE, now);
	if (teredo_pool_init (&node->pool, config->max_packets, config->max_packet_len) != 0
	    || teredo_peers_init (&node->peers, config->max_peers, config->prefix, &table_key) != 0
	    || teredo_source_limit_init (&node->strangers, STRANGER_RATE, STRANGER_RATE, STRANGERS,
	                                 env)
	               != 0) {
		int err = errno;

		teredo_node_destroy (node);
		errno = err;
		return -1;
	}
	return 0;
}

void teredo_node_destroy (struct teredo_node *node)
{
	teredo_source_limit_destroy (&node->strangers);
	teredo_peers_destroy (&node->peers);
	teredo_pool_destroy (&node->pool);
}

void teredo_node_count (struct teredo_node *node, enum teredo_count count,
                        const struct in6_addr *of)
{
	teredo_env_count (&node->env, &node->counts, node->now, count, of);
}

bool teredo_node_take_stranger_tokens (struct teredo_node *node, uint32_t ip, unsigned packets)
{
	while (packets-- > 0)
		if (!teredo_source_limit_take (&node->strangers, ip, node->now)
		    || !teredo_token_bucket_take (&node->stranger_limit, node->now))
			return false;
	return true;
}

uint32_t teredo_node_random (struct teredo_node *node)
{
	uint32_t number;

	node->env.random (node->env.ctx, &number, sizeof (number));
	return number;
}

/* Like teredo_node_begin, for a datagram of up to max bytes. */
static bool begin (struct teredo_node *node, uint32_t max, uint32_t *index, struct teredo_writer *w)
{
	*index = teredo_pool_acquire (&node->pool, max);
	if (*index == TEREDO_NO_PACKET) {
		teredo_node_count (node, TEREDO_DROP_NO_MEMORY, NULL);
		return false;
	}
	teredo_writer_init (w, teredo_pool_at (&node->pool, *index)->data, max);
	return true;
}

bool teredo_node_begin (struct teredo_node *node, uint32_t *index, struct teredo_writer *w)
{
	return begin (node, node->pool.capacity, index, w);
}

static void queue_written (struct teredo_node *node, uint32_t index, const struct teredo_writer *w,
                           enum teredo_out_kind kind, unsigned socket, struct teredo_endpoint to)
{
	struct teredo_packet *packet = teredo_pool_at (&node->pool, index);
	struct teredo_slice written = teredo_writer_done (w);

	assert (written.len > 0); /* our own messages fit: TEREDO_MTU_MIN at least */
	packet->kind = kind & 15u;
	packet->socket = socket & 4095u;
	packet->to = to;
	packet->len = (uint16_t)written.len;
	teredo_ring_push (&node->pool, &node->out, index);
}

void teredo_node_send (struct teredo_node *node, uint32_t index, const struct teredo_writer *w,
                       const struct teredo_endpoint *to)
{
	teredo_node_send_on (node, index, w, 0, to);
}

void teredo_node_send_on (struct teredo_node *node, uint32_t index, const struct teredo_writer *w,
                          unsigned socket, const struct teredo_endpoint *to)
{
	queue_written (node, index, w, TEREDO_OUT_UDP, socket, *to);
}

void teredo_node_send_discovery (struct teredo_node *node, uint32_t index,
                                 const struct teredo_writer *w)
{
	const struct teredo_endpoint group = { TEREDO_DISCOVERY_IPV4, TEREDO_PORT };

	queue_written (node, index, w, TEREDO_OUT_DISCOVERY, 0, group);
}

void teredo_node_bubble (struct teredo_node *node, enum teredo_count what,
                         const struct in6_addr *src, const struct in6_addr *dst,
                         const struct teredo_endpoint *to)
{
	teredo_node_bubble_with (node, what, src, dst, 0, to, &teredo_no_trailers);
}

void teredo_node_bubble_with (struct teredo_node *node, enum teredo_count what,
                              const struct in6_addr *src, const struct in6_addr *dst,
                              unsigned socket, const struct teredo_endpoint *to,
                              const struct teredo_trailers *trailers)
{
	struct teredo_writer w;
	uint32_t index;

	if (!begin (node, TEREDO_PACKET_SMALL, &index, &w))
		return;
	teredo_bubble_write (&w, src, dst);
	teredo_trailers_write (&w, trailers);
	teredo_node_send_on (node, index, &w, socket, to);
	teredo_node_count (node, what, dst);
}

void teredo_node_bubble_indirect (struct teredo_node *node, const struct teredo_peer *peer,
                                  const struct teredo_trailers *trailers)
{
	struct teredo_endpoint server = { .port = TEREDO_PORT };
	struct teredo_address parts;
	struct in6_addr id;

	teredo_address_decode (&parts, &peer->address);
	server.ip = parts.server;
	teredo_bubble_id (&id, &node->key, &peer->address, peer->began);
	teredo_node_bubble_with (node, TEREDO_TX_BUBBLE_INDIRECT, &id, &peer->address, 0, &server,
	                         trailers);
}

void teredo_node_unreachable (struct teredo_node *node, enum teredo_unreach error,
                              const struct teredo_ip6 *about)
{
	bool unspecified = IN6_IS_ADDR_UNSPECIFIED (&node->error_src);
	struct teredo_writer w;
	uint32_t index;

	if (error == TEREDO_UNREACH_NONE || !teredo_icmp6_may_answer (about)
	    || !teredo_token_bucket_take (&node->error_limit, node->now))
		return;
	if (!teredo_node_begin (node, &index, &w))
		return;
	teredo_icmp6_unreach (&w, error, unspecified ? &about->dst : &node->error_src, about);
	queue_written (node, index, &w, TEREDO_OUT_IP6, 0, (struct teredo_endpoint){ 0 });
	teredo_node_count (node, TEREDO_TX_UNREACH, &about->src);
}

/* --- output --- */

void teredo_node_notify_up (struct teredo_node *node, const struct in6_addr *address, uint32_t mtu)
{
	node->notices.up = true;
	node->notices.down = false;
	node->notices.address = *address;
	node->notices.mtu = mtu;
}

void teredo_node_notify_down (struct teredo_node *node)
{
	node->notices.up = false;
	node->notices.down = true;
}

void teredo_node_notify_resolve (struct teredo_node *node)
{
	node->notices.resolve = true;
}

/* Moves the next notice to the result, if there is one. */
static bool next_notice (struct teredo_node *node)
{
	struct teredo_notices *notices = &node->notices;

	if (notices->up || notices->down) {
		node->result = (struct teredo_out){
			.kind = notices->up ? TEREDO_OUT_UP : TEREDO_OUT_DOWN,
			.address = notices->address,
			.mtu = notices->mtu,
		};
		notices->up = notices->down = false;
		return true;
	}
	if (notices->resolve) {
		node->result = (struct teredo_out){ .kind = TEREDO_OUT_RESOLVE };
		notices->resolve = false;
		return true;
	}
	node->result = (struct teredo_out){ .kind = TEREDO_OUT_OPEN };
	return node->sockets != NULL
	       && teredo_sockets_next_to_open (node->sockets, &node->result.socket);
}

/* Everything that had to be sent on the socket has been sent by then. */
static bool next_to_close (struct teredo_node *node)
{
	node->result = (struct teredo_out){ .kind = TEREDO_OUT_CLOSE };
	return node->sockets != NULL
	       && teredo_sockets_next_to_close (node->sockets, &node->result.socket);
}

const struct teredo_out *teredo_node_next (struct teredo_node *node)
{
	const struct teredo_packet *packet;

	if (node->shown != TEREDO_NO_PACKET)
		teredo_pool_release (&node->pool, node->shown);
	node->shown = TEREDO_NO_PACKET;
	if (next_notice (node))
		return &node->result;
	node->shown = teredo_ring_pop (&node->pool, &node->out);
	if (node->shown == TEREDO_NO_PACKET)
		return next_to_close (node) ? &node->result : NULL;
	packet = teredo_pool_at (&node->pool, node->shown);
	node->result = (struct teredo_out){
		.kind = (enum teredo_out_kind)packet->kind,
		.socket = packet->socket,
		.to = packet->to,
		.data = { packet->data, packet->len },
	};
	return &node->result;
}
