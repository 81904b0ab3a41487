/*
 * qualification.c - qualification and maintenance of a client's address
 *
 * A server that stops answering does not cost the address: the mapping may live on, and
 * with it all traffic with known peers. The address is dropped only after 300 s without anything
 * from a server or a peer.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/qualification-impl.h"

#include "values/addr.h"

const char *teredo_qualification_state_name (enum teredo_qualification_state state)
{
	switch (state) {
	case TEREDO_NO_QUALIFICATION:
		break;
	case TEREDO_RESOLVING:
		return "resolving";
	case TEREDO_STARTING:
		return "starting";
	case TEREDO_CONFIRMING:
		return "confirming";
	case TEREDO_QUALIFIED:
		return "qualified";
	case TEREDO_SILENT:
		return "server silent";
	case TEREDO_OFFLINE:
		return "off-line";
	}
	return "none";
}

void teredo_qualification_enter (struct teredo_qualification *q, struct teredo_node *node,
                                 enum teredo_qualification_state state, teredo_time deadline)
{
	const enum teredo_qualification_state old = q->state;

	q->state = state;
	q->deadline = deadline;
	teredo_env_transition (&node->env, TEREDO_EVENT_QUALIFICATION, node->now, (int)old,
	                       (int)state, NULL);
}

void teredo_qualification_solicit (struct teredo_qualification *q, struct teredo_node *node,
                                   uint32_t server)
{
	struct teredo_writer w;
	uint32_t index;

	q->asked = (struct teredo_endpoint){ .ip = server, .port = TEREDO_PORT };
	q->asking = server == q->server2 ? q->server : server;
	q->waiting = true;
	q->deadline = node->now + (TEREDO_RS_TIMEOUT << q->solicitations);
	q->solicitations++;
	node->env.random (node->env.ctx, q->nonce, sizeof (q->nonce));
	if (!teredo_node_begin (node, &index, &w))
		return;
	teredo_secure_solicit (q->secure, &w, &teredo_linklocal_client, q->nonce);
	teredo_node_send (node, index, &w, &q->asked);
	teredo_node_count (node, TEREDO_TX_RS, NULL);
}

void teredo_qualification_stage (struct teredo_qualification *q, struct teredo_node *node,
                                 enum teredo_qualification_state state, uint32_t server)
{
	teredo_qualification_enter (q, node, state, TEREDO_NEVER);
	q->solicitations = 0;
	teredo_qualification_solicit (q, node, server);
}

void teredo_qualification_again (struct teredo_qualification *q, struct teredo_node *node)
{
	q->solicitations = 0;
	teredo_qualification_solicit (q, node, q->server);
}

/* Takes over the current server of the list. */
static void use_server (struct teredo_qualification *q)
{
	q->server = q->servers.list[q->servers.at].primary;
	q->server2 = q->servers.list[q->servers.at].secondary;
}

void teredo_qualification_use (struct teredo_qualification *q, uint32_t primary)
{
	if (teredo_servers_select (&q->servers, primary))
		use_server (q);
}

static void use_next_server (struct teredo_qualification *q)
{
	teredo_servers_next (&q->servers);
	use_server (q);
}

/* Solicits the current server, and then, if it is silent, each of the others. */
static void ask_servers (struct teredo_qualification *q, struct teredo_node *node)
{
	q->tried = 0;
	teredo_qualification_stage (q, node, TEREDO_STARTING, q->server);
}

static void start (struct teredo_qualification *q, struct teredo_node *node)
{
	if (!q->by_name) {
		ask_servers (q, node);
		return;
	}
	teredo_node_notify_resolve (node);
	teredo_qualification_enter (q, node, TEREDO_RESOLVING, TEREDO_NEVER);
}

void teredo_qualification_start (struct teredo_qualification *q, struct teredo_node *node,
                                 uint32_t server, uint32_t server2)
{
	*q = (struct teredo_qualification){
		.state = TEREDO_OFFLINE,
		.secure = q->secure,
		.address = q->address,
		.by_name = server == 0,
		.answered = -1,
		.backoff = TEREDO_BACKOFF_MIN,
		.mtu = TEREDO_MTU_MIN,
	};
	if (!q->by_name) {
		teredo_servers_set (&q->servers, &(struct teredo_server_pair){ server, server2, 0 },
		                    1);
		use_server (q);
	}
	start (q, node);
}

static enum teredo_address_change lose_address (struct teredo_qualification *q)
{
	if (!q->have_address)
		return TEREDO_ADDRESS_SAME;
	q->have_address = false;
	return TEREDO_ADDRESS_LOST;
}

/* A time of waiting, shortened by up to a quarter so that the clients of one server do not
 * return all at once. */
static teredo_time jittered (struct teredo_node *node, teredo_time time)
{
	return time - teredo_node_random (node) % (time / 4 + 1);
}

/* No answer: pauses, each time for longer. */
static enum teredo_address_change go_offline (struct teredo_qualification *q,
                                              struct teredo_node *node)
{
	q->waiting = false;
	teredo_qualification_enter (q, node, TEREDO_OFFLINE,
	                            node->now + jittered (node, q->backoff));
	q->backoff = teredo_time_min (2 * q->backoff, TEREDO_BACKOFF_MAX);
	return lose_address (q);
}

void teredo_qualification_resolved (struct teredo_qualification *q, struct teredo_node *node,
                                    const struct teredo_server_pair *servers, size_t count)
{
	if (count == 0) {
		if (q->state == TEREDO_RESOLVING) /* without an address to lose */
			go_offline (q, node);
		return;
	}
	q->by_name = true;
	teredo_servers_set (&q->servers, servers, count);
	if (q->have_address && q->state != TEREDO_STARTING
	    && teredo_servers_select (&q->servers, q->server)
	    && q->servers.list[q->servers.at].secondary == q->server2)
		return;
	q->confirm_again = true;
	q->servers.at = 0;
	use_server (q);
	ask_servers (q, node);
}

