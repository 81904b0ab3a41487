/*
 * client-tx.c - rules of a client for sending (RFC 4380 5.2.4)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/client-impl.h"

#include "messages/probe.h"

/* A relay tries for so long. */
#define CALLER_TIME (TEREDO_ATTEMPT_INTERVAL * TEREDO_ATTEMPT_MAX)

/* Case 3: sends a bubble to where a peer is on our link, and one to all clients there,
 * which the peer answers. false: there is no such peer. */
static bool contact_neighbour (struct teredo_client *client, const struct teredo_peer *peer)
{
	struct teredo_node *node = &client->role.node;
	const struct teredo_endpoint *where = teredo_discovery_find (&client->discovery,
	                                                             &peer->address, node->now);

	if (where == NULL)
		return false;
	teredo_node_bubble (node, TEREDO_TX_BUBBLE_DIRECT, &client->qualification.address,
	                    &peer->address, where);
	teredo_discovery_announce (&client->discovery, node);
	return true;
}

/* Whether to let a peer send first, to the port mapping. */
static bool lets_send_first (const struct teredo_client *client, const struct teredo_peer *peer)
{
	return teredo_client_is_open (client) && peer->attempts <= 2
	       && !teredo_peer_usable (peer, client->role.node.now);
}

/* Case 5: sends one bubble to open our own NAT for the peer and one through its
 * server, so that it opens its NAT for us. A neighbour that does not answer the first
 * attempt may have left the link and is contacted this way too. */
static void contact_teredo (struct teredo_client *client, const struct teredo_peer *peer)
{
	struct teredo_endpoint where = { peer->ip, peer->port };
	struct teredo_address parts;

	if (contact_neighbour (client, peer) && peer->attempts <= 1)
		return;
	if (!teredo_peer_usable (peer, client->role.node.now)
	    || teredo_client_is_relayed (client, peer)) {
		teredo_address_decode (&parts, &peer->address);
		where = parts.mapped;
	}
	if (!lets_send_first (client, peer)
	    && !teredo_random_port_replaces (client, &peer->address))
		teredo_client_bubble_direct (client, &peer->address, &where);
	teredo_random_port_bubble (client, &peer->address);
	teredo_hairpin_bubble (client, &peer->address);
	teredo_client_bubble_indirect (client, peer);
	if (peer->attempts > 1)
		teredo_client_send_relayed (client, &peer->address);
}

/* The relay that called us a moment ago may be the one that has the reply to a probe and
 * waits for our bubble, which may be lost. */
static void answer_caller_again (struct teredo_client *client)
{
	const struct teredo_caller *caller = &client->caller;
	struct teredo_node *node = &client->role.node;

	if (caller->when != 0 && node->now - caller->when < CALLER_TIME)
		teredo_node_bubble (node, TEREDO_TX_BUBBLE_DIRECT, &client->qualification.address,
		                    &caller->address, &caller->where);
}

/* Case 2: sends a probe through our own server (5.2.9). The reply comes through the
 * relay that is nearest to the host. */
static void contact_native (struct teredo_client *client, const struct teredo_peer *peer)
{
	const struct teredo_endpoint server = { client->qualification.server, TEREDO_PORT };
	struct teredo_node *node = &client->role.node;
	struct teredo_writer w;
	uint32_t index;

	if (!teredo_node_begin (node, &index, &w))
		return;
	teredo_probe_write (&w, &node->key, &client->qualification.address, &peer->address,
	                    peer->began, peer->attempts > 0 ? peer->attempts : 1);
	teredo_node_send (node, index, &w, &server);
	teredo_node_count (node, TEREDO_TX_PROBE, &peer->address);
	if (peer->wanted && peer->attempts > 1)
		answer_caller_again (client);
}

void teredo_client_contact (struct teredo_role *role, const struct teredo_peer *peer)
{
	struct teredo_client *client = teredo_client_of (role);

	if (teredo_address_in_prefix (&peer->address, role->node.prefix))
		contact_teredo (client, peer);
	else
		contact_native (client, peer);
}

struct teredo_refusal teredo_client_check_tx (const struct teredo_role *role,
                                              const struct teredo_ip6 *ip6)
{
	const struct teredo_client *client = (const struct teredo_client *)role;
	const struct teredo_qualification *q = &client->qualification;
	struct teredo_address dst;

	/* The host's own neighbour discovery and the like. */
	if (!teredo_ip6_is_global (&ip6->dst))
		return (struct teredo_refusal){ TEREDO_IGNORED_LOCAL, TEREDO_UNREACH_NONE };
	if (!q->have_address)
		return (struct teredo_refusal){ TEREDO_DROP_OFFLINE, TEREDO_UNREACH_NO_ROUTE };
	if (!teredo_ip6_equal (&ip6->src, &q->address))
		return (struct teredo_refusal){ TEREDO_DROP_SOURCE, TEREDO_UNREACH_ADMIN };
	teredo_address_decode (&dst, &ip6->dst);
	if (dst.prefix != role->node.prefix)
		return (struct teredo_refusal){ TEREDO_OK, TEREDO_UNREACH_NONE };
	if (teredo_endpoint_equal (&dst.mapped, &q->mapped))
		return (struct teredo_refusal){ TEREDO_DROP_LOOP, TEREDO_UNREACH_NONE };
	if (!teredo_networks_allow (role->node.env.networks, &dst.mapped)) /* silently (5.2.4) */
		return (struct teredo_refusal){ TEREDO_DROP_NOT_GLOBAL, TEREDO_UNREACH_NONE };
	return (struct teredo_refusal){ TEREDO_OK, TEREDO_UNREACH_NONE };
}
