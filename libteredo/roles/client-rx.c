/*
 * client-rx.c - what a client receives (RFC 4380 5.2.3)
 *
 * The numbered cases are the RFC's. Where it leaves a choice: a packet that
 * came through the server only leads to a direct bubble or a test, its content
 * is not taken for the truth; and a packet from a host that is not yet tested
 * waits for the test, then is delivered if it came the way that the answer
 * came.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/client-impl.h"

#include "messages/bubble.h"
#include "messages/probe.h"
#include "peers/reach.h"

/* A packet, as it came. */
struct arrival {
	const struct teredo_endpoint *from;
	struct teredo_encap encap;
	struct teredo_ip6 ip6;
	bool bubble;
	struct teredo_address src; /* if src_teredo */
	bool src_teredo;
};

static enum teredo_verdict drop (struct teredo_client *client, enum teredo_count reason,
                                 const struct arrival *a)
{
	return teredo_node_drop (&client->node, reason, &a->ip6.src);
}

/* A good packet from a trusted peer. */
static enum teredo_verdict admit (struct teredo_client *client, const struct arrival *a,
                                  struct teredo_slice *ip6)
{
	if (a->bubble) {
		teredo_node_count (&client->node, TEREDO_RX_BUBBLE, &a->ip6.src);
		return TEREDO_CONSUMED;
	}
	teredo_node_count (&client->node, TEREDO_RX_DATA, &a->ip6.src);
	*ip6 = a->ip6.packet;
	return TEREDO_DELIVER;
}

static void direct_bubble (struct teredo_client *client, const struct in6_addr *dst,
                           const struct teredo_endpoint *to)
{
	teredo_node_bubble (&client->node, TEREDO_TX_BUBBLE_DIRECT, &client->qualification.address,
	                    dst, to);
}

/* --- from the server --- */

/* Starts a test of a host, unless one is under way. */
static void test (struct teredo_client *client, const struct in6_addr *address)
{
	struct teredo_peer *peer = teredo_reach_find_or_add (&client->node, address);

	if (peer != NULL && !teredo_peer_usable (peer, client->node.now)
	    && teredo_reach_start (&client->node, peer))
		teredo_client_solicit (client, peer);
}

/* Somebody wants to reach us, and says so through our server: a direct bubble
 * opens our NAT towards it, to where its address or else the server says. */
static enum teredo_verdict called (struct teredo_client *client, const struct arrival *a)
{
	const struct teredo_endpoint *to;
	struct teredo_peer *peer = NULL;

	if (a->src_teredo)
		to = &a->src.mapped;
	else if (a->encap.has_origin)
		to = &a->encap.origin;
	else
		return drop (client, TEREDO_DROP_SOURCE, a);
	if (!teredo_endpoint_is_global (to))
		return drop (client, TEREDO_DROP_NOT_GLOBAL, a);
	if (teredo_endpoint_equal (to, &client->qualification.mapped)
	    || teredo_qualification_is_server (&client->qualification, to))
		return drop (client, TEREDO_DROP_LOOP, a);

	teredo_node_count (&client->node, TEREDO_RX_BUBBLE, &a->ip6.src);
	if (a->src_teredo) {
		peer = teredo_reach_find_or_add (&client->node, &a->ip6.src);
		if (peer == NULL || !teredo_reach_answer (&client->node, peer))
			return TEREDO_CONSUMED;
	} else if (!teredo_reach_answer_endpoint (&client->node, to)) {
		return TEREDO_CONSUMED;
	}
	direct_bubble (client, &a->ip6.src, to);
	return TEREDO_CONSUMED;
}

static enum teredo_verdict rx_server (struct teredo_client *client, const struct arrival *a)
{
	bool native = !a->src_teredo && teredo_ip6_is_global (&a->ip6.src);

