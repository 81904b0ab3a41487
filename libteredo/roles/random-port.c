/*
 * random-port.c - random ports of a client behind a symmetric NAT
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/random-port-impl.h"

#include "peers/reach.h"
#include "values/addr.h"

#define STRANGERS_MAX (TEREDO_RANDOM_PORTS / 2) /* entries of peers that the host does not want */
#define ANSWER_GAP    (TEREDO_ATTEMPT_INTERVAL / 2) /* calls 2 s apart may arrive earlier */

/* Which extension helps behind this NAT. */
enum teredo_random_kind teredo_random_port_kind (const struct teredo_client *client)
{
	const struct teredo_nat_type *nat = &client->nat_tests.type;
	const struct teredo_extensions *use = &client->extensions;

	if (!use->symmetric || !use->port_preserving || nat->mapping != TEREDO_NAT_SYMMETRIC
	    || teredo_client_is_open (client))
		return TEREDO_RANDOM_NONE;
	if (nat->port_preserving == TEREDO_TRAIT_YES)
		return TEREDO_RANDOM_PRESERVING;
	return nat->stride != 0 && use->sequential ? TEREDO_RANDOM_SEQUENTIAL : TEREDO_RANDOM_NONE;
}

struct teredo_peer *teredo_random_port_peer (struct teredo_client *client,
                                             const struct teredo_random_port *r)
{
	return teredo_peers_find (&client->role.node.peers, &r->peer);
}

void teredo_random_port_wait (struct teredo_client *client, struct teredo_random_port *r,
                              teredo_time when)
{
	struct teredo_random_ports *all = &client->random_ports;

	r->deadline = when;
	if (all->deadline == 0 || when < all->deadline)
		all->deadline = when;
}

/* --- entries --- */

struct teredo_random_port *teredo_random_port_find (struct teredo_client *client,
                                                    const struct in6_addr *peer)
{
	for (unsigned i = 0; i < TEREDO_RANDOM_PORTS; i++) {
		struct teredo_random_port *r = &client->random_ports.of[i];

		if (r->test.socket != 0 && teredo_ip6_equal (&r->peer, peer))
			return r;
	}
	return NULL;
}

struct teredo_random_port *teredo_random_port_at (struct teredo_client *client, unsigned socket)
{
	for (unsigned i = 0; i < TEREDO_RANDOM_PORTS; i++)
		if (client->random_ports.of[i].test.socket == socket)
			return &client->random_ports.of[i];
	return NULL;
}

/* A peer that was reached on the socket has to be contacted again. */
void teredo_random_port_close (struct teredo_client *client, struct teredo_random_port *r)
{
	struct teredo_peer *peer = teredo_random_port_peer (client, r);

	if (peer != NULL && peer->apart) {
		peer->apart = 0;
		peer->heard = (uint32_t)(client->role.node.now - TEREDO_TRUST_TIME);
	}
	teredo_test_port_close (&r->test, &client->role.node);
	*r = (struct teredo_random_port){ .deadline = 0 };
}

/* An unused entry; that of the stranger contacted longest ago makes room for another one. */
struct teredo_random_port *teredo_random_port_room (struct teredo_client *client, bool wanted)
{
	struct teredo_random_port *unused = NULL, *oldest = NULL;
	unsigned strangers = 0;

	for (unsigned i = 0; i < TEREDO_RANDOM_PORTS; i++) {
		struct teredo_random_port *r = &client->random_ports.of[i];

		if (r->test.socket == 0) {
			unused = r;
			continue;
		}
		strangers += !r->wanted;
		if (!r->wanted && (oldest == NULL || r->contacted < oldest->contacted))
			oldest = r;
	}
	if (unused != NULL && (wanted || strangers < STRANGERS_MAX))
		return unused;
	if (oldest == NULL
	    || (!wanted && client->role.node.now - oldest->contacted < TEREDO_REPLY_TIME))
		return NULL;
	teredo_random_port_close (client, oldest);
	return oldest;
}

bool teredo_random_port_is_unpredictable (struct teredo_client *client, const struct in6_addr *peer)
{
	const struct teredo_random_port *r = teredo_random_port_find (client, peer);

	return client->nat_tests.type.mapping == TEREDO_NAT_SYMMETRIC
	       && !teredo_client_is_open (client)
	       && (teredo_random_port_kind (client) == TEREDO_RANDOM_NONE
	           || (r != NULL && r->failed != 0));
}

void teredo_random_port_forget (struct teredo_client *client)
{
	for (unsigned i = 0; i < TEREDO_RANDOM_PORTS; i++)
		if (client->random_ports.of[i].test.socket != 0)
			teredo_random_port_close (client, &client->random_ports.of[i]);
	client->random_ports.deadline = 0;
}

unsigned teredo_random_port_socket (const struct teredo_role *role, const struct in6_addr *peer)
{
	const struct teredo_client *client = (const struct teredo_client *)role;

	for (unsigned i = 0; i < TEREDO_RANDOM_PORTS; i++) {
		const struct teredo_random_port *r = &client->random_ports.of[i];

		if (r->test.local != 0 && teredo_ip6_equal (&r->peer, peer))
			return r->test.socket;
	}
	return 0;
}

/* --- sending --- */

/* Where bubbles on the socket go. */
struct teredo_endpoint teredo_random_port_target (const struct teredo_random_port *r)
{
	struct teredo_address parts;

