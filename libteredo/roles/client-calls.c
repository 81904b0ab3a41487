/*
 * client-calls.c - calls: indirect bubbles from peers, and their answers
 *
 * A call asks us to open our NAT for the peer, by a direct bubble. Calls leave 2 s apart, but
 * may arrive closer together: one that comes too early is answered when the 2 s are over. Of
 * several such calls, only the one that is due first is answered, the last one if they are due
 * together.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/client-impl.h"

#include "peers/answers.h"
#include "peers/reach.h"

static void send_answer (struct teredo_client *client, const struct in6_addr *from,
                         const struct teredo_endpoint *to)
{
	struct teredo_node *node = &client->role.node;

	if (!teredo_random_port_answers (client))
		teredo_client_bubble_direct (client, from, to);
	if (!teredo_address_in_prefix (from, node->prefix))
		client->caller = (struct teredo_caller){ *from, *to, node->now,
			                                 client->caller.successor };
}

/* Answers a relay that was restarted: its calls come from the same endpoint as before, with another
 * keyed source. At most once in 2 s, whatever relays call. */
static bool answer_successor (struct teredo_client *client, const struct in6_addr *from,
                              const struct teredo_endpoint *to)
{
	struct teredo_caller *last = &client->caller;
	const teredo_time now = client->role.node.now;

	if (!teredo_endpoint_equal (&last->where, to) || teredo_ip6_equal (&last->address, from)
	    || teredo_address_in_prefix (from, client->role.node.prefix)
	    || (last->successor != 0 && now - last->successor < TEREDO_ATTEMPT_INTERVAL)
	    || !teredo_node_take_stranger_tokens (&client->role.node, to->ip, 1))
		return false;
	last->successor = now;
	send_answer (client, from, to);
	return true;
}

void teredo_client_answer (struct teredo_client *client, const struct in6_addr *from,
                           const struct teredo_endpoint *to)
{
	struct teredo_node *node = &client->role.node;
	uint32_t wait;

	if (teredo_answers_take (node, from, to, &wait))
		send_answer (client, from, to);
	else if (wait > 0 && !answer_successor (client, from, to)
	         && node->now + wait <= client->early.due)
		client->early = (struct teredo_call){ *from, *to, node->now + wait };
}

void teredo_client_answer_early (struct teredo_client *client)
{
	const struct teredo_call call = client->early;

	client->early.due = TEREDO_NEVER;
	teredo_client_answer (client, &call.from, &call.to);
}

/* Answers at once a call that is an answer to ours, as its nonce shows. */
static bool answer_urgent (struct teredo_client *client, const struct in6_addr *from,
                           const struct teredo_endpoint *to)
{
	if (!teredo_client_bubble_urgent (client, from)
	    || !teredo_node_take_stranger_tokens (&client->role.node, to->ip, 1))
		return false;
	send_answer (client, from, to);
	return true;
}

/* Whether packets may be sent to where a call must be answered. */
static enum teredo_count check_target (const struct teredo_client *client,
                                       const struct teredo_endpoint *to)
{
	if (!teredo_networks_allow (client->role.node.env.networks, to))
		return TEREDO_DROP_NOT_GLOBAL;
	if (teredo_endpoint_equal (to, &client->qualification.mapped)
	    || teredo_qualification_is_server (&client->qualification, to))
		return TEREDO_DROP_LOOP;
	return TEREDO_OK;
}

/* Answers a peer that can be used at an endpoint other than the one that its call names. */
static bool answer_known (struct teredo_client *client, const struct in6_addr *sender,
                          const struct teredo_endpoint *to)
{
	struct teredo_node *node = &client->role.node;
	const struct teredo_peer *peer = teredo_peers_find (&node->peers, sender);
	struct teredo_endpoint where;

	if (peer == NULL || !teredo_peer_usable (peer, node->now))
		return false;
	if (peer->apart)
		return true; /* random-port.c answers */
	where = (struct teredo_endpoint){ peer->ip, peer->port };
	if (teredo_endpoint_equal (&where, to) || check_target (client, &where) == TEREDO_DROP_LOOP)
		return false;
	if (!answer_urgent (client, sender, &where))
		teredo_client_answer (client, sender, &where);
	return true;
}

/* A peer that calls with a nonce may be behind a symmetric NAT: it learns where we are from an
 * indirect bubble, and then sends a direct one that shows where it is (RFC 6081 6.1). So it is
 * contacted, unless that has just been done. */
static bool call_back (struct teredo_client *client, const struct in6_addr *sender, uint32_t ip)
{
	struct teredo_node *node = &client->role.node;
	const struct teredo_peer *peer = teredo_peers_find (&node->peers, sender);

	if (peer != NULL
	    && (teredo_peer_usable (peer, node->now)
	        || teredo_peer_age (peer->sent, node->now) < TEREDO_ATTEMPT_INTERVAL))
		return false;
	return teredo_client_bubble_may_call_back (client, sender)
	       && teredo_reach_ask (node, sender, ip);
}

enum teredo_count teredo_client_call (struct teredo_client *client, const struct teredo_arrival *a)
{
	const struct teredo_endpoint *to = a->src_teredo ? &a->src.mapped : &a->encap.origin;
	const struct in6_addr *sender;
	struct teredo_address parts;
	enum teredo_count reason;

	if (!a->src_teredo && !a->encap.has_origin)
		return TEREDO_DROP_SOURCE;
	reason = check_target (client, to);
	if (reason != TEREDO_OK)
		return reason;
	teredo_node_count (&client->role.node, TEREDO_RX_BUBBLE, &a->ip6.src);
	sender = teredo_client_bubble_read (client, a);
	if (sender != NULL && answer_known (client, sender, to))
		return TEREDO_OK;
	if (sender != NULL) {
		teredo_hairpin_bubble (client, sender);
		teredo_client_relay_soon (client, sender);
	}
	if (a->src_teredo && call_back (client, sender, to->ip))
		return TEREDO_OK;
	if (!answer_urgent (client, &a->ip6.src, to))
		teredo_client_answer (client, &a->ip6.src, to);
	if (!a->src_teredo && sender != NULL && !call_back (client, sender, to->ip)) {
		teredo_address_decode (&parts, sender);
		answer_urgent (client, sender, &parts.mapped);
	}
	return TEREDO_OK;
}
