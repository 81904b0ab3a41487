/*
 * client-relayed.c - data through the server, for peers that no direct path leads to
 *
 * An extension. A server that forwards data says so in the advertisements that it authenticates
 * (nd.h). It does that for clients that have qualified securely with it. Packets for a peer go
 * through the server in two cases: the peer answers our indirect bubble with an indirect bubble,
 * but no direct path is found soon after; or it does not answer before the second attempt. What
 * comes back goes through the server too; the server's endpoint is then the mapping of the peer.
 * Only our server can be that, so forging its address gains nothing. A relayed peer is sent
 * bubbles again, first as often as any other; a reply to these moves it to a direct path.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/client-impl.h"

#include "peers/reach.h"
#include "peers/waiting.h"

#define CONTACT_AGAIN TEREDO_SECONDS (60) /* a relayed peer (ours) */
/* From the call of a peer until packets for it go through the server, milliseconds (ours). A
 * direct path takes a round trip, which is no longer than the one by the servers. */
#define DIRECT_MIN 100
#define DIRECT_MAX 300

static struct teredo_endpoint server_of (const struct teredo_client *client)
{
	return (struct teredo_endpoint){ client->qualification.server, TEREDO_PORT };
}

bool teredo_client_is_relayed (const struct teredo_client *client, const struct teredo_peer *peer)
{
	const struct teredo_endpoint server = server_of (client);

	return peer->state == TEREDO_PEER_TRUSTED && teredo_peer_is_at (peer, &server);
}

bool teredo_client_is_direct (const struct teredo_client *client, const struct teredo_peer *peer)
{
	return teredo_peer_usable (peer, client->role.node.now)
	       && !teredo_client_is_relayed (client, peer);
}

/* Whether our server forwards to a peer, as far as we know. */
static bool is_served (const struct teredo_client *client, const struct in6_addr *peer)
{
	struct teredo_address parts;

	teredo_address_decode (&parts, peer);
	return client->secure.forwards && client->secure.admitted
	       && parts.server == client->qualification.server;
}

void teredo_client_send_relayed (struct teredo_client *client, const struct in6_addr *address)
{
	const struct teredo_endpoint server = server_of (client);
	struct teredo_node *node = &client->role.node;
	struct teredo_peer *peer = teredo_peers_find (&node->peers, address);

	if (peer != NULL && peer->state == TEREDO_PEER_TRYING && is_served (client, address))
		teredo_waiting_relay (node, peer, &server);
}

void teredo_client_relay_soon (struct teredo_client *client, const struct in6_addr *address)
{
	struct teredo_node *node = &client->role.node;
	struct teredo_meeting *meeting = teredo_meeting_find (&client->meetings, address);
	const struct teredo_peer *peer = teredo_peers_find (&node->peers, address);
	teredo_time wait;

	if (meeting == NULL || peer == NULL || peer->state != TEREDO_PEER_TRYING || !peer->wanted
	    || meeting->due[TEREDO_TIMER_RELAY] != 0 || !is_served (client, address))
		return;
	wait = 2 * (node->now - meeting->asked);
	if (wait < DIRECT_MIN)
		wait = DIRECT_MIN;
	teredo_meeting_set_timer (&client->meetings, meeting, TEREDO_TIMER_RELAY,
	                          node->now + teredo_time_min (wait, DIRECT_MAX));
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
	struct teredo_meeting *meeting = teredo_meeting_find (&client->meetings, &a->ip6.src);
	const uint32_t began = peer != NULL ? peer->began : 0;
	const bool asked = peer != NULL && teredo_peer_is_asked (peer, node->now);
	const enum teredo_count reason = teredo_reach_trust (node, &a->ip6.src, a->from);

	peer = teredo_peers_find (&node->peers, &a->ip6.src);
	if (reason != TEREDO_OK || peer == NULL)
		return reason;
	if (asked)
		peer->began = began;
	if (meeting != NULL)
		meeting->relayed_contacts = 0;
	teredo_node_count (node, TEREDO_RELAYED, &a->ip6.src);
	return TEREDO_OK;
}

/* Contacts a relayed peer if it is time for that: as often as one that is being tried, and from
 * then on once in a while. */
static void contact_again (struct teredo_client *client, const struct teredo_peer *peer,
                           const struct teredo_arrival *a)
{
	struct teredo_node *node = &client->role.node;
	struct teredo_meeting *meeting = teredo_meeting_find (&client->meetings, &a->ip6.src);
	const bool early = meeting != NULL && meeting->relayed_contacts < TEREDO_ATTEMPT_MAX - 1;

	if (early ? teredo_client_bubble_is_recent (client, &a->ip6.src)
	          : teredo_peer_age (peer->began, node->now) < CONTACT_AGAIN)
		return;
	if (teredo_reach_ask (node, &a->ip6.src, a->src.mapped.ip) && early)
		meeting->relayed_contacts++;
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
	contact_again (client, peer, a);
	return TEREDO_OK;
}