	teredo_address_decode (&parts, &r->peer);
	if (r->peer_port != 0)
		parts.mapped.port = r->peer_port;
	return parts.mapped;
}

void teredo_random_port_send (struct teredo_client *client, struct teredo_random_port *r,
                              const struct teredo_endpoint *to, unsigned more)
{
	const struct teredo_meeting *meeting = teredo_meeting_find (&client->meetings, &r->peer);
	struct teredo_trailers trailers = { .present = more };

	if (meeting != NULL && meeting->nonce_received != 0) {
		trailers.present |= TEREDO_TRAILER_NONCE;
		trailers.nonce = meeting->nonce_received;
	}
	if (r->port != 0) {
		trailers.present |= TEREDO_TRAILER_RANDOM_PORT;
		trailers.random_port = r->port;
	}
	r->bubble = client->role.node.now;
	teredo_node_bubble_with (&client->role.node, TEREDO_TX_BUBBLE_DIRECT,
	                         &client->qualification.address, &r->peer, r->test.socket, to,
	                         &trailers);
}

/* Whether a bubble may be sent on behalf of a peer, which may be a stranger. */
bool teredo_random_port_take (struct teredo_client *client, bool wanted, uint32_t ip)
{
	return wanted || teredo_node_take_stranger_tokens (&client->role.node, ip, 1);
}

/* The indirect bubble that was put off. */
void teredo_random_port_continue (struct teredo_client *client, struct teredo_random_port *r)
{
	const struct teredo_peer *peer = teredo_random_port_peer (client, r);
	struct teredo_address parts;

	if (!r->pending)
		return;
	r->pending = false;
	if (peer != NULL) {
		teredo_client_bubble_indirect (client, peer);
	} else if (r->port != 0) { /* a stranger, forgotten meanwhile */
		teredo_address_decode (&parts, &r->peer);
		teredo_reach_ask (&client->role.node, &r->peer, parts.mapped.ip);
	}
}

/* Whether the last of some bubbles (0: there was none) was sent so long ago. */
bool teredo_random_port_is_over (const struct teredo_client *client, teredo_time last,
                                 teredo_time gap)
{
	return last == 0 || client->role.node.now - last >= gap;
}

/* From the service port to the random port of a peer that is not known to be there yet. With a port
 * mapping, the peer may send first. */
static void bubble_to_random_port (struct teredo_client *client, const struct in6_addr *peer,
                                   teredo_time gap)
{
	struct teredo_meeting *meeting = teredo_meeting_find (&client->meetings, peer);
	const struct teredo_peer *known = teredo_peers_find (&client->role.node.peers, peer);
	struct teredo_address parts;

	if (meeting == NULL || meeting->peer_random_port == 0 || teredo_client_is_open (client)
	    || !client->extensions.port_preserving
	    || (known != NULL && teredo_client_is_direct (client, known))
	    || !teredo_random_port_is_over (client, meeting->port_bubble, gap))
		return;
	meeting->port_bubble = client->role.node.now;
	teredo_address_decode (&parts, peer);
	parts.mapped.port = meeting->peer_random_port;
	if (teredo_random_port_take (client, meeting->wanted, parts.mapped.ip))
		teredo_client_bubble_direct (client, peer, &parts.mapped);
}

/* Whether bubbles for the peer leave on the socket. */
static bool is_sendable (const struct teredo_random_port *r)
{
	return r->usable && (r->port != 0 || r->guessed);
}

/* gap: since the last one. */
static void bubble (struct teredo_client *client, const struct in6_addr *peer, teredo_time gap)
{
	struct teredo_random_port *r = teredo_random_port_find (client, peer);
	const struct teredo_peer *known;
	struct teredo_endpoint to;

	if (r == NULL) {
		if (teredo_random_port_kind (client) == TEREDO_RANDOM_NONE)
			bubble_to_random_port (client, peer, gap);
		return;
	}
	known = teredo_random_port_peer (client, r);
	to = teredo_random_port_target (r);
	if (known != NULL && known->apart)
		to = (struct teredo_endpoint){ known->ip, known->port };
	if (is_sendable (r) && teredo_random_port_is_over (client, r->bubble, gap)
	    && teredo_random_port_take (client, r->wanted, to.ip))
		teredo_random_port_send (client, r, &to, 0);
}

bool teredo_random_port_replaces (struct teredo_client *client, const struct in6_addr *peer)
{
	const struct teredo_random_port *r = teredo_random_port_find (client, peer);

	return r != NULL && is_sendable (r);
}

bool teredo_random_port_answers (struct teredo_client *client)
{
	return client->random_ports.called
	       && teredo_random_port_replaces (client, &client->random_ports.caller);
}

void teredo_random_port_bubble (struct teredo_client *client, const struct in6_addr *peer)
{
	bubble (client, peer, TEREDO_ATTEMPT_INTERVAL);
}

void teredo_random_port_answer (struct teredo_client *client)
{
	if (client->random_ports.called)
		bubble (client, &client->random_ports.caller, ANSWER_GAP);
	client->random_ports.called = false;
}

void teredo_random_port_advertise (struct teredo_client *client, const struct in6_addr *peer,
                                   struct teredo_trailers *trailers)
{
	struct teredo_random_port *r = teredo_random_port_find (client, peer);

	if (r == NULL || r->port == 0)
		return;
	trailers->present |= TEREDO_TRAILER_RANDOM_PORT;
	trailers->random_port = r->port;
	r->advertised = true;
}
