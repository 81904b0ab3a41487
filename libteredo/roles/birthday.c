/*
 * birthday.c - the birthday approach: who may, when, and the trailers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/birthday-impl.h"

#include "peers/reach.h"
#include "values/addr.h"

struct teredo_endpoint teredo_birthday_target (const struct in6_addr *peer)
{
	struct teredo_address parts;

	teredo_address_decode (&parts, peer);
	return parts.mapped;
}

bool teredo_birthday_is_reached (struct teredo_client *client, const struct in6_addr *address)
{
	const struct teredo_peer *peer = teredo_peers_find (&client->role.node.peers, address);

	return peer != NULL && teredo_client_is_direct (client, peer);
}

/* Whether the host wants a peer. */
static bool is_wanted (struct teredo_client *client, const struct in6_addr *address)
{
	const struct teredo_peer *peer = teredo_peers_find (&client->role.node.peers, address);

	return peer != NULL && peer->wanted;
}

static bool is_with (const struct teredo_birthday *b, const struct in6_addr *peer)
{
	return b->state != TEREDO_BIRTHDAY_IDLE && teredo_ip6_equal (&b->peer, peer);
}

/* --- limits --- */

static bool counts (const struct teredo_client *client, const struct teredo_guess_record *record)
{
	return record->ip != 0 && client->role.node.now - record->when < TEREDO_GUESS_PAUSE;
}

/* A record for an IPv4 address that had no attempt lately; NULL: it had one, or there were too
 * many, of which strangers have half at most. */
static struct teredo_guess_record *room_for (struct teredo_client *client, uint32_t ip, bool wanted)
{
	struct teredo_guess_record *unused = NULL;
	unsigned used = 0;

	for (unsigned i = 0; i < TEREDO_GUESS_RECORDS; i++) {
		struct teredo_guess_record *record = &client->birthday.records[i];

		if (!counts (client, record)) {
			unused = record;
			continue;
		}
		if (record->ip == ip)
			return NULL;
		used++;
	}
	return wanted || used < TEREDO_GUESS_RECORDS / 2 ? unused : NULL;
}

/* Whether guesses may go to an IPv4 address. */
static bool is_allowed (const struct teredo_client *client, const struct in6_addr *peer)
{
	const struct teredo_qualification *q = &client->qualification;
	const struct teredo_endpoint to = teredo_birthday_target (peer);

	return to.ip != q->mapped.ip && to.ip != q->server && to.ip != q->server2
	       && teredo_networks_allow (client->role.node.env.networks, &to);
}

enum teredo_count teredo_birthday_check (struct teredo_client *client, const struct in6_addr *peer)
{
	const struct teredo_birthday *b = &client->birthday;
	const bool wanted = is_wanted (client, peer);

	if (!is_allowed (client, peer))
		return TEREDO_REFUSED_USELESS;
	if (b->state != TEREDO_BIRTHDAY_IDLE && (b->wanted || !wanted))
		return TEREDO_REFUSED_BUSY;
	if (room_for (client, teredo_birthday_target (peer).ip, wanted) == NULL)
		return TEREDO_REFUSED_AGAIN;
	return TEREDO_OK;
}

void teredo_birthday_start (struct teredo_client *client, const struct in6_addr *peer,
                            enum teredo_birthday_state state)
{
	struct teredo_birthday *b = &client->birthday;

	teredo_birthday_end (client);
	b->state = state;
	b->peer = *peer;
	b->wanted = is_wanted (client, peer);
	b->deadline = client->role.node.now;
}

void teredo_birthday_record (struct teredo_client *client)
{
	const struct teredo_birthday *b = &client->birthday;
	const uint32_t ip = teredo_birthday_target (&b->peer).ip;
	struct teredo_guess_record *record = room_for (client, ip, b->wanted);

	if (record != NULL)
		*record = (struct teredo_guess_record){ ip, client->role.node.now };
}

