/*
 * qualification.c - qualification and maintenance of a client's address
 *
 * The address has the mapping that the primary address of the server reports (RFC 6081
 * 3.1), so it is used at once; the secondary address shows only what kind of NAT there is.
 * A server that stops answering does not cost the address: the mapping may live on, and
 * with it all traffic with known peers. The address is dropped only after 300 s.
 * A refresh is due 22.5 to 27 s after the last answer, whatever else the server sent: packets
 * in one direction do not keep every NAT's mapping, and forged ones must not postpone it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/qualification.h"

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

/* The only function that writes the state; it arms the one timer too. */
static void enter (struct teredo_qualification *q, struct teredo_node *node,
                   enum teredo_qualification_state state, teredo_time deadline)
{
	const enum teredo_qualification_state old = q->state;

	q->state = state;
	q->deadline = deadline;
	teredo_env_transition (&node->env, TEREDO_EVENT_QUALIFICATION, node->now, (int)old,
	                       (int)state, NULL);
}

/* Sends a solicitation with a new nonce (RFC 4380 5.2.2) and arms the timer for its
 * answer: 1 s, and twice as long after each one that was not answered. */
static void solicit (struct teredo_qualification *q, struct teredo_node *node, uint32_t server)
{
	struct teredo_writer w;
	uint32_t index;

	q->asked = (struct teredo_endpoint){ .ip = server, .port = TEREDO_PORT };
	q->waiting = true;
	q->deadline = node->now + (TEREDO_RS_TIMEOUT << q->solicitations);
	q->solicitations++;
	node->env.random (node->env.ctx, q->nonce, sizeof (q->nonce));
	if (!teredo_node_begin (node, &index, &w))
		return;
	teredo_encap_write_nonce (&w, q->nonce, 0);
	teredo_rs_write (&w, &teredo_linklocal_client);
	teredo_node_send (node, index, &w, &q->asked);
	teredo_node_count (node, TEREDO_TX_RS, NULL);
}

/* Enters a stage of qualification: solicits one of the server's addresses. */
static void stage (struct teredo_qualification *q, struct teredo_node *node,
                   enum teredo_qualification_state state, uint32_t server)
{
	enter (q, node, state, TEREDO_NEVER);
	q->solicitations = 0;
	solicit (q, node, server);
}

/* Takes over the current server of the list. */
static void use_server (struct teredo_qualification *q)
{
	q->server = q->servers.list[q->servers.at].primary;
	q->server2 = q->servers.list[q->servers.at].secondary;
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
	stage (q, node, TEREDO_STARTING, q->server);
}

static void start (struct teredo_qualification *q, struct teredo_node *node)
{
	if (!q->by_name) {
		ask_servers (q, node);
		return;
	}
	teredo_node_notify_resolve (node);
	enter (q, node, TEREDO_RESOLVING, TEREDO_NEVER);
}

