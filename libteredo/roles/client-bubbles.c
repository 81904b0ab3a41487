/*
 * client-bubbles.c - bubbles of a client, with the trailers of RFC 6081
 *
 * An indirect bubble must get an answer that proves where the peer is, even if a symmetric NAT has
 * given it another mapping than its address says. There are two kinds:
 *
 *   named: from our address, with a nonce, which the peer returns in a direct bubble (5.2).
 *   keyed: from a link-local address made for the peer (bubble.h), to which it answers. A peer
 *          that does not know RFC 6081 can do that. And a server forwards it whatever mapping a
 *          symmetric NAT gives us towards that server, while it would drop a bubble from our
 *          address. It also shows what NAT we are behind (client-rx.c). A trailer of ours
 *          contains our address, for peers that know it.
 *
 * The kind that is more likely to succeed goes first, the other with the next attempt.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/client-impl.h"

#define REPLIES_MAX 2 /* one may be lost (ours) */

/* The entry of a peer, or a new one; NULL: the extension is off, or there is no room. */
static struct teredo_meeting *meet (struct teredo_client *client, const struct in6_addr *peer)
{
	const struct teredo_peer *known;

	if (!client->extensions.symmetric)
		return NULL;
	known = teredo_peers_find (&client->role.node.peers, peer);
	return teredo_meeting_add (&client->meetings, peer, known != NULL && known->wanted);
}

static uint32_t new_nonce (struct teredo_node *node)
{
	uint32_t nonce;

	do
		nonce = teredo_node_random (node);
	while (nonce == 0);
	return nonce;
}

/* --- sending --- */

void teredo_client_bubble_direct (struct teredo_client *client, const struct in6_addr *dst,
                                  const struct teredo_endpoint *to)
{
	teredo_client_bubble_direct_with (client, dst, to, 0);
}

void teredo_client_bubble_direct_with (struct teredo_client *client, const struct in6_addr *dst,
                                       const struct teredo_endpoint *to, unsigned more)
{
	const struct teredo_meeting *meeting = teredo_meeting_find (&client->meetings, dst);
	struct teredo_trailers trailers = { .present = more };

	if (meeting != NULL && meeting->nonce_received != 0) {
		trailers.present |= TEREDO_TRAILER_NONCE;
		trailers.nonce = meeting->nonce_received;
	}
	teredo_node_bubble_with (&client->role.node, TEREDO_TX_BUBBLE_DIRECT,
	                         &client->qualification.address, dst, 0, to, &trailers);
}

/* Whether something happened (0: never) less than 2 s ago. */
static bool is_recent (const struct teredo_client *client, teredo_time when)
{
	return when != 0 && client->role.node.now - when < TEREDO_ATTEMPT_INTERVAL;
}

/* Whether our last nonce still proves something. */
static bool is_valid (const struct teredo_client *client, const struct teredo_meeting *meeting)
{
	return meeting->asked != 0 && !meeting->used
	       && client->role.node.now - meeting->asked < TEREDO_REPLY_TIME;
}

static bool is_keyed (const struct teredo_client *client, const struct teredo_peer *peer,
                      const struct teredo_meeting *meeting, uint32_t server)
{
	const struct teredo_qualification *q = &client->qualification;
	const bool first = meeting->elsewhere || q->nat == TEREDO_NAT_UNKNOWN
	                   || (q->nat == TEREDO_NAT_SYMMETRIC && server != q->server);
	const bool other = peer->attempts > 0 && peer->attempts % 2 == 0;

	return first != other && !is_recent (client, meeting->keyed);
}

static void send_keyed (struct teredo_client *client, const struct teredo_peer *peer,
                        struct teredo_meeting *meeting)
{
	struct teredo_node *node = &client->role.node;
	struct teredo_trailers trailers = {
		.present = TEREDO_TRAILER_NONCE | TEREDO_TRAILER_SENDER,
		.nonce = meeting->nonce_sent,
		.sender = client->qualification.address,
	};

