/*
 * client-hairpin.c - peers behind our own NAT, which does not hairpin (RFC 6081 5.6)
 *
 * Each side sends the other, in its indirect bubbles, the endpoints that it has inside of the NAT.
 * Only a peer with our own mapped IPv4 address gets them, and only its endpoints are contacted:
 * nobody else learns private addresses of this host, or can have it send to private addresses.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/client-impl.h"

/* Whether a Teredo address has our mapped IPv4 address, which makes it one behind our NAT. */
static bool is_together (const struct teredo_client *client, const struct in6_addr *address)
{
	struct teredo_address parts;

	teredo_address_decode (&parts, address);
	return client->extensions.hairpinning && client->qualification.have_address
	       && parts.mapped.ip == client->qualification.mapped.ip;
}

static bool is_ours (const struct teredo_client *client, const struct teredo_endpoint *endpoint)
{
	for (unsigned i = 0; i < client->local_count; i++)
		if (teredo_endpoint_equal (&client->local[i], endpoint))
			return true;
	return teredo_endpoint_equal (endpoint, &client->qualification.mapped)
	       || teredo_networks_have_ipv4 (client->role.node.env.networks, endpoint->ip);
}

void teredo_client_local (struct teredo_role *role, const struct teredo_endpoint *local,
                          size_t count)
{
	struct teredo_client *client = teredo_client_of (role);

	client->local_count = 0;
	for (size_t i = 0; i < count && i < TEREDO_LOCAL_MAX; i++)
		client->local[client->local_count++] = local[i];
}

void teredo_hairpin_advertise (const struct teredo_client *client, const struct in6_addr *peer,
                               struct teredo_trailers *trailers)
{
	const struct teredo_endpoint *external = &client->port_mapping;

	if (!is_together (client, peer))
		return;
	trailers->alternate_count = 0;
	for (unsigned i = 0; i < client->local_count; i++)
		trailers->alternates[trailers->alternate_count++] = client->local[i];
	if (external->port != 0 && !teredo_endpoint_equal (external, &client->qualification.mapped))
		trailers->alternates[trailers->alternate_count++] = *external;
	if (trailers->alternate_count > 0)
		trailers->present |= TEREDO_TRAILER_ALTERNATES;
}

void teredo_hairpin_called (const struct teredo_client *client, struct teredo_meeting *meeting,
                            const struct teredo_trailers *trailers)
{
	meeting->alternate_count = 0;
	if (!(trailers->present & TEREDO_TRAILER_ALTERNATES)
	    || !is_together (client, &meeting->address))
		return;
	for (unsigned i = 0; i < trailers->alternate_count; i++)
		if (!is_ours (client, &trailers->alternates[i]))
			meeting->alternates[meeting->alternate_count++] = trailers->alternates[i];
}

void teredo_hairpin_bubble (struct teredo_client *client, const struct in6_addr *peer)
{
	struct teredo_meeting *meeting = teredo_meeting_find (&client->meetings, peer);
	struct teredo_node *node = &client->role.node;
	const struct teredo_peer *known = teredo_peers_find (&node->peers, peer);

	if (meeting == NULL || meeting->alternate_count == 0
	    || (known != NULL && teredo_peer_usable (known, node->now))
	    || teredo_discovery_find (&client->discovery, peer, node->now) != NULL
	    || (meeting->hairpin != 0 && node->now - meeting->hairpin < TEREDO_ATTEMPT_INTERVAL)
	    || !teredo_node_take_stranger_tokens (node, client->qualification.mapped.ip,
	                                          meeting->alternate_count))
		return;
	meeting->hairpin = node->now;
	for (unsigned i = 0; i < meeting->alternate_count; i++)
		teredo_client_bubble_direct (client, peer, &meeting->alternates[i]);
}

bool teredo_hairpin_proves (struct teredo_client *client, const struct teredo_arrival *a)
{
	return a->src_teredo && is_together (client, &a->ip6.src) && !is_ours (client, a->from)
	       && teredo_client_bubble_proof (client, a) == TEREDO_PROOF_NEW;
}

bool teredo_hairpin_expects (struct teredo_client *client, const struct teredo_arrival *a)
{
	const struct teredo_meeting *meeting;

	if (!a->src_teredo || !client->extensions.hairpinning)
		return false;
	meeting = teredo_meeting_find (&client->meetings, &a->ip6.src);
	for (unsigned i = 0; meeting != NULL && i < meeting->alternate_count; i++)
		if (teredo_endpoint_equal (&meeting->alternates[i], a->from))
			return true;
	return false;
}
