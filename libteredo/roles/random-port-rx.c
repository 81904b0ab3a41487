/*
 * random-port-rx.c - random ports of a client: what is received on them, and timers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/random-port-impl.h"

#include "peers/reach.h"
#include "values/addr.h"

#define REFRESH       TEREDO_SECONDS (25) /* RFC 6081 5.4.2.1: 30 s, but so long NATs wait */
#define REFRESHES_MAX 20                  /* RFC 6081 5.4.2.1 */

/* Sends the peer the bubble that shows it our mapping, and then what waits for it. */
static void trust (struct teredo_client *client, struct teredo_random_port *r,
                   const struct teredo_endpoint *where)
{
	const teredo_time now = client->role.node.now;

	r->refreshes = 0;
	r->contacted = now;
	teredo_client_bubble_used (client, &r->peer);
	teredo_random_port_send (client, r, where, 0);
	teredo_random_port_wait (client, r, now + REFRESH);
	(void)teredo_reach_trust_on (&client->role.node, &r->peer, where, r->test.socket);
}

bool teredo_random_port_adopt (struct teredo_client *client, const struct teredo_arrival *a,
                               bool wanted)
{
	struct teredo_socket *socket = teredo_sockets_at (&client->sockets, a->socket);
	struct teredo_random_port *r = teredo_random_port_find (client, &a->ip6.src);

	if (r != NULL)
		teredo_random_port_close (client, r);
	r = teredo_random_port_room (client, wanted);
	if (r == NULL || socket == NULL)
		return false;
	*r = (struct teredo_random_port){
		.peer = a->ip6.src,
		.test = { .socket = a->socket, .local = socket->port },
		.wanted = wanted,
		.usable = true,
		.guessed = true,
	};
	socket->user = &teredo_random_port_user;
	trust (client, r, a->from);
	return true;
}

bool teredo_random_port_repeat (struct teredo_client *client, const struct in6_addr *address,
                                teredo_time first)
{
	struct teredo_random_port *r = teredo_random_port_find (client, address);
	const struct teredo_peer *peer = teredo_peers_find (&client->role.node.peers, address);

	if (r == NULL || peer == NULL || !peer->apart || peer->heard != (uint32_t)first)
		return false;
	teredo_random_port_send (client, r, &(struct teredo_endpoint){ peer->ip, peer->port }, 0);
	return true;
}

/* A new random port of the peer needs a new mapping of ours, if the socket has one. */
static void aim_elsewhere (struct teredo_client *client, struct teredo_random_port *r,
                           uint16_t port)
{
	const enum teredo_random_kind kind = teredo_random_port_kind (client);

	r->peer_port = port;
	if (kind == TEREDO_RANDOM_SEQUENTIAL || r->bubble != 0) {
		r->tests = 0;
		(void)teredo_random_port_open (client, r);
	}
}

void teredo_random_port_called (struct teredo_client *client, struct teredo_meeting *meeting,
                                const struct teredo_trailers *trailers)
{
	const bool has_port = (trailers->present & TEREDO_TRAILER_RANDOM_PORT) != 0;
	const teredo_time now = client->role.node.now;
	struct teredo_random_port *r = teredo_random_port_find (client, &meeting->address);
	const struct teredo_peer *peer = teredo_peers_find (&client->role.node.peers,
	                                                    &meeting->address);
	const bool usable = peer != NULL && teredo_peer_usable (peer, now);

	client->random_ports.called = true;
	client->random_ports.caller = meeting->address;
	if (r != NULL && usable && peer->apart)
		return; /* it calls again, so it may not hear us: it gets another bubble */
	meeting->peer_random_port = has_port ? trailers->random_port : 0;
	if (r == NULL && usable) /* on the service port, where it does not hear us */
		teredo_random_port_start (client, peer);
	if (r == NULL)
		return;
	if (meeting->peer_random_port != r->peer_port)
		aim_elsewhere (client, r, meeting->peer_random_port);
	r->usable = r->advertised || r->peer_port == 0;
	if (r->heard.port != 0 && now - r->contacted < TEREDO_REPLY_TIME)
		trust (client, r, &r->heard);
	r->heard.port = 0;
}

/* Whether a bubble shows where a peer is that has not called yet, or so long ago that its nonce is
 * no longer valid. What the peer is sent back would not show it where we are. */
static bool is_early (struct teredo_client *client, const struct teredo_arrival *a)
{
	const struct teredo_meeting *meeting = teredo_meeting_find (&client->meetings, &a->ip6.src);

	return a->bubble && meeting != NULL
	       && (meeting->nonce_received == 0
	           || client->role.node.now - meeting->called >= TEREDO_REPLY_TIME)
	       && (teredo_endpoint_equal (a->from, &a->src.mapped)
	           || teredo_client_bubble_proof (client, a) == TEREDO_PROOF_NEW);
}

/* Rules of 5.4.4.5. A mapping that differs from that in the Teredo address, or from the one in
 * use, must be proved. */