	teredo_random_port_advertise (client, &peer->address, &trailers);
	teredo_hairpin_advertise (client, &peer->address, &trailers);
	teredo_birthday_advertise (client, &peer->address, &trailers);
	meeting->keyed = node->now;
	teredo_node_bubble_indirect (node, peer, &trailers);
}

static void send_named (struct teredo_client *client, const struct teredo_peer *peer,
                        const struct teredo_meeting *meeting, uint32_t server)
{
	const struct teredo_endpoint to = { server, TEREDO_PORT };
	struct teredo_trailers trailers = {
		.present = TEREDO_TRAILER_NONCE,
		.nonce = meeting->nonce_sent,
	};

	teredo_random_port_advertise (client, &peer->address, &trailers);
	teredo_hairpin_advertise (client, &peer->address, &trailers);
	teredo_birthday_advertise (client, &peer->address, &trailers);
	teredo_node_bubble_with (&client->role.node, TEREDO_TX_BUBBLE_INDIRECT,
	                         &client->qualification.address, &peer->address, 0, &to, &trailers);
}

void teredo_client_bubble_indirect (struct teredo_client *client, const struct teredo_peer *peer)
{
	struct teredo_node *node = &client->role.node;
	struct teredo_meeting *meeting;
	struct teredo_address parts;

	teredo_address_decode (&parts, &peer->address);
	if (!teredo_networks_allow_ipv4 (node->env.networks, parts.server))
		return;
	meeting = meet (client, &peer->address);
	if (meeting == NULL) {
		teredo_node_bubble_indirect (node, peer, &teredo_no_trailers);
		return;
	}
	if (!teredo_random_port_ready (client, peer))
		return;
	meeting->nonce_before = is_valid (client, meeting) ? meeting->nonce_sent : 0;
	meeting->nonce_sent = new_nonce (node);
	meeting->asked = node->now;
	meeting->answered = meeting->used = false;
	meeting->replies = 0;
	if (is_keyed (client, peer, meeting, parts.server))
		send_keyed (client, peer, meeting);
	else
		send_named (client, peer, meeting, parts.server);
}

/* --- receiving --- */

/* The Teredo address of the peer that sent an indirect bubble, or NULL. The address in a trailer
 * counts only if the server saw the bubble come from its mapped IPv4 address, so that nobody can
 * have us contact somebody else. */
static const struct in6_addr *sender_of (const struct teredo_client *client,
                                         const struct teredo_arrival *a)
{
	struct teredo_address parts;

	if (a->src_teredo)
		return &a->ip6.src;
	if (!(a->trailers.present & TEREDO_TRAILER_SENDER) || !a->encap.has_origin)
		return NULL;
	teredo_address_decode (&parts, &a->trailers.sender);
	if (parts.prefix != client->role.node.prefix || parts.mapped.ip != a->encap.origin.ip
	    || !teredo_networks_allow (client->role.node.env.networks, &parts.mapped)
	    || teredo_endpoint_equal (&parts.mapped, &client->qualification.mapped))
		return NULL;
	return &a->trailers.sender;
}

const struct in6_addr *teredo_client_bubble_read (struct teredo_client *client,
                                                  const struct teredo_arrival *a)
{
	const bool has_nonce = (a->trailers.present & TEREDO_TRAILER_NONCE) != 0;
	const struct in6_addr *sender = sender_of (client, a);
	struct teredo_meeting *meeting;

	if (sender == NULL)
		return NULL;
	meeting = has_nonce ? meet (client, sender)
	                    : teredo_meeting_find (&client->meetings, sender);
	if (meeting == NULL)
		return sender;
	if (has_nonce && a->trailers.nonce != meeting->nonce_received)
		meeting->replies = 0;
	meeting->nonce_received = has_nonce ? a->trailers.nonce : 0;
	meeting->called = client->role.node.now;
	teredo_hairpin_called (client, meeting, &a->trailers);
	if (has_nonce)
		teredo_random_port_called (client, meeting, &a->trailers);
	teredo_birthday_called (client, meeting, a);
	return sender;
}

