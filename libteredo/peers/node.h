/*
 * node.h - what a client and a relay have in common: peers, packets on their
 * way, counts, limits
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_NODE_H
#define LIBTEREDO_NODE_H

#include "bytes/token-bucket.h"
#include "values/env.h"
#include "messages/icmp6.h"
#include "peers/peers.h"
#include "peers/pool.h"

struct teredo_node_config {
	uint32_t prefix; /* host byte order */
	uint32_t max_peers;
	uint32_t max_packets;
	uint32_t max_packet_len;    /* bytes, TEREDO_MTU_MIN at least */
	uint32_t attempts_a_second; /* bubbles and pings of our own accord, to all peers together */
	enum teredo_peer_list paused_list; /* of Teredo peers that did not answer */
};

struct teredo_node {
	struct teredo_env env;
	struct teredo_counts counts;
	uint32_t prefix; /* host byte order */
	enum teredo_peer_list paused_list;
	struct teredo_key key;
	struct teredo_peers peers;
	struct teredo_pool pool;
	uint32_t out;         /* ring of packets on their way out */
	uint32_t shown;       /* the packet that the caller is looking at */
	uint32_t max_waiting; /* packets that may wait for peers, all told */
	struct teredo_out result;
	struct in6_addr error_src; /* source of ICMPv6 errors; unspecified: what they are about */
	struct teredo_token_bucket attempt_limit;  /* bubbles and probes */
	struct teredo_token_bucket error_limit; /* ICMPv6 errors */
	teredo_time now;                   /* the last time heard of */
};

/* 0, or -1 with errno (EINVAL, ENOMEM). */
int teredo_node_init (struct teredo_node *, const struct teredo_node_config *,
                      const struct teredo_env *, teredo_time now);
void teredo_node_destroy (struct teredo_node *);

/* Counts something, and tells of it; of may be NULL. */
void teredo_node_count (struct teredo_node *, enum teredo_count, const struct in6_addr *of);

/* Counts the reason, and is the verdict. */
enum teredo_verdict teredo_node_drop (struct teredo_node *, enum teredo_count reason,
                                      const struct in6_addr *of);

uint32_t teredo_node_random (struct teredo_node *); /* 32 bits fit for secrets */

/*
 * A datagram of our own: begin gives room to write to, send queues it for an
 * endpoint. False if no packet buffer is free (counted): then nothing was
 * begun.
 */
bool teredo_node_begin (struct teredo_node *, uint32_t *packet, struct teredo_writer *);
void teredo_node_send (struct teredo_node *, uint32_t packet, const struct teredo_writer *,
                       const struct teredo_endpoint *to);

/* Queues a bubble for an endpoint; counts it as what. */
void teredo_node_bubble (struct teredo_node *, enum teredo_count what, const struct in6_addr *src,
                         const struct in6_addr *dst, const struct teredo_endpoint *to);

/* Queues a bubble with a keyed source (bubble.h) for a Teredo peer's server. */
void teredo_node_bubble_indirect (struct teredo_node *, const struct in6_addr *peer);

/* Tells a local sender that its packet will not arrive; limited in rate. */
void teredo_node_unreachable (struct teredo_node *, enum teredo_unreach,
                              const struct teredo_ip6 *about);

/* Drops a packet (counted) whose sender is told. */
enum teredo_verdict teredo_node_refuse (struct teredo_node *, enum teredo_count reason,
                                        enum teredo_unreach, const struct teredo_ip6 *);

/* The next packet on its way out, or NULL; valid until the next call. */
const struct teredo_out *teredo_node_next (struct teredo_node *);

#endif
