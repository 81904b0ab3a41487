/*
 * qualification-rx.c - answers of a client's server: mapping, address, type of NAT
 *
 * The address has the mapping that the primary address of the server reports (RFC 6081
 * 3.1), so it is used at once; the secondary address shows only what kind of NAT there is.
 * A refresh is due 22.5 to 27 s after the last answer, whatever else the server sent: packets
 * in one direction do not keep every NAT's mapping, and forged ones must not postpone it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/qualification-impl.h"

#include "values/addr.h"

bool teredo_qualification_is_server (const struct teredo_qualification *q,
                                     const struct teredo_endpoint *from)
{
	return from->port == TEREDO_PORT && from->ip != 0
	       && (from->ip == q->server || from->ip == q->server2
	           || (q->waiting && from->ip == q->asked.ip));
}

/* After 75 to 90 % of the interval (RFC 4380 5.2: 75 to 100 %), such as 22.5 to 27 s, so that
 * an answer that is lost or late does not let a mapping of 30 s expire. */
static teredo_time refresh_time (const struct teredo_qualification *q, struct teredo_node *node)
{
	const teredo_time least = q->interval * TEREDO_REFRESH_MIN_PCT / 100;
	const teredo_time most = q->interval * TEREDO_REFRESH_MAX_PCT / 100;

	return node->now + least + teredo_node_random (node) % (most - least + 1);
}

void teredo_qualification_set_interval (struct teredo_qualification *q,
                                        const struct teredo_node *node, teredo_time interval)
{
	teredo_time latest = q->answered + interval * TEREDO_REFRESH_MAX_PCT / 100;

	q->interval = interval;
	if (q->state != TEREDO_QUALIFIED || q->solicitations > 0 || q->refresh <= latest)
		return;
	q->refresh = latest > node->now ? latest : node->now + 1;
	q->deadline = q->refresh;
}

void teredo_qualification_settle (struct teredo_qualification *q, struct teredo_node *node)
{
	q->solicitations = 0;
	teredo_qualification_enter (q, node, TEREDO_QUALIFIED, q->refresh);
	if (q->refresh <= node->now) /* the caller woke up late */
		teredo_qualification_solicit (q, node, q->server);
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

bool teredo_qualification_asks_secondary (const struct teredo_qualification *q)
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
		teredo_qualification_stage (q, node, TEREDO_CONFIRMING, q->server2);
	else
		teredo_qualification_settle (q, node);
}

void teredo_qualification_give_up_secondary (struct teredo_qualification *q,
                                             struct teredo_node *node)
{
	q->waiting = false;
	q->confirm = node->now + q->confirm_pause;
	q->confirm_pause = teredo_time_min (2 * q->confirm_pause, TEREDO_CONFIRM_MAX);
	teredo_qualification_settle (q, node);
}

/* While the current server is not the preferred one: solicits that from time to time, but not while
 * peers are in use, as a change of the address would end their connections. */
static void try_better (struct teredo_qualification *q, struct teredo_node *node)
{
	if (q->servers.list[q->servers.at].rank == 0 || node->now < q->prefer
	    || node->now - node->traffic.heard < TEREDO_PREFER)
		return;
	q->prefer = node->now + TEREDO_PREFER;
	if (q->by_name && q->servers.list[0].rank > 0) /* its look-up failed */
		teredo_node_notify_resolve (node);
	if (teredo_servers_have_better (&q->servers))
		teredo_qualification_solicit (q, node, q->servers.list[0].primary);
}

static enum teredo_address_change primary_answered (struct teredo_qualification *q,
                                                    struct teredo_node *node,
                                                    const struct teredo_endpoint *mapped,
                                                    uint32_t mtu)
{
	const enum teredo_address_change change = set_address (q, node, mapped, mtu);

	q->backoff = TEREDO_BACKOFF_MIN;
	q->refresh = refresh_time (q, node);
	if (change == TEREDO_ADDRESS_NEW || q->confirm_again) {
		confirm (q, node, mapped);
		return change;
	}
	teredo_qualification_settle (q, node);
	if (q->nat == TEREDO_NAT_UNKNOWN && has_secondary (q) && node->now >= q->confirm)
		teredo_qualification_solicit (q, node, q->server2);
	else
		try_better (q, node);
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
	if (q->asking != q->server) {
		teredo_qualification_use (q, q->asking);
		q->prefer = node->now + TEREDO_PREFER;
	}
	if (!teredo_qualification_asks_secondary (q))
		return primary_answered (q, node, mapped, usable_mtu (node, mtu));
	q->nat = teredo_endpoint_equal (&q->mapped, mapped) ? TEREDO_NAT_NOT_SYMMETRIC
	                                                    : TEREDO_NAT_SYMMETRIC;
	teredo_qualification_settle (q, node);
	return TEREDO_ADDRESS_SAME;
}
