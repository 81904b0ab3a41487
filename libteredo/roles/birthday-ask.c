/*
 * birthday-ask.c - the birthday approach, behind a random symmetric NAT: sockets to be guessed
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/birthday-impl.h"

#include "bytes/array.h"
#include "peers/reach.h"
#include "values/addr.h"

#define DIRECT_TIME  1500                /* ms that the direct ways are given */
#define BATCH        16u                 /* sockets opened at a time */
#define LISTEN_TIME  TEREDO_SECONDS (15) /* NATs keep a mapping for 30 s */
#define LISTEN_STEP  TEREDO_SECONDS (1)
#define REQUESTS_MAX 3
#define REQUEST_GAP  (TEREDO_ATTEMPT_INTERVAL + 100) /* bubbles sent anyway go first */
#define ANSWERS_MAX  3
#define ANSWER_AGAIN 500 /* ms */

/* Sockets, by the span of the mapped ports seen so far: that of random ones, or of a block that a
 * carrier's NAT has for us, of which a home should not use up much. */
enum { SOCKETS = 256, SOCKETS_BLOCK = 64, SOCKETS_SMALL_BLOCK = 16 };
enum { BLOCK = 2048, SMALL_BLOCK = 512 };

void teredo_birthday_offered (struct teredo_client *client, const struct teredo_meeting *meeting)
{
	if (!teredo_random_port_is_unpredictable (client, &meeting->address)
	    || teredo_birthday_is_reached (client, &meeting->address)
	    || teredo_birthday_check (client, &meeting->address) != TEREDO_OK)
		return;
	teredo_birthday_start (client, &meeting->address, TEREDO_BIRTHDAY_WAITING);
	if (client->birthday.deadline < meeting->asked + DIRECT_TIME)
		client->birthday.deadline = meeting->asked + DIRECT_TIME;
}

/* --- sockets --- */

/* The mapped ports that the server has seen; how many. */
static unsigned known_ports (const struct teredo_client *client, uint16_t *lowest,
                             uint16_t *highest)
{
	const struct teredo_qualification *q = &client->qualification;
	const struct teredo_nat_tests *t = &client->nat_tests;
	unsigned count = 1;

	*lowest = *highest = q->mapped.port;
	for (size_t i = 0; i < ARRAY_LEN (t->mapped); i++) {
		const uint16_t port = t->mapped[i].port;

		if (port == 0 || t->mapped[i].ip != q->mapped.ip)
			continue;
		count++;
		*lowest = port < *lowest ? port : *lowest;
		*highest = port > *highest ? port : *highest;
	}
	return count;
}

static void choose_sockets (struct teredo_client *client)
{
	struct teredo_birthday *b = &client->birthday;
	uint16_t lowest, highest;
	const unsigned known = known_ports (client, &lowest, &highest);
	const unsigned span = highest - lowest + 1u;
	const unsigned block = span <= SMALL_BLOCK ? SMALL_BLOCK : BLOCK;
	unsigned first, last;

	b->sockets = SOCKETS;
	b->span = 0;
	if (known < 4 || span > block || lowest < TEREDO_GUESS_LOWEST)
		return;
	/* Wherever the block is, if it has that size. */
	first = highest + 1u - block;
	if (highest + 1u < TEREDO_GUESS_LOWEST + block)
		first = TEREDO_GUESS_LOWEST;
	last = lowest + block - 1u < UINT16_MAX ? lowest + block - 1u : UINT16_MAX;
	b->sockets = block == SMALL_BLOCK ? SOCKETS_SMALL_BLOCK : SOCKETS_BLOCK;
	b->lowest = (uint16_t)first;
	b->span = (uint16_t)(last - first + 1u);
}

/* Opens the NAT for the peer, at a port that nobody knows. */
static void opened (struct teredo_client *client, unsigned socket, uint16_t port)
{
	struct teredo_birthday *b = &client->birthday;
	const struct teredo_meeting *meeting = teredo_meeting_find (&client->meetings, &b->peer);
	const struct teredo_endpoint to = teredo_birthday_target (&b->peer);
	const struct teredo_trailers trailers = {
		.present = TEREDO_TRAILER_NONCE,
		.nonce = meeting != NULL ? meeting->nonce_received : 0,
	};

	if (port == 0)
		b->sockets = 0; /* there are no more */
	if (port == 0 || trailers.nonce == 0)
		return;
	b->opened++;
	teredo_node_bubble_with (&client->role.node, TEREDO_TX_BUBBLE_DIRECT,
	                         &client->qualification.address, &b->peer, socket, &to, &trailers);
}

static enum teredo_count rx (struct teredo_client *, const struct teredo_arrival *,
                             enum teredo_verdict *);

static const struct teredo_socket_user user = { opened, rx };

void teredo_birthday_close (struct teredo_client *client)
{
	struct teredo_sockets *s = &client->sockets;

	for (unsigned i = 1; i <= TEREDO_SOCKETS_MAX; i++)
		if (s->list[i].user == &user)
			teredo_sockets_close (s, i);
}

/* --- steps --- */

