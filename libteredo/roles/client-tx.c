/*
 * client-tx.c - what a client sends (RFC 4380 5.2.4)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/client-impl.h"

#include "messages/probe.h"
#include "peers/reach.h"

/* Case 3: a bubble to where a peer is on our link, and one to all there, which
 * it answers. Whether there is such a peer. */
static bool solicit_neighbour (struct teredo_client *client, const struct teredo_peer *peer)
{
	const struct teredo_endpoint *where = teredo_discovery_find (&client->discovery,
	                                                             &peer->address,
	                                                             client->node.now);

	if (where == NULL)
		return false;
	teredo_node_bubble (&client->node, TEREDO_TX_BUBBLE_DIRECT, &client->qualification.address,
	                    &peer->address, where);
	teredo_discovery_announce (&client->discovery, &client->node);
	return true;
}

/* Both bubbles of case 5: one to open our own NAT for the peer, one through its
 * server to have it open its own. A neighbour may have left since it was heard
 * last: when it does not answer the first time, it is asked this way too. */
static void solicit_teredo (struct teredo_client *client, const struct teredo_peer *peer)
{
	struct teredo_address parts;

	if (solicit_neighbour (client, peer) && peer->attempts <= 1)
		return;
	teredo_address_decode (&parts, &peer->address);
	teredo_node_bubble (&client->node, TEREDO_TX_BUBBLE_DIRECT, &client->qualification.address,
	                    &peer->address, &parts.mapped);
	if (teredo_ipv4_is_global (parts.server))
		teredo_node_bubble_indirect (&client->node, &peer->address);
}

/* An echo request through our own server (5.2.9): the answer comes by way of
 * the relay that is nearest to the host. */
static void solicit_native (struct teredo_client *client, const struct teredo_peer *peer)
{
	const struct teredo_endpoint server = {
		.ip = client->qualification.server,
		.port = TEREDO_PORT,
	};
	struct teredo_writer w;
	uint32_t packet;

	if (!teredo_node_begin (&client->node, &packet, &w))
		return;
	teredo_probe_write (&w, &client->node.key, &client->qualification.address, &peer->address,
	                    peer->began, peer->attempts);
	teredo_node_send (&client->node, packet, &w, &server);
	teredo_node_count (&client->node, TEREDO_TX_PROBE, &peer->address);
}

void teredo_client_solicit (struct teredo_client *client, const struct teredo_peer *peer)
{
	if (teredo_client_is_teredo (client, &peer->address))
		solicit_teredo (client, peer);
	else
		solicit_native (client, peer);
}

/* Whether a packet may be sent at all; if not, *verdict says so. */
static bool allowed (struct teredo_client *client, const struct teredo_ip6 *ip6,
                     enum teredo_verdict *verdict)
{
	const struct teredo_qualification *q = &client->qualification;
	struct teredo_node *node = &client->node;
	struct teredo_address parts;

	if (!teredo_ip6_is_global (&ip6->dst)) {
		/* The host's own neighbour discovery and the like: no error. */
		*verdict = teredo_node_drop (node, TEREDO_DROP_DESTINATION, &ip6->dst);
		return false;
	}
	if (!q->have_address) {
		*verdict = teredo_node_refuse (node, TEREDO_DROP_OFFLINE, TEREDO_UNREACH_NO_ROUTE,
		                               ip6);
		return false;
	}
	if (!teredo_ip6_equal (&ip6->src, &q->address)) {
		*verdict = teredo_node_refuse (node, TEREDO_DROP_SOURCE, TEREDO_UNREACH_ADMIN, ip6);
		return false;
	}
	if (!teredo_client_is_teredo (client, &ip6->dst))
		return true;
	teredo_address_decode (&parts, &ip6->dst);
	if (teredo_endpoint_equal (&parts.mapped, &q->mapped)) {
		*verdict = teredo_node_drop (node, TEREDO_DROP_LOOP, &ip6->dst);
		return false;
	}
	if (!teredo_endpoint_is_global (&parts.mapped)) {
		/* Silently (5.2.4). */
		*verdict = teredo_node_drop (node, TEREDO_DROP_NOT_GLOBAL, &ip6->dst);
		return false;
	}
	return true;
}

enum teredo_verdict teredo_client_tx (struct teredo_client *client, teredo_time now,
                                      struct teredo_slice bytes, struct teredo_endpoint *to)
{
	enum teredo_verdict verdict;
	struct teredo_peer *peer;
	struct teredo_ip6 ip6;

	client->node.now = now;
	if (!teredo_ip6_parse (&ip6, bytes) || ip6.trailers.len != 0)
		return teredo_node_drop (&client->node, TEREDO_DROP_MALFORMED, NULL);
	if (!allowed (client, &ip6, &verdict))
		return verdict;
	peer = teredo_peers_find (&client->node.peers, &ip6.dst);
	if (peer == NULL || !teredo_peer_usable (peer, now)) {
		const struct teredo_peer *ask = teredo_reach_send_later (&client->node, peer, &ip6,
		                                                         &verdict);

		if (ask != NULL)
			teredo_client_solicit (client, ask);
		return verdict;
	}
	peer->sent = (uint32_t)now;
	*to = (struct teredo_endpoint){ .ip = peer->ip, .port = peer->port };
	teredo_node_count (&client->node, TEREDO_TX_DATA, &ip6.dst);
	return TEREDO_SEND;
}
