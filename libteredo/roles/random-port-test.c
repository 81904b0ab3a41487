/*
 * random-port-test.c - random ports of a client: opening sockets, and the echo test
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/random-port-impl.h"

#include "values/addr.h"

#define TESTS_MAX     2                   /* RFC 6081 5.5.2.2 */
#define FAILURE_PAUSE TEREDO_SECONDS (60) /* after a socket could not be opened (ours) */
#define RETEST_GAP    TEREDO_SECONDS (1)  /* after the echo tests failed (ours) */
#define ANSWER_TIME   400                 /* ms for the server's answers (ours) */
#define ASKED_MAX     3                   /* times in each echo test (ours) */
#define SPAN_MAX      64                  /* steps between the ports seen in an echo test (ours) */

/* Opens a new socket; false: there is none left, and the entry is unused. */
bool teredo_random_port_open (struct teredo_client *client, struct teredo_random_port *r)
{
	struct teredo_node *node = &client->role.node;

	if (r->test.socket != 0)
		teredo_test_port_close (&r->test, node);
	r->port = r->lower = r->upper = 0;
	r->advertised = r->guessed = false;
	r->bubble = 0;
	r->failed = 0;
	r->asked = 0;
	if (teredo_test_port_open (&r->test, node, &teredo_random_port_user)) {
		teredo_random_port_wait (client, r, node->now + TEREDO_REPLY_TIME);
		return true;
	}
	return false;
}

/* RFC 6081 5.5.4.1.1, back to back: the fewer flows come between, the better. */
static void start_test (struct teredo_client *client, struct teredo_random_port *r)
{
	const struct teredo_qualification *q = &client->qualification;
	const struct teredo_endpoint to = teredo_random_port_target (r);
	struct teredo_node *node = &client->role.node;

	r->tests++;
	r->asked = 1;
	teredo_random_port_wait (client, r, node->now + ANSWER_TIME);
	if (!teredo_random_port_take (client, r->wanted, to.ip))
		return;
	teredo_test_port_solicit (&r->test, node, q, TEREDO_ASKED_PRIMARY, false);
	teredo_random_port_send (client, r, &to, 0);
	r->bubble = 0; /* it does not delay one that proves something */
	teredo_test_port_solicit (&r->test, node, q, TEREDO_ASKED_SECONDARY, false);
}

/* An answer may be lost: the mappings live on, so the same socket asks again. */
static void ask_again (struct teredo_client *client, struct teredo_random_port *r)
{
	const struct teredo_qualification *q = &client->qualification;
	struct teredo_node *node = &client->role.node;

	r->asked++;
	teredo_random_port_wait (client, r, node->now + ANSWER_TIME);
	if (r->lower == 0)
		teredo_test_port_solicit (&r->test, node, q, TEREDO_ASKED_PRIMARY, false);
	if (r->upper == 0)
		teredo_test_port_solicit (&r->test, node, q, TEREDO_ASKED_SECONDARY, false);
}

void teredo_random_port_opened (struct teredo_client *client, unsigned socket, uint16_t port)
{
	struct teredo_random_port *r = teredo_random_port_at (client, socket);

	if (r == NULL)
		return;
	r->test.local = port;
	if (port == 0) {
		client->random_ports.failed = client->role.node.now;
		teredo_random_port_continue (client, r);
		*r = (struct teredo_random_port){ .deadline = 0 };
	} else if (teredo_random_port_kind (client) == TEREDO_RANDOM_SEQUENTIAL) {
		start_test (client, r);
	} else {
		r->port = port;
		teredo_random_port_bubble (client, &r->peer);
		teredo_random_port_continue (client, r);
	}
}

/* Adds an entry and opens its socket, or returns NULL. */
static struct teredo_random_port *add (struct teredo_client *client, const struct teredo_peer *peer)
{
	const struct teredo_meeting *meeting = teredo_meeting_find (&client->meetings,
	                                                            &peer->address);
	struct teredo_random_port *r = teredo_random_port_room (client, peer->wanted);