static enum teredo_count rx_peer (struct teredo_client *client, struct teredo_random_port *r,
                                  const struct teredo_arrival *a, enum teredo_verdict *verdict)
{
	const bool at_home = teredo_endpoint_equal (a->from, &a->src.mapped);
	struct teredo_node *node = &client->role.node;
	struct teredo_peer *peer = teredo_random_port_peer (client, r);
	const bool usable = peer != NULL && teredo_peer_usable (peer, node->now);
	const enum teredo_proof nonce = teredo_client_bubble_proof (client, a);
	const bool proof = (a->bubble && teredo_reach_is_reply (node, peer, &a->ip6.dst))
	                   || nonce == TEREDO_PROOF_NEW;

	*verdict = TEREDO_DELIVER;
	if (usable && teredo_peer_is_at (peer, a->from)) {
		teredo_reach_heard (node, peer);
		if (!peer->apart && nonce != TEREDO_PROOF_NONE) /* this is where it answers */
			trust (client, r, a->from);
		else if (peer->apart && teredo_idle_answers (client, a))
			teredo_random_port_send (client, r, a->from, TEREDO_TRAILER_ADVERTISEMENT);
		return TEREDO_OK;
	}
	if (!proof && (usable || !at_home)) {
		*verdict = TEREDO_CONSUMED;
		return TEREDO_DROP_MISMATCH;
	}
	if (is_early (client, a))
		r->heard = *a->from;
	else if (at_home || teredo_random_port_take (client, r->wanted, a->from->ip))
		trust (client, r, a->from);
	return TEREDO_OK;
}

/* Whether a packet is for our address, or answers a bubble that has a keyed source. */
static bool is_for_us (struct teredo_client *client, const struct teredo_random_port *r,
                       const struct teredo_arrival *a)
{
	return teredo_ip6_equal (&a->ip6.dst, &client->qualification.address)
	       || (a->bubble
	           && teredo_reach_is_reply (&client->role.node,
	                                     teredo_random_port_peer (client, r), &a->ip6.dst));
}

static enum teredo_count rx (struct teredo_client *client, const struct teredo_arrival *a,
                             enum teredo_verdict *verdict)
{
	struct teredo_random_port *r = teredo_random_port_at (client, a->socket);

	if (r == NULL || !client->qualification.have_address)
		return TEREDO_DROP_OFFLINE;
	if (a->icmp6 == TEREDO_ICMP6_RA)
		return teredo_random_port_answered (client, r, a);
	if (!teredo_ip6_equal (&a->ip6.src, &r->peer))
		return TEREDO_DROP_UNTRUSTED;
	if (!is_for_us (client, r, a))
		return TEREDO_DROP_DESTINATION;
	if (!teredo_networks_allow (client->role.node.env.networks, a->from))
		return TEREDO_DROP_NOT_GLOBAL;
	return rx_peer (client, r, a, verdict);
}

const struct teredo_socket_user teredo_random_port_user = { teredo_random_port_opened, rx };

/* --- time --- */

/* Keeps the mappings of an idle peer (5.4.2.1); it answers if it knows the Neighbor Discovery
 * Option. Only data starts the count again. */
static void refresh (struct teredo_client *client, struct teredo_random_port *r,
                     const struct teredo_peer *peer)
{
	const struct teredo_endpoint to = { peer->ip, peer->port };
	const teredo_time now = client->role.node.now;
	const uint32_t idle = teredo_peer_age (peer->sent, now);
	const bool ask = client->extensions.server_load_reduction;

	if (idle < REFRESH)
		r->refreshes = 0;
	teredo_random_port_wait (client, r, now + REFRESH - (idle < REFRESH ? idle : 0));
	if (idle < REFRESH || r->refreshes >= REFRESHES_MAX)
		return;
	r->refreshes++;
	teredo_random_port_send (client, r, &to, ask ? TEREDO_TRAILER_SOLICITATION : 0);
}

static void expire (struct teredo_client *client, struct teredo_random_port *r)
{
	const teredo_time now = client->role.node.now;
	const struct teredo_peer *peer = teredo_random_port_peer (client, r);

	if (r->asked > 0) {
		teredo_random_port_retry (client, r);
	} else if (peer != NULL && peer->apart && peer->state == TEREDO_PEER_TRUSTED) {
		refresh (client, r, peer);
	} else if (now - r->contacted >= TEREDO_REPLY_TIME) {
		teredo_random_port_close (client, r);
	} else {
		teredo_random_port_wait (client, r, r->contacted + TEREDO_REPLY_TIME);
	}
}

teredo_time teredo_random_port_deadline (const struct teredo_client *client)
{
	return client->random_ports.deadline == 0 ? TEREDO_NEVER : client->random_ports.deadline;
}

void teredo_random_port_expire (struct teredo_client *client)
{
	const teredo_time now = client->role.node.now;
	struct teredo_random_ports *all = &client->random_ports;

	if (all->deadline == 0 || now < all->deadline)
		return;
	all->deadline = 0;
	for (unsigned i = 0; i < TEREDO_RANDOM_PORTS; i++) {
		struct teredo_random_port *r = &all->of[i];

		if (r->test.socket != 0 && r->deadline <= now)
			expire (client, r);
		if (r->test.socket != 0)
			teredo_random_port_wait (client, r, r->deadline);
	}
}
