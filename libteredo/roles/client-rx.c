/*
 * client-rx.c - rules of a client for received packets (RFC 4380 5.2.3)
 *
 * The numbered cases are the RFC's. Where it leaves a choice: a packet that came
 * through the server only causes a direct bubble or a probe, its content is not
 * trusted; and a packet from a host that has not been probed waits for the probe's
 * reply and is delivered if it came from the same endpoint.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/client-impl.h"

#include "messages/bubble.h"
#include "messages/nd.h"
#include "messages/probe.h"
#include "peers/reach.h"

static void direct_bubble (struct teredo_client *client, const struct in6_addr *dst,
                           const struct teredo_endpoint *to)
{
	teredo_node_bubble (&client->role.node, TEREDO_TX_BUBBLE_DIRECT,
	                    &client->qualification.address, dst, to);
}

/* Contacts a host, unless it can be used already. */
static void contact_unusable (struct teredo_client *client, const struct in6_addr *address)
{
	struct teredo_node *node = &client->role.node;
	struct teredo_peer *peer = teredo_reach_find_or_add (node, address);

	if (peer != NULL && !teredo_peer_usable (peer, node->now))
		teredo_reach_start (node, peer);
}

/* --- from the server --- */

/* A peer wants to contact us: a direct bubble to its mapped address, or else to the
 * origin that the server indicates, opens our NAT for it. */
static enum teredo_count rx_indirect_bubble (struct teredo_client *client,
                                             const struct teredo_arrival *a)
{
	struct teredo_node *node = &client->role.node;
	const struct teredo_endpoint *to;
	struct teredo_peer *peer;

	if (a->src_teredo)
		to = &a->src.mapped;
	else if (a->encap.has_origin)
		to = &a->encap.origin;
	else
		return TEREDO_DROP_SOURCE;
	if (!teredo_endpoint_is_global (to))
		return TEREDO_DROP_NOT_GLOBAL;
	if (teredo_endpoint_equal (to, &client->qualification.mapped)
	    || teredo_qualification_is_server (&client->qualification, to))
		return TEREDO_DROP_LOOP;

	teredo_node_count (node, TEREDO_RX_BUBBLE, &a->ip6.src);
	if (a->src_teredo) {
		peer = teredo_reach_find_or_add (node, &a->ip6.src);
		if (peer != NULL && teredo_reach_take_attempt (node, peer))
			direct_bubble (client, &a->ip6.src, to);
	} else if (teredo_reach_take_attempt_at (node, to)) {
		direct_bubble (client, &a->ip6.src, to);
	}
	return TEREDO_OK;
}

static enum teredo_count rx_advertisement (struct teredo_client *client,
                                           const struct teredo_arrival *a)
{
	struct teredo_qualification *q = &client->qualification;
	struct teredo_node *node = &client->role.node;
	struct teredo_ra ra;
	const enum teredo_count reason = teredo_qualification_check (q, a->from, &a->encap, &a->ip6,
	                                                             node->prefix, &ra);

	if (reason != TEREDO_OK)
		return reason;
	teredo_node_count (node, TEREDO_RX_RA, NULL);
	teredo_client_apply (client,
	                     teredo_qualification_answered (q, node, &a->encap.origin, ra.mtu));
	return TEREDO_OK;
}

static enum teredo_count rx_server (struct teredo_client *client, const struct teredo_arrival *a)
{
	const bool native = !a->src_teredo && teredo_ip6_is_global (&a->ip6.src);

	if (a->icmp6 == TEREDO_ICMP6_RA)
		return rx_advertisement (client, a);
	if (!client->qualification.have_address)
		return TEREDO_DROP_OFFLINE;
	if (!teredo_ip6_equal (&a->ip6.dst, &client->qualification.address))
		return TEREDO_DROP_DESTINATION;
	if (native && a->encap.has_origin)
		contact_unusable (client, &a->ip6.src);
	if (!a->bubble)
		return TEREDO_DROP_UNTRUSTED;
	if (!a->src_teredo && !native && !IN6_IS_ADDR_LINKLOCAL (&a->ip6.src))
		return TEREDO_DROP_SOURCE;
	return rx_indirect_bubble (client, a);
}

/* --- from a peer --- */

/* Case 3 and the like: the peer has proved to be at the endpoint. */
static enum teredo_count trust (struct teredo_client *client, struct teredo_peer *peer,
                                const struct teredo_arrival *a, enum teredo_verdict *verdict)
{
	struct teredo_node *node = &client->role.node;

	if (peer == NULL)
		peer = teredo_reach_find_or_add (node, &a->ip6.src);
	if (peer == NULL)
		return TEREDO_DROP_PEERS_FULL;
	teredo_reach_trust (node, peer, a->from);
	*verdict = TEREDO_DELIVER;
	return TEREDO_OK;
}

/* Whether a packet is the reply to a bubble that we sent through its source's server. */
static bool answers_our_bubble (const struct teredo_client *client, const struct teredo_arrival *a)
{
	const struct teredo_node *node = &client->role.node;

	return a->bubble && a->src_teredo
	       && teredo_bubble_id_valid (&a->ip6.dst, &node->key, &a->ip6.src, node->now);
}

/*
 * A Teredo client that is not at the endpoint in its address: it is behind a
 * symmetric NAT, or its address is forged. If it replies to a bubble that we sent
 * through its server, it is genuine, and one bubble back tells it our endpoint;
 * otherwise it is contacted (case 6).
 */