	if (r == NULL)
		return NULL;
	r->peer = peer->address;
	if (meeting != NULL && meeting->nonce_received != 0) {
		r->peer_port = meeting->peer_random_port;
		r->usable = r->peer_port == 0;
	}
	return teredo_random_port_open (client, r) ? r : NULL;
}

void teredo_random_port_start (struct teredo_client *client, const struct teredo_peer *peer)
{
	struct teredo_random_port *r;

	if (teredo_random_port_kind (client) == TEREDO_RANDOM_NONE
	    || !teredo_random_port_is_over (client, client->random_ports.failed, FAILURE_PAUSE))
		return;
	r = add (client, peer);
	if (r == NULL)
		return;
	r->wanted = peer->wanted;
	r->contacted = client->role.node.now;
	r->pending = true;
}

bool teredo_random_port_ready (struct teredo_client *client, const struct teredo_peer *peer)
{
	struct teredo_random_port *r = teredo_random_port_find (client, &peer->address);
	const teredo_time now = client->role.node.now;

	if (teredo_random_port_kind (client) == TEREDO_RANDOM_NONE
	    || !teredo_random_port_is_over (client, client->random_ports.failed, FAILURE_PAUSE)
	    || (r == NULL && teredo_client_is_direct (client, peer)) /* on the service port */
	    || (r != NULL && r->guessed))
		return true;
	if (r == NULL)
		r = add (client, peer);
	if (r == NULL)
		return true;
	r->wanted |= peer->wanted;
	r->contacted = now;
	if (r->failed != 0 && teredo_random_port_is_over (client, r->failed, RETEST_GAP)) {
		r->failed = 0;
		r->tests = 0;
		if (!teredo_random_port_open (client, r))
			return true;
	}
	r->pending = r->port == 0 && r->failed == 0;
	return !r->pending;
}

/* The port between the two that the server saw, in steps of the NAT; 0: they say nothing. */
static uint16_t predict (const struct teredo_random_port *r, uint16_t stride)
{
	const unsigned steps = (unsigned)(r->upper - r->lower) / stride;

	if (r->upper <= r->lower || steps < 2 || steps > SPAN_MAX)
		return 0;
	return (uint16_t)(r->lower + steps / 2 * stride);
}

void teredo_random_port_retry (struct teredo_client *client, struct teredo_random_port *r)
{
	if (r->asked < ASKED_MAX && (r->lower == 0 || r->upper == 0)) {
		ask_again (client, r);
		return;
	}
	r->asked = 0;
	if (r->tests < TESTS_MAX && teredo_random_port_open (client, r))
		return;
	r->failed = client->role.node.now;
	teredo_random_port_wait (client, r, r->failed + TEREDO_REPLY_TIME);
	teredo_random_port_continue (client, r);
}

enum teredo_count teredo_random_port_answered (struct teredo_client *client,
                                               struct teredo_random_port *r,
                                               const struct teredo_arrival *a)
{
	struct teredo_node *node = &client->role.node;
	enum teredo_test_asked asked;

	if (!teredo_test_port_answered (&r->test, node, &client->qualification, a, &asked))
		return TEREDO_DROP_RA;
	if (asked == TEREDO_ASKED_PRIMARY)
		r->lower = a->encap.origin.port;
	else
		r->upper = a->encap.origin.port;
	if (r->lower == 0 || r->upper == 0)
		return TEREDO_OK;
	r->port = predict (r, client->nat_tests.type.stride);
	r->asked = r->port != 0 ? 0 : ASKED_MAX;
	if (r->port == 0) {
		teredo_random_port_retry (client, r);
		return TEREDO_OK;
	}
	teredo_random_port_wait (client, r, node->now + TEREDO_REPLY_TIME);
	teredo_random_port_continue (client, r);
	return TEREDO_OK;
}