/* --- time --- */

/* The server may have moved. */
static void look_up_again (struct teredo_qualification *q, struct teredo_node *node)
{
	if (!q->by_name
	    || (q->state == TEREDO_SILENT && node->now - q->looked < TEREDO_SILENT_LOOKUP))
		return;
	q->looked = node->now;
	teredo_node_notify_resolve (node);
}

/* The server to ask while the current one is silent: that one, or others in turn with it. Another
 * server means another address, which is put off while peers answer. */
static uint32_t next_asked (struct teredo_qualification *q, const struct teredo_node *node)
{
	const bool in_use = node->now - node->traffic.heard < TEREDO_TRUST_TIME
	                    && node->now - q->answered < TEREDO_FAILOVER;

	if (q->servers.count < 2 || q->tried++ % 2 == 0 || in_use)
		return q->server;
	return teredo_servers_other (&q->servers);
}

/* The server of the address, if it is still in the list, is the current one again. */
static void return_to_own (struct teredo_qualification *q)
{
	struct teredo_address parts;

	teredo_address_decode (&parts, &q->address);
	teredo_qualification_use (q, parts.server);
}

static enum teredo_address_change retry_silent (struct teredo_qualification *q,
                                                struct teredo_node *node)
{
	const teredo_time silent = node->now - q->answered,
			  unheard = node->now - node->traffic.heard;

	if (silent >= TEREDO_SILENT_MAX && unheard >= TEREDO_SILENT_MAX)
		return go_offline (q, node);
	if (q->state != TEREDO_SILENT) {
		q->tried = 0;
		return_to_own (q);
	}
	look_up_again (q, node);
	teredo_qualification_enter (q, node, TEREDO_SILENT, TEREDO_NEVER);
	q->solicitations = 0;
	teredo_qualification_solicit (q, node, next_asked (q, node));
	q->deadline = node->now
	              + jittered (node, silent < TEREDO_SILENT_MAX ? TEREDO_SILENT_RETRY
	                                                           : TEREDO_SILENT_LONG);
	return TEREDO_ADDRESS_SAME;
}

static enum teredo_address_change give_up_primary (struct teredo_qualification *q,
                                                   struct teredo_node *node)
{
	if (q->state == TEREDO_STARTING && ++q->tried < q->servers.count) {
		use_next_server (q);
		teredo_qualification_stage (q, node, TEREDO_STARTING, q->server);
		return TEREDO_ADDRESS_SAME;
	}
	return q->have_address ? retry_silent (q, node) : go_offline (q, node);
}

static enum teredo_address_change unanswered (struct teredo_qualification *q,
                                              struct teredo_node *node)
{
	const bool secondary = teredo_qualification_asks_secondary (q);
	const bool other = q->asking != q->server;
	const bool once = q->state == TEREDO_QUALIFIED && (secondary || other);

	if (q->solicitations < (once ? 1 : TEREDO_RS_MAX)) {
		teredo_qualification_solicit (q, node, q->asked.ip);
	} else if (secondary) {
		teredo_qualification_give_up_secondary (q, node);
	} else if (other) {
		q->waiting = false;
		teredo_qualification_settle (q, node);
	} else {
		return give_up_primary (q, node);
	}
	return TEREDO_ADDRESS_SAME;
}

enum teredo_address_change teredo_qualification_expire (struct teredo_qualification *q,
                                                        struct teredo_node *node)
{
	if (node->now < q->deadline)
		return TEREDO_ADDRESS_SAME;
	switch (q->state) {
	case TEREDO_QUALIFIED:
		if (q->solicitations > 0)
			return unanswered (q, node);
		teredo_qualification_solicit (q, node, q->server);
		break;
	case TEREDO_STARTING:
	case TEREDO_CONFIRMING:
		return unanswered (q, node);
	case TEREDO_SILENT:
		return retry_silent (q, node);
	case TEREDO_OFFLINE:
		start (q, node);
		break;
	case TEREDO_RESOLVING: /* has no deadline */
	case TEREDO_NO_QUALIFICATION:
		break;
	}
	return TEREDO_ADDRESS_SAME;
}

void teredo_qualification_hurry (struct teredo_qualification *q, struct teredo_node *node)
{
	q->backoff = TEREDO_BACKOFF_MIN;
	q->confirm_again = true;
	switch (q->state) {
	case TEREDO_QUALIFIED:
		q->solicitations = 0;
		teredo_qualification_solicit (q, node, q->server);
		break;
	case TEREDO_OFFLINE:
		start (q, node);
		break;
	case TEREDO_STARTING:
	case TEREDO_CONFIRMING:
	case TEREDO_SILENT:
		ask_servers (q, node);
		break;
	case TEREDO_RESOLVING:
		teredo_node_notify_resolve (node);
		break;
	case TEREDO_NO_QUALIFICATION:
		break;
	}
}

void teredo_qualification_doubt (struct teredo_qualification *q, struct teredo_node *node)
{
	node->traffic.since = TEREDO_NEVER;
	if (node->now - q->doubted >= TEREDO_DOUBTS_PAUSE)
		q->doubts = 0;
	if (q->state != TEREDO_QUALIFIED || q->solicitations > 0 || q->doubts == TEREDO_DOUBTS)
		return;
	q->doubts++;
	q->doubted = node->now;
	teredo_qualification_solicit (q, node, q->server);
}
