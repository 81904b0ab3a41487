/*
 * qualification.c - qualification and maintenance of a client's address
 *
 * A server that stops answering does not cost the address: the mapping may live on,
 * and with it all traffic with known peers. The address is dropped only after 300 s.
 * A refresh is due 22.5 to 30 s after the last answer, whatever else the server
 * sent: packets in one direction alone do not keep every NAT's mapping, and forged
 * packets must not be able to postpone the refresh (RFC 6081 5.1.1 allows it).
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
 * answer. */
static void solicit (struct teredo_qualification *q, struct teredo_node *node, uint32_t server)
{
	struct teredo_writer w;
	uint32_t index;

	q->asked = (struct teredo_endpoint){ .ip = server, .port = TEREDO_PORT };
	q->solicitations++;
	q->waiting = true;
	q->deadline = node->now + TEREDO_RS_TIMEOUT;
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

static void resolve (struct teredo_qualification *q, struct teredo_node *node)
{
	teredo_node_notify_resolve (node);
	enter (q, node, TEREDO_RESOLVING, TEREDO_NEVER);
}

static void start (struct teredo_qualification *q, struct teredo_node *node)
{
	if (q->by_name)
		resolve (q, node);
	else
		stage (q, node, TEREDO_STARTING, q->server);
}

void teredo_qualification_start (struct teredo_qualification *q, struct teredo_node *node,
                                 uint32_t server, uint32_t server2)
{
	*q = (struct teredo_qualification){
		.state = TEREDO_OFFLINE,
		.by_name = server == 0,
		.server = server,
		.server2 = server2 != 0 ? server2 : server + 1,
		.answered = -1,
		.backoff = TEREDO_BACKOFF_MIN,
		.mtu = TEREDO_MTU_MIN,
	};
	start (q, node);
}

static enum teredo_address_change lose_address (struct teredo_qualification *q)
{
	if (!q->have_address)
		return TEREDO_ADDRESS_SAME;
	q->have_address = false;
	return TEREDO_ADDRESS_LOST;
}

/* No answer: pauses, each time for longer, with a quarter of jitter so that the
 * clients of one server do not return all at once. */
static enum teredo_address_change go_offline (struct teredo_qualification *q,
                                              struct teredo_node *node)
{
	teredo_time quarter = q->backoff / 4;
	teredo_time jitter = teredo_node_random (node) % (2 * quarter + 1) - quarter;

	q->waiting = false;
	enter (q, node, TEREDO_OFFLINE, node->now + q->backoff + jitter);
	q->backoff = teredo_time_min (2 * q->backoff, TEREDO_BACKOFF_MAX);
	return lose_address (q);
}

void teredo_qualification_resolved (struct teredo_qualification *q, struct teredo_node *node,
                                    uint32_t server, uint32_t server2)
{
	bool known = q->state == TEREDO_QUALIFIED || q->state == TEREDO_SILENT;

	if (server2 == 0)
		server2 = server + 1;
	if (server == 0) {
		if (q->state == TEREDO_RESOLVING) /* without an address to lose */
			go_offline (q, node);
		return;
	}
	if (known && server == q->server && server2 == q->server2)
		return;
	q->server = server;
	q->server2 = server2;
	stage (q, node, TEREDO_STARTING, server);
}

bool teredo_qualification_is_server (const struct teredo_qualification *q,
                                     const struct teredo_endpoint *from)
{
	return from->port == TEREDO_PORT && from->ip != 0
	       && (from->ip == q->server || from->ip == q->server2);
}

/* --- answers --- */

/* 22.5 to 30 s from now (RFC 4380 5.2: 75 to 100 %). */
static teredo_time refresh_time (struct teredo_node *node)
{
	const uint32_t least = TEREDO_REFRESH * TEREDO_REFRESH_MIN_PCT / 100;
	const uint32_t range = TEREDO_REFRESH - least + 1;

	return node->now + least + teredo_node_random (node) % range;
}

static void qualified (struct teredo_qualification *q, struct teredo_node *node)
{
	q->solicitations = 0;
	q->backoff = TEREDO_BACKOFF_MIN;
	enter (q, node, TEREDO_QUALIFIED, refresh_time (node));
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

enum teredo_count teredo_qualification_check (const struct teredo_qualification *q,
                                              const struct teredo_endpoint *from,
                                              const struct teredo_encap *encap,
                                              const struct teredo_ip6 *ip6, uint32_t prefix,
                                              struct teredo_ra *ra)
{
	if (!q->waiting || !teredo_endpoint_equal (from, &q->asked) || !encap->has_auth
	    || !encap->has_origin || !teredo_mac_equal (encap->nonce, q->nonce, sizeof (q->nonce))
	    || !teredo_endpoint_is_global (&encap->origin)
	    || !teredo_ip6_equal (&ip6->dst, &teredo_linklocal_client))
		return TEREDO_DROP_RA;
	if (!teredo_ra_parse (ra, ip6) || ra->prefix != prefix || ra->server != q->server)
		return TEREDO_DROP_RA;
	return TEREDO_OK;
}

enum teredo_address_change teredo_qualification_answered (struct teredo_qualification *q,
                                                          struct teredo_node *node,
                                                          const struct teredo_endpoint *mapped,
                                                          uint32_t mtu)
{
	enum teredo_address_change change;

	q->waiting = false;
	q->answered = node->now;
	if (mtu < TEREDO_MTU_MIN || mtu > TEREDO_MTU_MAX)
		mtu = TEREDO_MTU_MIN;
	if (q->state == TEREDO_STARTING) {
		q->seen = *mapped;
		q->seen_mtu = mtu;
		stage (q, node, TEREDO_CONFIRMING, q->server2);
		return TEREDO_ADDRESS_SAME;
	}
	if (q->state == TEREDO_CONFIRMING) {
		q->nat = teredo_endpoint_equal (&q->seen, mapped) ? TEREDO_NAT_RESTRICTED
		                                                  : TEREDO_NAT_SYMMETRIC;
		change = set_address (q, node, &q->seen, q->seen_mtu);
	} else { /* QUALIFIED or SILENT: a new mapping is a new address (5.2.5) */
		change = set_address (q, node, mapped, mtu);
	}
	qualified (q, node);
	return change;
}

/* --- time --- */

/* A server that stopped answering a client that has an address is asked again, and
 * its name looked up once. */
static enum teredo_address_change retry_silent (struct teredo_qualification *q,
                                                struct teredo_node *node)
{
	if (node->now - q->answered >= TEREDO_SILENT_MAX)
		return go_offline (q, node);
	if (q->state != TEREDO_SILENT && q->by_name)
		teredo_node_notify_resolve (node); /* it may have moved */
	enter (q, node, TEREDO_SILENT, TEREDO_NEVER);
	solicit (q, node, q->server);
	q->deadline = node->now + TEREDO_SILENT_RETRY;
	return TEREDO_ADDRESS_SAME;
}

static enum teredo_address_change unanswered (struct teredo_qualification *q,
                                              struct teredo_node *node)
{
	if (q->solicitations < TEREDO_RS_MAX) {
		solicit (q, node, q->asked.ip);
		return TEREDO_ADDRESS_SAME;
	}
	return q->state == TEREDO_QUALIFIED ? retry_silent (q, node) : go_offline (q, node);
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

enum teredo_address_change teredo_qualification_hurry (struct teredo_qualification *q,
                                                       struct teredo_node *node)
{
	q->backoff = TEREDO_BACKOFF_MIN;
	switch (q->state) {
	case TEREDO_QUALIFIED:
		q->solicitations = 0;
		solicit (q, node, q->server);
		break;
	case TEREDO_SILENT:
		return retry_silent (q, node);
	case TEREDO_OFFLINE:
		start (q, node);
		break;
	case TEREDO_STARTING:
	case TEREDO_CONFIRMING:
		stage (q, node, TEREDO_STARTING, q->server);
		break;
	case TEREDO_RESOLVING:
		teredo_node_notify_resolve (node);
		break;
	case TEREDO_NO_QUALIFICATION:
		break;
	}
	return TEREDO_ADDRESS_SAME;
}
