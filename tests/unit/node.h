/*
 * node.h - driver of a client or relay for unit tests
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_UNIT_NODE_H
#define TESTS_UNIT_NODE_H

#include "roles/client.h"
#include "messages/encap.h"
#include "values/ip6.h"
#include "messages/nd.h"
#include "roles/relay.h"
#include "unit.h"

#define SERVER   "203.0.113.120"
#define MAPPED   "192.0.2.1:4096"    /* the client under test */
#define PEER     "198.51.100.7:9000" /* another client */
#define RELAY    "198.51.100.99:3545"
#define NATIVE   "2001:db8::80"
#define OUTS_MAX 320

/* A copy of an output. */
struct node_out {
	struct teredo_out out; /* data points into bytes */
	struct unit_bytes bytes;
	struct teredo_ip6 ip6; /* UDP, IP6: the packet in it */
};

struct node {
	struct teredo_role *role;
	teredo_time now;
	struct in6_addr address;     /* of the client under test */
	struct in6_addr peer;        /* of PEER */
	enum teredo_verdict verdict; /* of the last packet */
	struct teredo_slice ip6;     /* DELIVER */
	struct teredo_endpoint to;   /* SEND */
	unsigned outs;               /* outputs of the last call */
	struct node_out out[OUTS_MAX];
};

/* A client that has solicited its server; a client that is qualified; a relay. */
void node_start_client (struct node *);
void node_start_qualified (struct node *);
void node_start_small (struct node *, uint32_t max_peers); /* qualified, with a small table */
/* Qualified, with extensions of RFC 6081, and a mapping that its secondary address reports. */
void node_start_extended (struct node *, const struct teredo_extensions *, const char *second);
void node_start_relay (struct node *, bool nat);
void node_end (struct node *);

/* The Teredo address of a client at an endpoint, with a server. */
struct in6_addr node_teredo (const char *mapped, const char *server);

/* One of many native hosts in a /64; one of many Teredo addresses with one mapped
 * endpoint, each with another server. */
struct in6_addr node_native (uint32_t number);
struct in6_addr node_stranger (const char *mapped, uint32_t number);

/* A packet with a payload (hexadecimal, next header 17) or without (59). */
struct unit_bytes node_packet (const struct in6_addr *src, const struct in6_addr *dst,
                               const char *payload);

/* Each calls the role at the node's time and collects its outputs. */
void node_rx (struct node *, const char *from, const struct unit_bytes *);
/* The same; checks the verdict and the number of outputs. */
void node_check_rx (struct node *, const char *from, const struct unit_bytes *, enum teredo_verdict,
                    unsigned outs);
void node_rx_origin (struct node *, const char *origin, const struct unit_bytes *);
void node_tx (struct node *, const struct unit_bytes *);
void node_pass (struct node *, teredo_time how_long); /* in steps of its deadline */
void node_settle (struct node *);

/* The advertisement that answers the last solicitation. */
struct unit_bytes node_ra (const struct node *, const char *mapped);
/* The same; the node receives it. */
void node_rx_ra (struct node *, const char *from, const char *mapped);
const struct node_out *node_solicitation (const struct node *);

/* The source of the indirect bubble among the outputs. */
struct in6_addr node_identifier (const struct node *);

/* The answer of a peer to that bubble: a direct bubble with its nonce, if it has one. */
struct unit_bytes node_reply (const struct node *, const struct in6_addr *peer);

/* How many outs are datagrams to an endpoint; how many are of a kind. */
unsigned node_sent_to (const struct node *, const char *endpoint);
unsigned node_kind (const struct node *, enum teredo_out_kind);
uint64_t node_count (const struct node *, enum teredo_count);

/* The reply of a native host to a probe. */
struct unit_bytes node_probe_reply (const struct node_out *);

#endif