	if (teredo_ip6_icmp6_type (&a->ip6) == TEREDO_ICMP6_RA)
		return teredo_qualification_ra (&client->qualification, &client->node, a->from,
		                                &a->encap, &a->ip6);
	if (!client->qualification.have_address)
		return drop (client, TEREDO_DROP_OFFLINE, a);
	if (!teredo_ip6_equal (&a->ip6.dst, &client->qualification.address))
		return drop (client, TEREDO_DROP_DESTINATION, a);
	if (native && a->encap.has_origin)
		test (client, &a->ip6.src);
	if (!a->bubble)
		return drop (client, TEREDO_DROP_UNTRUSTED, a);
	if (!a->src_teredo && !native && !IN6_IS_ADDR_LINKLOCAL (&a->ip6.src))
		return drop (client, TEREDO_DROP_SOURCE, a);
	return called (client, a);
}

/* --- from anybody else --- */

/* Case 3 and its like: the peer has proved where it is. */
static enum teredo_verdict trust (struct teredo_client *client, struct teredo_peer *peer,
                                  const struct arrival *a, struct teredo_slice *ip6)
{
	if (peer == NULL)
		peer = teredo_reach_find_or_add (&client->node, &a->ip6.src);
	if (peer == NULL)
		return TEREDO_DROP;
	teredo_reach_trust (&client->node, peer, a->from);
	return admit (client, a, ip6);
}

/*
 * A Teredo client that is not where its address says: behind a symmetric NAT,
 * or a liar. If it answers a bubble that we sent through its server, it is the
 * former; one bubble back tells it where we are. Else it is asked (case 6).
 */
static enum teredo_verdict rx_mismatch (struct teredo_client *client, struct teredo_peer *peer,
                                        const struct arrival *a, struct teredo_slice *ip6)
{
	if (a->bubble
	    && teredo_bubble_id_valid (&a->ip6.dst, &client->node.key, &a->ip6.src,
	                               client->node.now)) {
		bool waits = peer != NULL && peer->packets != TEREDO_NO_PACKET;

		/* What waits for it will tell it as well. */
		if (!waits && teredo_reach_answer_endpoint (&client->node, a->from))
			direct_bubble (client, &a->ip6.src, a->from);
		return trust (client, peer, a, ip6);
	}
	if (peer == NULL || !teredo_peer_usable (peer, client->node.now))
		test (client, &a->ip6.src);
	return drop (client, TEREDO_DROP_MISMATCH, a);
}

static enum teredo_verdict rx_teredo (struct teredo_client *client, struct teredo_peer *peer,
                                      const struct arrival *a, struct teredo_slice *ip6)
{
	if (teredo_ip6_equal (&a->ip6.src, &client->qualification.address))
		return drop (client, TEREDO_DROP_LOOP, a);
	if (!teredo_endpoint_is_global (&a->src.mapped))
		return drop (client, TEREDO_DROP_NOT_GLOBAL, a);
	if (teredo_endpoint_equal (&a->src.mapped, a->from))
		return trust (client, peer, a, ip6);
	return rx_mismatch (client, peer, a, ip6);
}

/* Case 6 for a native host: its packet waits for the test of it. If the host is
 * known to be behind another relay, a test shows whether that has changed. */
static enum teredo_verdict rx_untested (struct teredo_client *client, struct teredo_peer *peer,
                                        const struct arrival *a)
{
	enum teredo_verdict verdict;

	if (a->bubble)
		return drop (client, TEREDO_DROP_UNTRUSTED, a);
	if (peer == NULL)
		peer = teredo_reach_find_or_add (&client->node, &a->ip6.src);
	if (peer == NULL)
		return TEREDO_DROP;
	if (teredo_peer_usable (peer, client->node.now)) {
		if (teredo_peer_age (peer->began, client->node.now) >= TEREDO_ATTEMPT_INTERVAL
		    && teredo_reach_answer (&client->node, peer))
			teredo_client_solicit (client, peer);
		return drop (client, TEREDO_DROP_MISMATCH, a);
	}
	if (teredo_reach_deliver_later (&client->node, peer, &a->ip6, a->from, &verdict))
		teredo_client_solicit (client, peer);
	return verdict;
}

