/*
 * client-idle.c - idle peers are asked for a direct bubble: Server Load Reduction (RFC 6081 5.7)
 *
 * A peer that the host wants is solicited when nothing has been heard from it for some time. Its
 * answer keeps the mappings of both NATs, and the peer stays trusted: the next packet costs no
 * indirect bubble. A peer that does not answer is forgotten as before, and then no longer
 * solicited, unless it sends a nonce: it does not know RFC 6081.
 *
 * An answer is not answered, is not data, and does not count as sent to the peer: two clients
 * that have no data for each other fall silent.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/client-impl.h"

#define IDLE              TEREDO_SECONDS (25) /* RFC 6081 5.7.4.1: 30 s, which many NATs do not wait */
#define SOLICITATIONS_MAX 3                   /* RFC 6081 5.7.2 */
#define REFRESHES_MAX     20                  /* answers since the last data (ours) */
#define ANSWER_GAP        (TEREDO_ATTEMPT_INTERVAL / 2) /* bubbles 2 s apart may arrive earlier */

/* Whether soliciting a peer is of use. A random port has its own refresh; a neighbour never costs
 * an indirect bubble, and a relayed peer needs one to be reached directly. */
static bool is_kept (const struct teredo_client *client, const struct teredo_peer *peer)
{
	return peer != NULL && peer->state == TEREDO_PEER_TRUSTED && peer->wanted && !peer->apart
	       && !teredo_client_is_relayed (client, peer)
	       && teredo_discovery_find (&client->discovery, &peer->address, client->role.node.now)
	                  == NULL;
}

static void set_timer (struct teredo_client *client, struct teredo_meeting *meeting,
                       teredo_time left)
{
	teredo_meeting_set_timer (&client->meetings, meeting, TEREDO_TIMER_SOLICIT,
	                          client->role.node.now + left);
}

void teredo_idle_trusted (struct teredo_client *client, const struct teredo_arrival *a)
{
	const struct teredo_peer *peer = teredo_peers_find (&client->role.node.peers, &a->ip6.src);
	struct teredo_meeting *meeting;

	if (!client->extensions.server_load_reduction || !is_kept (client, peer))
		return;
	meeting = teredo_meeting_add (&client->meetings, &a->ip6.src, true);
	if (meeting == NULL)
		return;
	if (a->bubble && (a->trailers.present & TEREDO_TRAILER_NONCE))
		meeting->mute = false;
	meeting->solicitations = 0;
	set_timer (client, meeting, IDLE);
}

static void solicit (struct teredo_client *client, struct teredo_meeting *meeting,
                     const struct teredo_peer *peer)
{
	const struct teredo_endpoint to = { peer->ip, peer->port };
	struct teredo_node *node = &client->role.node;

	set_timer (client, meeting, TEREDO_ATTEMPT_INTERVAL);
	if (!teredo_token_bucket_take_spare (&node->attempt_limit, node->now))
		return;
	if (meeting->solicitations == 0)
		meeting->refreshes++;
	meeting->solicitations++;
	meeting->mute = meeting->solicitations == SOLICITATIONS_MAX; /* until it answers */
	teredo_client_bubble_direct_with (client, &peer->address, &to, TEREDO_TRAILER_SOLICITATION);
}

void teredo_idle_expire (struct teredo_client *client, struct teredo_meeting *meeting)
{
	struct teredo_node *node = &client->role.node;
	const struct teredo_peer *peer = teredo_peers_find (&node->peers, &meeting->address);
	uint32_t idle;

	if (!client->extensions.server_load_reduction || !is_kept (client, peer))
		return;
	idle = teredo_peer_age (peer->heard, node->now);
	if (idle < IDLE) {
		if (meeting->solicitations > 0)
			meeting->mute = false;
		meeting->solicitations = 0;
		set_timer (client, meeting, IDLE - idle);
		return;
	}
	if (meeting->mute)
		return;
	if (peer->sent != meeting->sent)
		meeting->refreshes = 0;
	meeting->sent = peer->sent;
	if (meeting->solicitations == 0 && meeting->refreshes == REFRESHES_MAX)
		set_timer (client, meeting, IDLE); /* data may come before the peer is forgotten */
	else
		solicit (client, meeting, peer);
}

bool teredo_idle_answers (struct teredo_client *client, const struct teredo_arrival *a)
{
	struct teredo_node *node = &client->role.node;
	struct teredo_meeting *meeting;

	if (!client->extensions.server_load_reduction || !a->bubble || !a->src_teredo
	    || !(a->trailers.present & TEREDO_TRAILER_SOLICITATION))
		return false;
	meeting = teredo_meeting_add (&client->meetings, &a->ip6.src, false);
	if (meeting == NULL
	    || (meeting->advertised != 0 && node->now - meeting->advertised < ANSWER_GAP)
	    || !teredo_node_take_stranger_tokens (node, a->from->ip, 1))
		return false;
	meeting->advertised = node->now;
	return true;
}

void teredo_idle_answer (struct teredo_client *client, const struct teredo_arrival *a)
{
	const struct teredo_peer *peer = teredo_peers_find (&client->role.node.peers, &a->ip6.src);

	if (peer != NULL && teredo_peer_usable (peer, client->role.node.now) && !peer->apart
	    && teredo_peer_is_at (peer, a->from) && teredo_idle_answers (client, a))
		teredo_client_bubble_direct_with (client, &a->ip6.src, a->from,
		                                  TEREDO_TRAILER_ADVERTISEMENT);
}
