/*
 * birthday-guess.c - the birthday approach, behind a port-restricted NAT: guesses
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/birthday-impl.h"

#define PORTS_MAX   (UINT16_MAX - TEREDO_GUESS_LOWEST + 1u)
#define ENOUGH      8u                 /* times span / sockets guesses: 99.9 % find a socket */
#define ANSWER_TIME TEREDO_SECONDS (1) /* for the last guess */

bool teredo_birthday_can_guess (const struct teredo_client *client)
{
	const struct teredo_nat_type *nat = &client->nat_tests.type;

	return client->extensions.birthday && nat->mapping == TEREDO_NAT_NOT_SYMMETRIC
	       && nat->filtering == TEREDO_FILTERING_PORT;
}

static uint32_t common_divisor (uint32_t a, uint32_t b)
{
	return b == 0 ? a : common_divisor (b, a % b);
}

/* Each port of the span comes once: step and span have no common divisor. */
static void choose_order (struct teredo_client *client, uint32_t span)
{
	struct teredo_birthday *b = &client->birthday;

	b->offset = teredo_node_random (&client->role.node) % span;
	b->step = 1 + teredo_node_random (&client->role.node) % span;
	while (common_divisor (b->step, span) != 1)
		b->step++;
}

static uint32_t smallest (uint32_t a, uint32_t b, uint32_t c)
{
	const uint32_t smaller = a < b ? a : b;

	return smaller < c ? smaller : c;
}

static void start (struct teredo_client *client, struct teredo_meeting *meeting,
                   const struct teredo_guess_terms *terms)
{
	const uint32_t span = terms->span > 0 ? terms->span : PORTS_MAX;
	struct teredo_birthday *b = &client->birthday;

	teredo_birthday_start (client, &meeting->address, TEREDO_BIRTHDAY_GUESSING);
	teredo_birthday_record (client);
	b->lowest = terms->span > 0 ? terms->lowest : TEREDO_GUESS_LOWEST;
	b->span = (uint16_t)span;
	b->left = smallest (TEREDO_GUESSES_MAX, span, 1 + ENOUGH * span / terms->sockets);
	choose_order (client, span);
	/* The peer answers with our nonce when it is found: it must be valid until then. */
	meeting->asked = client->role.node.now;
	teredo_node_count (&client->role.node, TEREDO_GUESSING, &meeting->address);
}

void teredo_birthday_requested (struct teredo_client *client, struct teredo_meeting *meeting,
                                const struct teredo_guess_terms *terms)
{
	const struct teredo_birthday *b = &client->birthday;
	struct teredo_node *node = &client->role.node;
	enum teredo_count reason = TEREDO_OK;

	if ((b->state == TEREDO_BIRTHDAY_GUESSING && teredo_ip6_equal (&b->peer, &meeting->address))
	    || teredo_birthday_is_reached (client, &meeting->address))
		return; /* it does not know yet */
	if (!teredo_birthday_can_guess (client))
		reason = TEREDO_REFUSED_USELESS;
	else
		reason = teredo_birthday_check (client, &meeting->address);
	if (reason == TEREDO_OK)
		start (client, meeting, terms);
	else
		teredo_node_count (node, reason, &meeting->address);
}

void teredo_birthday_guess (struct teredo_client *client)
{
	struct teredo_birthday *b = &client->birthday;
	struct teredo_node *node = &client->role.node;
	struct teredo_endpoint to = teredo_birthday_target (&b->peer);

	if (teredo_birthday_is_reached (client, &b->peer)) {
		teredo_node_count (node, TEREDO_GUESSED, &b->peer);
		teredo_birthday_end (client);
	} else if (b->left == 0 || teredo_meeting_find (&client->meetings, &b->peer) == NULL) {
		teredo_birthday_end (client);
	} else {
		to.port = (uint16_t)(b->lowest + b->offset);
		b->offset = (b->offset + b->step) % b->span;
		b->left--;
		b->deadline = node->now + (b->left > 0 ? TEREDO_GUESS_INTERVAL : ANSWER_TIME);
		teredo_client_bubble_direct (client, &b->peer, &to);
		teredo_node_count (node, TEREDO_TX_GUESS, &b->peer);
	}
}