/* A native host. Case 2: the answer to a test shows the relay nearest to it. */
static enum teredo_verdict rx_native (struct teredo_client *client, struct teredo_peer *peer,
                                      const struct arrival *a)
{
	if (!teredo_ip6_is_global (&a->ip6.src))
		return drop (client, TEREDO_DROP_SOURCE, a);
	if (peer != NULL && peer->attempts > 0
	    && teredo_probe_check (&a->ip6, &client->node.key, peer->began, peer->attempts)) {
		teredo_node_count (&client->node, TEREDO_RX_PROBE_REPLY, &a->ip6.src);
		teredo_reach_trust (&client->node, peer, a->from);
		return TEREDO_CONSUMED;
	}
	return rx_untested (client, peer, a);
}

static bool from_neighbour (struct teredo_client *client, const struct arrival *a)
{
	return a->src_teredo && teredo_ip6_equal (&a->ip6.dst, &client->qualification.address)
	       && teredo_discovery_is_at (&client->discovery, &client->node, &a->ip6.src, a->from,
	                                  a->bubble);
}

static enum teredo_verdict rx_peer (struct teredo_client *client, const struct arrival *a,
                                    struct teredo_slice *ip6)
{
	struct teredo_peer *peer;

	if (!client->qualification.have_address)
		return drop (client, TEREDO_DROP_OFFLINE, a);
	if (teredo_endpoint_equal (a->from, &client->qualification.mapped))
		return drop (client, TEREDO_DROP_LOOP, a);
	/* Only an answer to one of our bubbles may be for another address. */
	if (!teredo_ip6_equal (&a->ip6.dst, &client->qualification.address)
	    && !(a->bubble && a->src_teredo
	         && teredo_bubble_id_valid (&a->ip6.dst, &client->node.key, &a->ip6.src,
	                                    client->node.now)))
		return drop (client, TEREDO_DROP_DESTINATION, a);

	peer = teredo_peers_find (&client->node.peers, &a->ip6.src);
	if (peer != NULL && peer->state == TEREDO_PEER_TRUSTED
	    && teredo_peer_is_at (peer, a->from)) { /* case 1 */
		teredo_reach_heard (&client->node, peer);
		return admit (client, a, ip6);
	}
	if (from_neighbour (client, a)) /* case 5 */
		return trust (client, peer, a, ip6);
	/* We would answer there, whatever it proves. */
	if (!teredo_endpoint_is_global (a->from))
		return drop (client, TEREDO_DROP_NOT_GLOBAL, a);
	if (a->src_teredo)
		return rx_teredo (client, peer, a, ip6);
	return rx_native (client, peer, a);
}

enum teredo_verdict teredo_client_rx (struct teredo_client *client, teredo_time now,
                                      const struct teredo_endpoint *from, struct teredo_slice udp,
                                      struct teredo_slice *ip6)
{
	struct arrival a = { .from = from };

	client->node.now = now;
	if (!teredo_encap_parse (&a.encap, udp) || !teredo_ip6_parse (&a.ip6, a.encap.rest))
		return teredo_node_drop (&client->node, TEREDO_DROP_MALFORMED, NULL);
	a.bubble = teredo_ip6_is_bubble (&a.ip6);
	a.src_teredo = teredo_client_is_teredo (client, &a.ip6.src);
	teredo_address_decode (&a.src, &a.ip6.src);
	if (teredo_qualification_is_server (&client->qualification, from))
		return rx_server (client, &a);
	return rx_peer (client, &a, ip6);
}

enum teredo_verdict teredo_client_rx_discovery (struct teredo_client *client, teredo_time now,
                                                const struct teredo_endpoint *from,
                                                struct teredo_slice udp)
{
	client->node.now = now;
	return teredo_discovery_rx (&client->discovery, &client->node, from, udp);
}
