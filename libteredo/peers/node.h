/*
 * node.h - state shared by client and relay: peers, output queue, counters, limits
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_NODE_H
#define LIBTEREDO_NODE_H

#include "bytes/token-bucket.h"
#include "values/source-limit.h"
#include "values/env.h"
#include "messages/icmp6.h"
#include "messages/trailers.h"
#include "peers/peers.h"
#include "peers/pool.h"
#include "peers/traffic.h"
#include "peers/sockets.h"

struct teredo_node_config {
	uint32_t prefix; /* host byte order */
	uint32_t max_peers;
	uint32_t max_packets;
	uint32_t max_packet_len;     /* bytes, at least TEREDO_MTU_MIN */
	uint32_t attempts_a_second;  /* to contact peers that the host wants, all together */
	uint32_t strangers_a_second; /* packets that strangers cause, all together */
	unsigned bubbles;            /* that contact a Teredo peer */
	bool pauses;                 /* Teredo peers that did not answer are left alone for 300 s */
	/* Sends what may reach a peer: bubbles or a probe. ctx: the role. */
	void (*contact) (void *ctx, const struct teredo_peer *);
	/* The auxiliary socket of a peer that is reached apart; NULL: there are none. */
	unsigned (*socket_of) (void *ctx, const struct in6_addr *);
	void *ctx;
};

/* Changes of the tunnel and look-ups that the caller has not fetched yet. */
struct teredo_notices {
	bool up, down, resolve;
	struct in6_addr address; /* up */
	uint32_t mtu;            /* up: bytes */
};

struct teredo_node {
	struct teredo_env env;
	struct teredo_counts counts;
	uint32_t prefix; /* host byte order */
	bool pauses;     /* Teredo peers that did not answer are left alone for 300 s */
	void (*contact) (void *ctx, const struct teredo_peer *);
	unsigned (*socket_of) (void *ctx, const struct in6_addr *);
	void *ctx;
	struct teredo_key key;
	struct teredo_peers peers;
	struct teredo_pool pool;
	struct teredo_traffic traffic; /* with all peers */
	struct teredo_notices notices;
	struct teredo_sockets *sockets; /* of a client; NULL: there are none */
	uint32_t out;                   /* ring of packets to be fetched by the caller */
	uint32_t shown;                 /* the packet that the caller fetched last */
	uint32_t max_waiting;           /* packets that may wait for peers, all together */
	struct teredo_out result;       /* what teredo_node_next returned last */
	struct in6_addr
		error_src; /* source of ICMPv6 errors; unspecified: the destination in error */
	struct teredo_token_bucket attempt_limit;  /* attempts to contact peers that we want */
	struct teredo_token_bucket stranger_limit; /* packets that strangers cause ... */
	struct teredo_source_limit strangers;      /* ... and each IPv4 address of theirs */
	unsigned bubbles;                          /* that contact a Teredo peer */
	uint32_t held;                             /* packets from the network that wait */
	struct teredo_token_bucket error_limit;    /* ICMPv6 errors */
	teredo_time now;                           /* of the call in progress */
};

/* Why a packet from the host is refused, and which error its sender gets. */
struct teredo_refusal {
	enum teredo_count reason; /* TEREDO_OK: it is not */
	enum teredo_unreach error;
};

/* Allocates and initialises; 0, or -1 with errno (EINVAL, ENOMEM). */
int teredo_node_init (struct teredo_node *, const struct teredo_node_config *,
                      const struct teredo_env *, teredo_time now);
void teredo_node_destroy (struct teredo_node *);

/* The socket that packets to a peer are sent on. */
static inline unsigned teredo_node_socket_of (const struct teredo_node *node,
                                              const struct teredo_peer *peer)
{
	return peer->apart ? node->socket_of (node->ctx, &peer->address) : 0;
}

/* Increments a counter and emits the event; of may be NULL. */
void teredo_node_count (struct teredo_node *, enum teredo_count, const struct in6_addr *of);

/* Takes tokens for packets that a stranger at an IPv4 address (host byte order) causes. */
bool teredo_node_take_stranger_tokens (struct teredo_node *, uint32_t ip, unsigned packets);

/* 32 random bits fit for secrets. */
uint32_t teredo_node_random (struct teredo_node *);

/*
 * A datagram that we originate: begin allocates a packet buffer and starts a
 * writer on it, send queues what was written for an endpoint. begin returns
 * false, having counted it, if no buffer is free; then there is nothing to send.
 * send_on: the same on an auxiliary socket, which must be open.
 */
bool teredo_node_begin (struct teredo_node *, uint32_t *index, struct teredo_writer *);
void teredo_node_send (struct teredo_node *, uint32_t index, const struct teredo_writer *,
                       const struct teredo_endpoint *to);
void teredo_node_send_on (struct teredo_node *, uint32_t index, const struct teredo_writer *,
                          unsigned socket, const struct teredo_endpoint *to);

/* The same for the discovery group (RFC 4380 5.2.8). */
void teredo_node_send_discovery (struct teredo_node *, uint32_t index,
                                 const struct teredo_writer *);

/* Queues a bubble for an endpoint and increments the counter what. */
void teredo_node_bubble (struct teredo_node *, enum teredo_count what, const struct in6_addr *src,
                         const struct in6_addr *dst, const struct teredo_endpoint *to);

/* The same with trailers, perhaps from an auxiliary socket (0: the service port). */
void teredo_node_bubble_with (struct teredo_node *, enum teredo_count what,
                              const struct in6_addr *src, const struct in6_addr *dst,
                              unsigned socket, const struct teredo_endpoint *to,
                              const struct teredo_trailers *);

/* Queues an indirect bubble for a Teredo peer, with trailers and a source keyed by the time of
 * its latest contacts (bubble.h). */
void teredo_node_bubble_indirect (struct teredo_node *, const struct teredo_peer *,
                                  const struct teredo_trailers *);

/* Queues an ICMPv6 Destination Unreachable for the sender of a packet from the
 * host, if RFC 4443 and the rate limit allow it; TEREDO_UNREACH_NONE: does nothing. */
void teredo_node_unreachable (struct teredo_node *, enum teredo_unreach,
                              const struct teredo_ip6 *about);

/* Notices for the caller: the tunnel's address and MTU; no address any more; the
 * server's name has to be looked up. UP and DOWN replace each other. */
void teredo_node_notify_up (struct teredo_node *, const struct in6_addr *, uint32_t mtu);
void teredo_node_notify_down (struct teredo_node *);
void teredo_node_notify_resolve (struct teredo_node *);

/* The next output, notices first and sockets to be closed last, or NULL; valid until the next
 * call. */
const struct teredo_out *teredo_node_next (struct teredo_node *);

#endif