bool teredo_client_bubble_may_call_back (struct teredo_client *client, const struct in6_addr *peer)
{
	const struct teredo_meeting *meeting = teredo_meeting_find (&client->meetings, peer);

	return meeting != NULL && meeting->nonce_received != 0
	       && !is_recent (client, meeting->asked) && !teredo_birthday_is_next (client, peer);
}

bool teredo_client_bubble_is_recent (struct teredo_client *client, const struct in6_addr *peer)
{
	const struct teredo_meeting *meeting = teredo_meeting_find (&client->meetings, peer);

	return meeting != NULL && is_recent (client, meeting->asked);
}

bool teredo_client_bubble_urgent (struct teredo_client *client, const struct in6_addr *peer)
{
	struct teredo_meeting *meeting = teredo_meeting_find (&client->meetings, peer);

	if (meeting == NULL || meeting->nonce_received == 0 || meeting->answered
	    || meeting->asked == 0)
		return false;
	meeting->answered = true;
	return true;
}

bool teredo_client_bubble_reply (struct teredo_client *client, const struct teredo_arrival *a)
{
	struct teredo_meeting *meeting;

	if (teredo_client_bubble_proof (client, a) == TEREDO_PROOF_NONE
	    || (a->trailers.present & (TEREDO_TRAILER_SOLICITATION | TEREDO_TRAILER_ADVERTISEMENT)))
		return false; /* client-idle.c answers */
	meeting = teredo_meeting_find (&client->meetings, &a->ip6.src);
	if (meeting == NULL || meeting->replies >= REPLIES_MAX)
		return false;
	meeting->replies++;
	return true;
}

bool teredo_client_bubble_is_ours (const struct teredo_client *client,
                                   const struct teredo_meeting *meeting, uint32_t nonce)
{
	return is_valid (client, meeting)
	       && (nonce == meeting->nonce_sent || (nonce == meeting->nonce_before && nonce != 0));
}

enum teredo_proof teredo_client_bubble_proof (struct teredo_client *client,
                                              const struct teredo_arrival *a)
{
	const struct teredo_meeting *meeting;

	if (!a->bubble || !(a->trailers.present & TEREDO_TRAILER_NONCE))
		return TEREDO_PROOF_NONE;
	meeting = teredo_meeting_find (&client->meetings, &a->ip6.src);
	if (meeting == NULL
	    || (a->trailers.nonce != meeting->nonce_sent
	        && a->trailers.nonce != meeting->nonce_before))
		return TEREDO_PROOF_NONE;
	return is_valid (client, meeting) ? TEREDO_PROOF_NEW : TEREDO_PROOF_USED;
}

void teredo_client_bubble_used (struct teredo_client *client, const struct in6_addr *peer)
{
	struct teredo_meeting *meeting = teredo_meeting_find (&client->meetings, peer);

	if (meeting != NULL)
		meeting->used = true;
}

void teredo_client_bubble_elsewhere (struct teredo_client *client, const struct teredo_peer *peer,
                                     const struct teredo_arrival *a)
{
	struct teredo_node *node = &client->role.node;
	struct teredo_meeting *meeting;

	if (a->trailers.present & TEREDO_TRAILER_NONCE)
		return;
	meeting = meet (client, &a->ip6.src);
	if (meeting == NULL)
		return;
	meeting->elsewhere = true;
	if (peer == NULL || peer->state != TEREDO_PEER_TRYING || meeting->asked == 0
	    || is_recent (client, meeting->keyed)
	    || !teredo_node_take_stranger_tokens (node, a->from->ip, 1))
		return;
	send_keyed (client, peer, meeting);
}