static void open_some (struct teredo_client *client)
{
	struct teredo_birthday *b = &client->birthday;

	b->deadline = client->role.node.now + TEREDO_GUESS_INTERVAL;
	for (unsigned i = 0; i < BATCH && b->sockets > 0; i++) {
		if (teredo_sockets_open (&client->sockets, &user, &b->peer) == 0)
			b->sockets = 0;
		else
			b->sockets--;
	}
}

/* Sends the request. */
static void ask (struct teredo_client *client)
{
	struct teredo_birthday *b = &client->birthday;
	struct teredo_node *node = &client->role.node;
	const struct teredo_peer *peer = teredo_peers_find (&node->peers, &b->peer);

	b->repeats++;
	if (peer != NULL)
		teredo_client_bubble_indirect (client, peer);
	else
		(void)teredo_reach_ask (node, &b->peer, teredo_birthday_target (&b->peer).ip);
}

/* Indirect bubbles are at least 2 s apart (RFC 4380 5.2.6). */
static void go_on_listening (struct teredo_client *client)
{
	struct teredo_birthday *b = &client->birthday;
	const teredo_time now = client->role.node.now;
	const struct teredo_meeting *meeting = teredo_meeting_find (&client->meetings, &b->peer);

	if (meeting == NULL || now >= b->end) {
		teredo_birthday_end (client);
		return;
	}
	b->deadline = now + LISTEN_STEP;
	if (now < meeting->asked + REQUEST_GAP)
		b->deadline = teredo_time_min (b->deadline, meeting->asked + REQUEST_GAP);
	else if (b->repeats < REQUESTS_MAX)
		ask (client);
}

/* All sockets that could be opened are. */
static void start_listening (struct teredo_client *client)
{
	struct teredo_birthday *b = &client->birthday;

	if (b->opened == 0) {
		teredo_birthday_end (client);
		return;
	}
	b->state = TEREDO_BIRTHDAY_LISTENING;
	b->end = client->role.node.now + LISTEN_TIME;
	teredo_node_count (&client->role.node, TEREDO_GUESS_ASKED, &b->peer);
	go_on_listening (client);
}

/* The bubble that shows the peer our mapping may be lost. */
static void answer_again (struct teredo_client *client)
{
	struct teredo_birthday *b = &client->birthday;

	if (b->repeats == ANSWERS_MAX || !teredo_random_port_repeat (client, &b->peer, b->end)) {
		teredo_birthday_end (client);
		return;
	}
	b->repeats++;
	b->deadline = client->role.node.now + TEREDO_ATTEMPT_INTERVAL;
}

void teredo_birthday_step (struct teredo_client *client)
{
	struct teredo_birthday *b = &client->birthday;

	if (b->state != TEREDO_BIRTHDAY_ANSWERING
	    && teredo_birthday_is_reached (client, &b->peer)) {
		teredo_birthday_end (client);
		return;
	}
	switch (b->state) {
	case TEREDO_BIRTHDAY_WAITING:
		b->state = TEREDO_BIRTHDAY_OPENING;
		teredo_birthday_record (client);
		choose_sockets (client);
		/* fall through */
	case TEREDO_BIRTHDAY_OPENING:
		if (b->sockets > 0)
			open_some (client);
		else
			start_listening (client);
		break;
	case TEREDO_BIRTHDAY_LISTENING:
		go_on_listening (client);
		break;
	case TEREDO_BIRTHDAY_ANSWERING:
		answer_again (client);
		break;
	case TEREDO_BIRTHDAY_GUESSING:
	case TEREDO_BIRTHDAY_IDLE:
		break;
	}
}

/* --- a guess --- */

static enum teredo_count rx (struct teredo_client *client, const struct teredo_arrival *a,
                             enum teredo_verdict *verdict)
{
	struct teredo_birthday *b = &client->birthday;
	struct teredo_node *node = &client->role.node;

	if (!teredo_ip6_equal (&a->ip6.src, &b->peer)
	    || teredo_client_bubble_proof (client, a) != TEREDO_PROOF_NEW)
		return TEREDO_DROP_UNTRUSTED;
	if (!teredo_ip6_equal (&a->ip6.dst, &client->qualification.address))
		return TEREDO_DROP_DESTINATION;
	if (a->from->ip != teredo_birthday_target (&b->peer).ip)
		return TEREDO_DROP_MISMATCH;
	if (!teredo_random_port_adopt (client, a, b->wanted))
		return TEREDO_DROP_LIMIT;
	*verdict = TEREDO_DELIVER;
	teredo_node_count (node, TEREDO_GUESSED, &b->peer);
	teredo_birthday_close (client);
	b->state = TEREDO_BIRTHDAY_ANSWERING;
	b->repeats = 0;
	b->end = node->now; /* when it was heard */
	b->deadline = node->now + ANSWER_AGAIN;
	return TEREDO_OK;
}

void teredo_birthday_heard (struct teredo_client *client, const struct teredo_arrival *a)
{
	const struct teredo_birthday *b = &client->birthday;

	if (b->state != TEREDO_BIRTHDAY_LISTENING || !teredo_ip6_equal (&a->ip6.src, &b->peer)
	    || teredo_client_bubble_proof (client, a) == TEREDO_PROOF_NONE)
		return;
	teredo_node_count (&client->role.node, TEREDO_GUESSED, &b->peer);
	teredo_client_bubble_direct (client, &b->peer, a->from);
	teredo_birthday_end (client);
}