void teredo_birthday_end (struct teredo_client *client)
{
	struct teredo_birthday *b = &client->birthday;

	teredo_birthday_close (client);
	b->state = TEREDO_BIRTHDAY_IDLE;
	b->sockets = b->opened = b->repeats = b->left = 0;
}

/* --- trailers --- */

static bool may_offer (struct teredo_client *client, const struct in6_addr *peer)
{
	return teredo_birthday_can_guess (client) && !teredo_birthday_is_reached (client, peer)
	       && teredo_birthday_check (client, peer) == TEREDO_OK;
}

void teredo_birthday_advertise (struct teredo_client *client, const struct in6_addr *peer,
                                struct teredo_trailers *trailers)
{
	const struct teredo_meeting *meeting = teredo_meeting_find (&client->meetings, peer);
	const struct teredo_birthday *b = &client->birthday;

	if (!client->extensions.birthday || meeting == NULL || meeting->nonce_received == 0
	    || (trailers->present & TEREDO_TRAILER_ALTERNATES)) /* it is behind our NAT */
		return;
	trailers->birthday = (struct teredo_guess_terms){ .proof = meeting->nonce_received };
	if (is_with (b, peer) && b->state == TEREDO_BIRTHDAY_LISTENING) {
		trailers->birthday.sockets = (uint16_t)b->opened;
		trailers->birthday.lowest = b->lowest;
		trailers->birthday.span = b->span;
	} else if (!may_offer (client, peer)) {
		return;
	}
	trailers->present |= TEREDO_TRAILER_BIRTHDAY;
}

/* Whether a call with an offer or request is from the peer itself: it has the nonce of our last
 * one, which went to the server that the peer names, and our server saw it come from the address
 * that packets will go to. */
static bool is_authentic (const struct teredo_client *client, const struct teredo_meeting *meeting,
                          const struct teredo_arrival *a)
{
	return teredo_client_bubble_is_ours (client, meeting, a->trailers.birthday.proof)
	       && a->encap.has_origin
	       && a->encap.origin.ip == teredo_birthday_target (&meeting->address).ip;
}

void teredo_birthday_called (struct teredo_client *client, struct teredo_meeting *meeting,
                             const struct teredo_arrival *a)
{
	const struct teredo_guess_terms *terms = &a->trailers.birthday;

	if (!client->extensions.birthday || !(a->trailers.present & TEREDO_TRAILER_BIRTHDAY))
		return;
	if (!is_authentic (client, meeting, a)) {
		if (terms->sockets > 0)
			teredo_node_count (&client->role.node, TEREDO_REFUSED_PROOF,
			                   &meeting->address);
	} else if (terms->sockets > 0) {
		teredo_birthday_requested (client, meeting, terms);
	} else {
		teredo_birthday_offered (client, meeting);
	}
}

bool teredo_birthday_is_next (const struct teredo_client *client, const struct in6_addr *peer)
{
	const struct teredo_birthday *b = &client->birthday;

	return is_with (b, peer)
	       && (b->state == TEREDO_BIRTHDAY_WAITING || b->state == TEREDO_BIRTHDAY_OPENING);
}

void teredo_birthday_status (const struct teredo_client *client, struct teredo_status *status)
{
	const struct teredo_birthday *b = &client->birthday;

	status->guesses = b->left;
	status->guessable = b->state == TEREDO_BIRTHDAY_LISTENING ? b->opened : 0;
}

/* --- time --- */

teredo_time teredo_birthday_deadline (const struct teredo_client *client)
{
	const struct teredo_birthday *b = &client->birthday;

	return b->state == TEREDO_BIRTHDAY_IDLE ? TEREDO_NEVER : b->deadline;
}

void teredo_birthday_expire (struct teredo_client *client)
{
	if (client->role.node.now < teredo_birthday_deadline (client))
		return;
	teredo_reach_wait (&client->role.node, &client->birthday.peer);
	if (client->birthday.state == TEREDO_BIRTHDAY_GUESSING)
		teredo_birthday_guess (client);
	else
		teredo_birthday_step (client);
}
