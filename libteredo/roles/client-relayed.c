/*
 * client-relayed.c - data through the server, for peers that no direct path leads to
 *
 * An extension. A server that forwards data says so in the advertisements that it authenticates
 * (nd.h). Both clients must be its own, and have qualified securely. Packets for a peer that does
 * not answer the first bubbles go through the server, and so do those that come back; the server's
 * endpoint is then the mapping of the peer. Only our own server can be that, so forging
 * its address gains nothing. From time to time a relayed peer is contacted by bubbles again;
 * a reply to these moves it to a direct path, as it would any other peer.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/client-impl.h"

#include "peers/reach.h"
#include "peers/waiting.h"

#define CONTACT_AGAIN TEREDO_SECONDS (60) /* a relayed peer (ours) */

static struct teredo_endpoint server_of (const struct teredo_client *client)
{
	return (struct teredo_endpoint){ client->qualification.server, TEREDO_PORT };
}

bool teredo_client_is_relayed (const struct teredo_client *client, const struct teredo_peer *peer)
{
	const struct teredo_endpoint server = server_of (client);

	return peer->state == TEREDO_PEER_TRUSTED && teredo_peer_is_at (peer, &server);
}

void teredo_client_send_relayed (struct teredo_client *client, const struct teredo_peer *peer)
{
	const struct teredo_endpoint server = server_of (client);
	struct teredo_node *node = &client->role.node;
	struct teredo_peer *found = teredo_peers_find (&node->peers, &peer->address);
	struct teredo_address parts;

	teredo_address_decode (&parts, &peer->address);
	if (client->secure.forwards && client->secure.admitted && parts.server == server.ip
	    && found != NULL)
		teredo_waiting_release (node, found, &server);
}

/* Whether a packet with data may have been forwarded by our server. */
static bool is_forwarded (const struct teredo_client *client, const struct teredo_arrival *a)
{
	return client->secure.forwards && a->encap.has_origin
	       && teredo_endpoint_equal (&a->encap.origin, &a->src.mapped)
	       && a->src.server == client->qualification.server
	       && teredo_networks_allow (client->role.node.env.networks, &a->src.mapped)
	       && !teredo_endpoint_equal (&a->src.mapped, &client->qualification.mapped);
}

/* A peer that was not relayed: from now on it is. What it was asked before may still be answered,
 * and move it to a direct path. */
static enum teredo_count relay (struct teredo_client *client, const struct teredo_arrival *a)
{
	struct teredo_node *node = &client->role.node;
	struct teredo_peer *peer = teredo_peers_find (&node->peers, &a->ip6.src);
	const uint32_t began = peer != NULL ? peer->began : 0;
	const bool asked = peer != NULL && teredo_peer_is_asked (peer, node->now);
	const enum teredo_count reason = teredo_reach_trust (node, &a->ip6.src, a->from);

	peer = teredo_peers_find (&node->peers, &a->ip6.src);
	if (reason != TEREDO_OK || peer == NULL)
		return reason;
	if (asked)
		peer->began = began;
	teredo_node_count (node, TEREDO_RELAYED, &a->ip6.src);
	return TEREDO_OK;
}

enum teredo_count teredo_client_rx_relayed (struct teredo_client *client,
                                            const struct teredo_arrival *a,
                                            enum teredo_verdict *verdict)
{
	struct teredo_node *node = &client->role.node;
	struct teredo_peer *peer = teredo_peers_find (&node->peers, &a->ip6.src);
	const bool usable = peer != NULL && teredo_peer_usable (peer, node->now);

	if (!is_forwarded (client, a))
		return TEREDO_DROP_UNTRUSTED;
	*verdict = TEREDO_DELIVER;
	teredo_node_count (node, TEREDO_RX_RELAYED, &a->ip6.src);
	if (!usable)
		return relay (client, a);
	if (!teredo_client_is_relayed (client, peer)) /* it is reached directly */
		return TEREDO_OK;
	teredo_reach_heard (node, peer);
	if (teredo_peer_age (peer->began, node->now) >= CONTACT_AGAIN)
		teredo_reach_ask (node, &a->ip6.src, a->src.mapped.ip);
	return TEREDO_OK;
}