static enum teredo_count rx_mismatch (struct teredo_client *client, struct teredo_peer *peer,
                                      const struct teredo_arrival *a, enum teredo_verdict *verdict)
{
	struct teredo_node *node = &client->role.node;

	if (answers_our_bubble (client, a)) {
		/* Packets that wait for it serve the same purpose. */
		const bool waits = peer != NULL && peer->packets != TEREDO_NO_PACKET;

		if (!waits && teredo_reach_take_attempt_at (node, a->from))
			direct_bubble (client, &a->ip6.src, a->from);
		return trust (client, peer, a, verdict);
	}
	if (peer == NULL || !teredo_peer_usable (peer, node->now))
		contact_unusable (client, &a->ip6.src);
	return TEREDO_DROP_MISMATCH;
}

static enum teredo_count rx_teredo (struct teredo_client *client, struct teredo_peer *peer,
                                    const struct teredo_arrival *a, enum teredo_verdict *verdict)
{
	if (teredo_ip6_equal (&a->ip6.src, &client->qualification.address))
		return TEREDO_DROP_LOOP;
	if (!teredo_endpoint_is_global (&a->src.mapped))
		return TEREDO_DROP_NOT_GLOBAL;
	if (teredo_endpoint_equal (&a->src.mapped, a->from))
		return trust (client, peer, a, verdict);
	return rx_mismatch (client, peer, a, verdict);
}

/* Case 6 for a native host: its packet waits until the host has been probed. If the
 * host is known behind another relay, a probe finds out whether that has changed. */
static enum teredo_count rx_unprobed (struct teredo_client *client, struct teredo_peer *peer,
                                      const struct teredo_arrival *a)
{
	struct teredo_node *node = &client->role.node;

	if (a->bubble)
		return TEREDO_DROP_UNTRUSTED;
	if (peer == NULL)
		peer = teredo_reach_find_or_add (node, &a->ip6.src);
	if (peer == NULL)
		return TEREDO_DROP_PEERS_FULL;
	if (!teredo_peer_usable (peer, node->now))
		return teredo_reach_deliver_later (node, peer, &a->ip6, a->from);
	if (teredo_peer_age (peer->began, node->now) >= TEREDO_ATTEMPT_INTERVAL
	    && teredo_reach_take_attempt (node, peer))
		teredo_client_contact (&client->role, peer);
	return TEREDO_DROP_MISMATCH;
}

/* A native host. Case 2: the reply to a probe shows the relay that is nearest to it. */
static enum teredo_count rx_native (struct teredo_client *client, struct teredo_peer *peer,
                                    const struct teredo_arrival *a)
{
	struct teredo_node *node = &client->role.node;

	if (!teredo_ip6_is_global (&a->ip6.src))
		return TEREDO_DROP_SOURCE;
	if (peer != NULL && peer->attempts > 0
	    && teredo_probe_check (&a->ip6, &node->key, peer->began, peer->attempts)) {
		teredo_node_count (node, TEREDO_RX_PROBE_REPLY, &a->ip6.src);
		teredo_reach_trust (node, peer, a->from);
		return TEREDO_OK;
	}
	return rx_unprobed (client, peer, a);
}

/* Case 5: whether a packet to our address came from a neighbour. A bubble may also be
 * the reply to our own latest discovery bubble: then its sender is one from now on. */
static bool rx_neighbour (struct teredo_client *client, const struct teredo_arrival *a)
{
	struct teredo_discovery *d = &client->discovery;
	const teredo_time now = client->role.node.now;

	if (!a->src_teredo || !teredo_ip6_equal (&a->ip6.dst, &client->qualification.address))
		return false;
	if (teredo_discovery_is_reply (d, a, now))
		teredo_discovery_learn (d, &a->ip6.src, a->from, now);
	return teredo_discovery_is_at (d, &a->ip6.src, a->from, now);
}

static enum teredo_count rx_peer (struct teredo_client *client, const struct teredo_arrival *a,
                                  enum teredo_verdict *verdict)
{
	struct teredo_node *node = &client->role.node;
	struct teredo_peer *peer;

	if (!client->qualification.have_address)
		return TEREDO_DROP_OFFLINE;
	if (teredo_endpoint_equal (a->from, &client->qualification.mapped))
		return TEREDO_DROP_LOOP;
	if (!teredo_ip6_equal (&a->ip6.dst, &client->qualification.address)
	    && !answers_our_bubble (client, a))
		return TEREDO_DROP_DESTINATION;

	peer = teredo_peers_find (&node->peers, &a->ip6.src);
	if (peer != NULL && peer->state == TEREDO_PEER_TRUSTED
	    && teredo_peer_is_at (peer, a->from)) { /* case 1 */
		teredo_reach_heard (node, peer);
		*verdict = TEREDO_DELIVER;
		return TEREDO_OK;
	}
	if (rx_neighbour (client, a))
		return trust (client, peer, a, verdict);
	/* We would reply to this address, so it must be global. */
	if (!teredo_endpoint_is_global (a->from))
		return TEREDO_DROP_NOT_GLOBAL;
	if (a->src_teredo)
		return rx_teredo (client, peer, a, verdict);
	return rx_native (client, peer, a);
}

enum teredo_count teredo_client_rx (struct teredo_role *role, const struct teredo_arrival *a,
                                    enum teredo_verdict *verdict)
{
	struct teredo_client *client = teredo_client_of (role);

	if (teredo_qualification_is_server (&client->qualification, a->from))
		return rx_server (client, a);
	return rx_peer (client, a, verdict);
}