void teredo_qualification_start (struct teredo_qualification *q, struct teredo_node *node,
                                 uint32_t server, uint32_t server2)
{
	*q = (struct teredo_qualification){
		.state = TEREDO_OFFLINE,
		.by_name = server == 0,
		.answered = -1,
		.backoff = TEREDO_BACKOFF_MIN,
		.mtu = TEREDO_MTU_MIN,
	};
	if (!q->by_name) {
		teredo_servers_set (&q->servers, &(struct teredo_server_pair){ server, server2 },
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

/* No answer: pauses, each time for longer, shortened by up to a quarter so that the
 * clients of one server do not return all at once. */
static enum teredo_address_change go_offline (struct teredo_qualification *q,
                                              struct teredo_node *node)
{
	const teredo_time less = teredo_node_random (node) % (q->backoff / 4 + 1);

	q->waiting = false;
	enter (q, node, TEREDO_OFFLINE, node->now + q->backoff - less);
	q->backoff = teredo_time_min (2 * q->backoff, TEREDO_BACKOFF_MAX);
	return lose_address (q);
}

void teredo_qualification_resolved (struct teredo_qualification *q, struct teredo_node *node,
                                    const struct teredo_server_pair *servers, size_t count)
{
	const struct teredo_server_pair current = { q->server, q->server2 };

	if (count == 0) {
		if (q->state == TEREDO_RESOLVING) /* without an address to lose */
			go_offline (q, node);
		return;
	}
	q->by_name = true;
	teredo_servers_set (&q->servers, servers, count);
	if (q->have_address && q->state != TEREDO_STARTING
	    && teredo_servers_select (&q->servers, &current))
		return;
	q->confirm_again = true;
	use_server (q);
	ask_servers (q, node);
}

bool teredo_qualification_is_server (const struct teredo_qualification *q,
                                     const struct teredo_endpoint *from)
{
	return from->port == TEREDO_PORT && from->ip != 0
	       && (from->ip == q->server || from->ip == q->server2);
}

/* --- answers --- */

/* 22.5 to 27 s from now: 75 to 90 % of 30 s (RFC 4380 5.2: 75 to 100 %), so that an answer
 * that is lost or late does not let a mapping of 30 s expire. */
static teredo_time refresh_time (struct teredo_node *node)
{
	const uint32_t least = TEREDO_REFRESH * TEREDO_REFRESH_MIN_PCT / 100;
	const uint32_t most = TEREDO_REFRESH * TEREDO_REFRESH_MAX_PCT / 100;

	return node->now + least + teredo_node_random (node) % (most - least + 1);
}

/* Until the refresh, which was set by the primary address's answer. */
static void qualified (struct teredo_qualification *q, struct teredo_node *node)
{
	q->solicitations = 0;
	enter (q, node, TEREDO_QUALIFIED, q->refresh);
	if (q->refresh <= node->now) /* the caller woke up late */
		solicit (q, node, q->server);
}

/* Makes the address for a mapped address. The same server and mapping give the same
 * address as before, random bits included, so that nothing changes without need. */
static enum teredo_address_change set_address (struct teredo_qualification *q,
                                               struct teredo_node *node,
                                               const struct teredo_endpoint *mapped, uint32_t mtu)
{
	struct teredo_address parts;
	bool same;

	teredo_address_decode (&parts, &q->address);
	same = parts.prefix == node->prefix && parts.server == q->server
	       && teredo_endpoint_equal (&parts.mapped, mapped);
	if (same && q->have_address && q->mtu == mtu)
		return TEREDO_ADDRESS_SAME;
	q->mtu = mtu;
	if (same && q->have_address)
		return TEREDO_ADDRESS_MTU;
	if (!same) {
		parts.prefix = node->prefix;
		parts.server = q->server;
		parts.flags = teredo_flags_random ((uint16_t)teredo_node_random (node));
		parts.mapped = *mapped;
		teredo_address_encode (&q->address, &parts);
	}
	q->mapped = *mapped;
	q->have_address = true;
	return TEREDO_ADDRESS_NEW;
}

/* Whether there is a secondary address; the configuration may have the same one twice. */
static bool has_secondary (const struct teredo_qualification *q)
{
	return q->server2 != q->server;
}

/* Whether the last solicitation went to the secondary address. */
static bool asks_secondary (const struct teredo_qualification *q)
{
	return has_secondary (q) && q->asked.ip == q->server2;
}

/* Asks what kind of NAT there is. */
static void confirm (struct teredo_qualification *q, struct teredo_node *node,
                     const struct teredo_endpoint *mapped)
{
	const bool own = node->env.is_own != NULL && node->env.is_own (node->env.ctx, mapped);

	q->confirm_again = false;
	q->confirm_pause = TEREDO_CONFIRM_MIN;
	q->nat = own ? TEREDO_NAT_NONE : TEREDO_NAT_UNKNOWN;
	if (!own && has_secondary (q))
		stage (q, node, TEREDO_CONFIRMING, q->server2);
	else
		qualified (q, node);
}

/* The kind of NAT stays unknown; the first refresh after a pause asks the address once more. */
static void give_up_secondary (struct teredo_qualification *q, struct teredo_node *node)
{
	q->waiting = false;
	q->confirm = node->now + q->confirm_pause;
	q->confirm_pause = teredo_time_min (2 * q->confirm_pause, TEREDO_CONFIRM_MAX);
	qualified (q, node);
}

static enum teredo_address_change primary_answered (struct teredo_qualification *q,
                                                    struct teredo_node *node,
                                                    const struct teredo_endpoint *mapped,
                                                    uint32_t mtu)
{
	const enum teredo_address_change change = set_address (q, node, mapped, mtu);

	q->backoff = TEREDO_BACKOFF_MIN;
	q->refresh = refresh_time (node);
	if (change == TEREDO_ADDRESS_NEW || q->confirm_again) {
		confirm (q, node, mapped);
		return change;
	}
	qualified (q, node);
	if (q->nat == TEREDO_NAT_UNKNOWN && has_secondary (q) && node->now >= q->confirm)
		solicit (q, node, q->server2);
	return change;
}

/* Packets of this size can be queued while a peer is being contacted. */
static uint32_t usable_mtu (const struct teredo_node *node, uint32_t advertised)
{
	if (advertised < TEREDO_MTU_MIN || advertised > TEREDO_MTU_MAX)
		return TEREDO_MTU_MIN;
	return advertised < node->pool.capacity ? advertised : node->pool.capacity;
}

enum teredo_address_change teredo_qualification_answered (struct teredo_qualification *q,
                                                          struct teredo_node *node,
                                                          const struct teredo_endpoint *mapped,
                                                          uint32_t mtu)
{
	q->waiting = false;
	q->answered = node->now;
	if (!asks_secondary (q))
		return primary_answered (q, node, mapped, usable_mtu (node, mtu));
	q->nat = teredo_endpoint_equal (&q->mapped, mapped) ? TEREDO_NAT_NOT_SYMMETRIC
	                                                    : TEREDO_NAT_SYMMETRIC;
	qualified (q, node);
	return TEREDO_ADDRESS_SAME;
}

/* --- time --- */

/* The servers of a client that has an address are asked in turn, the last one first, and
 * the name is looked up again every 30 s. */
static enum teredo_address_change retry_silent (struct teredo_qualification *q,
                                                struct teredo_node *node)
{
	if (node->now - q->answered >= TEREDO_SILENT_MAX)
		return go_offline (q, node);
	if (q->state == TEREDO_SILENT)
		use_next_server (q);
	else
		q->tried = 0;
	if (q->by_name && q->tried++ % TEREDO_SILENT_LOOKUP == 0)
		teredo_node_notify_resolve (node); /* it may have moved */
	enter (q, node, TEREDO_SILENT, TEREDO_NEVER);
	q->solicitations = 0;
	solicit (q, node, q->server);
	q->deadline = node->now + TEREDO_SILENT_RETRY;
	return TEREDO_ADDRESS_SAME;
}

static enum teredo_address_change give_up_primary (struct teredo_qualification *q,
                                                   struct teredo_node *node)
{
	if (q->state == TEREDO_STARTING && ++q->tried < q->servers.count) {
		use_next_server (q);
		stage (q, node, TEREDO_STARTING, q->server);
		return TEREDO_ADDRESS_SAME;
	}
	return q->have_address ? retry_silent (q, node) : go_offline (q, node);
}

static enum teredo_address_change unanswered (struct teredo_qualification *q,
                                              struct teredo_node *node)
{
	const bool secondary = asks_secondary (q);

	if (q->solicitations < (secondary && q->state == TEREDO_QUALIFIED ? 1 : TEREDO_RS_MAX))
		solicit (q, node, q->asked.ip);
	else if (secondary)
		give_up_secondary (q, node);
	else
		return give_up_primary (q, node);
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
		solicit (q, node, q->server);
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
		solicit (q, node, q->server);
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
