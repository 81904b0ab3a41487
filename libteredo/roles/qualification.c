/*
 * qualification.c - the machine that gets and keeps a client's address
 *
 * A server that falls silent does not cost the address: the mapping may live
 * on, and with it all traffic with known peers. Only after 300 s is it taken
 * away. A refresh is due 22.5 to 30 s after the last answer whatever else the
 * server sent: packets in one direction alone do not keep every NAT's mapping,
 * and whoever forges the server's address must not put the refresh off
 * (RFC 6081 5.1.1 allows it).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/qualification.h"

#include "values/addr.h"
#include "messages/nd.h"
#include "peers/reach.h"

const char *teredo_qualification_state_name (enum teredo_qualification_state state)
{
	switch (state) {
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
	return "unknown";
}

/* The only writer of the state; the one timer is armed with it. */
static void enter (struct teredo_qualification *q, struct teredo_node *node,
                   enum teredo_qualification_state state, teredo_time deadline)
{
	const struct teredo_event event = {
		.kind = TEREDO_EVENT_QUALIFICATION,
		.when = node->now,
		.from = (int)q->state,
		.to = (int)state,
	};

	q->state = state;
	q->deadline = deadline;
	if (event.from != event.to && node->env.event != NULL)
		node->env.event (node->env.ctx, &event);
}

/* Sends a solicitation, each with a nonce of its own (RFC 4380 5.2.2), and
 * arms the timer for its answer. */
static void solicit (struct teredo_qualification *q, struct teredo_node *node, uint32_t server)
{
	struct teredo_writer w;
	uint32_t packet;

	q->asked = (struct teredo_endpoint){ .ip = server, .port = TEREDO_PORT };
	q->solicitations++;
	q->waiting = true;
	q->deadline = node->now + TEREDO_RS_TIMEOUT;
	node->env.random (node->env.ctx, q->nonce, sizeof (q->nonce));
	if (!teredo_node_begin (node, &packet, &w))
		return;
	teredo_encap_write_nonce (&w, q->nonce, 0);
	teredo_rs_write (&w, &teredo_linklocal_client);
	teredo_node_send (node, packet, &w, &q->asked);
	teredo_node_count (node, TEREDO_TX_RS, NULL);
}

/* A stage of qualification: fresh tries of one of the server's addresses. */
static void stage (struct teredo_qualification *q, struct teredo_node *node,
                   enum teredo_qualification_state state, uint32_t server)
{
	enter (q, node, state, TEREDO_NEVER);
	q->solicitations = 0;
	solicit (q, node, server);
}

static void resolve (struct teredo_qualification *q, struct teredo_node *node)
{
	q->say_resolve = true;
	enter (q, node, TEREDO_RESOLVING, TEREDO_NEVER);
}

/* Starts from nothing. */
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

static void lose_address (struct teredo_qualification *q, struct teredo_node *node)
{
	if (!q->have_address)
		return;
	q->have_address = false;
	q->say_up = false;
	q->say_down = true;
	/* First, so that senders are told while the address is still known. */
	teredo_reach_forget (node);
	node->error_src = teredo_linklocal_client;
}

/* No answer: waits, each time longer, give or take a quarter so that clients
 * of one server do not return all at once. */
static void go_offline (struct teredo_qualification *q, struct teredo_node *node)
{
	teredo_time quarter = q->backoff / 4;
	teredo_time jitter = teredo_node_random (node) % (2 * quarter + 1) - quarter;

	lose_address (q, node);
	q->waiting = false;
	enter (q, node, TEREDO_OFFLINE, node->now + q->backoff + jitter);
	q->backoff = teredo_time_min (2 * q->backoff, TEREDO_BACKOFF_MAX);
}

void teredo_qualification_resolved (struct teredo_qualification *q, struct teredo_node *node,
                                    uint32_t server, uint32_t server2)
{
	bool known = q->state == TEREDO_QUALIFIED || q->state == TEREDO_SILENT;

	if (server2 == 0)
		server2 = server + 1;
	if (server == 0) {
		if (q->state == TEREDO_RESOLVING)
			go_offline (q, node);
		return;
	}
	if (known && server == q->server && server2 == q->server2)
		return;
	q->server = server;
	q->server2 = server2;
	/* An address we have is kept until there is another in its place. */
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

/* Takes an address for a mapping. The same server and mapping as before give
 * the same address, random bits too, so that nothing changes without need. */
static void take_address (struct teredo_qualification *q, struct teredo_node *node,
                          const struct teredo_endpoint *mapped, uint32_t mtu)
{
	struct teredo_address parts;

	teredo_address_decode (&parts, &q->address);
	if (parts.prefix != node->prefix || parts.server != q->server
	    || !teredo_endpoint_equal (&parts.mapped, mapped)) {
		lose_address (q, node);
		parts.prefix = node->prefix;
		parts.server = q->server;
		parts.flags = teredo_flags_random ((uint16_t)teredo_node_random (node));
		parts.mapped = *mapped;
		teredo_address_encode (&q->address, &parts);
	} else if (q->have_address && q->mtu == mtu) {
		return;
	}
	q->mapped = *mapped;
	q->mtu = mtu;
	q->have_address = true;
	q->say_up = true;
	q->say_down = false;
	node->error_src = q->address;
}

/* RFC 4380 5.2.1: what an advertisement must be to be believed; it is the
 * answer to our last solicitation and to no other. */
static bool believe (const struct teredo_qualification *q, const struct teredo_node *node,
                     const struct teredo_endpoint *from, const struct teredo_encap *encap,
                     const struct teredo_ip6 *ip6, struct teredo_ra *ra)
{
	return q->waiting && teredo_endpoint_equal (from, &q->asked) && encap->has_auth
	       && encap->has_origin && teredo_mac_equal (encap->nonce, q->nonce, sizeof (q->nonce))
	       && teredo_endpoint_is_global (&encap->origin)
	       && teredo_ip6_equal (&ip6->dst, &teredo_linklocal_client)
	       && teredo_ra_parse (ra, ip6) && ra->prefix == node->prefix
	       && ra->server == q->server;
}

enum teredo_verdict teredo_qualification_ra (struct teredo_qualification *q,
                                             struct teredo_node *node,
                                             const struct teredo_endpoint *from,
                                             const struct teredo_encap *encap,
                                             const struct teredo_ip6 *ip6)
{
	struct teredo_ra ra;
	uint32_t mtu;

	if (!believe (q, node, from, encap, ip6, &ra))
		return teredo_node_drop (node, TEREDO_DROP_RA, &ip6->src);
	q->waiting = false;
	q->answered = node->now;
	teredo_node_count (node, TEREDO_RX_RA, NULL);
	mtu = ra.mtu >= TEREDO_MTU_MIN && ra.mtu <= TEREDO_MTU_MAX ? ra.mtu : TEREDO_MTU_MIN;

	switch (q->state) {
	case TEREDO_STARTING:
		q->seen = encap->origin;
		q->seen_mtu = mtu;
		stage (q, node, TEREDO_CONFIRMING, q->server2);
		break;
	case TEREDO_CONFIRMING:
		q->nat = teredo_endpoint_equal (&q->seen, &encap->origin) ? TEREDO_NAT_RESTRICTED
		                                                          : TEREDO_NAT_SYMMETRIC;
		take_address (q, node, &q->seen, q->seen_mtu);
		qualified (q, node);
		break;
	default: /* QUALIFIED or SILENT: a new mapping is a new address (5.2.5) */
		take_address (q, node, &encap->origin, mtu);
		qualified (q, node);
		break;
	}
	return TEREDO_CONSUMED;
}

/* --- time --- */

/* The server does not answer a client that has an address. */
static void fall_silent (struct teredo_qualification *q, struct teredo_node *node)
{
	if (node->now - q->answered >= TEREDO_SILENT_MAX) {
		go_offline (q, node);
		return;
	}
	if (q->state != TEREDO_SILENT)
		q->say_resolve = q->by_name; /* it may have moved */
	enter (q, node, TEREDO_SILENT, TEREDO_NEVER);
	solicit (q, node, q->server);
	q->deadline = node->now + TEREDO_SILENT_RETRY;
}

static void unanswered (struct teredo_qualification *q, struct teredo_node *node)
{
	if (q->solicitations < TEREDO_RS_MAX)
		solicit (q, node, q->asked.ip);
	else if (q->state == TEREDO_QUALIFIED)
		fall_silent (q, node);
	else
		go_offline (q, node);
}

void teredo_qualification_expire (struct teredo_qualification *q, struct teredo_node *node)
{
	if (node->now < q->deadline)
		return;
	switch (q->state) {
	case TEREDO_QUALIFIED:
		if (q->solicitations == 0) {
			solicit (q, node, q->server);
			break;
		}
		unanswered (q, node);
		break;
	case TEREDO_STARTING:
	case TEREDO_CONFIRMING:
		unanswered (q, node);
		break;
	case TEREDO_SILENT:
		fall_silent (q, node);
		break;
	case TEREDO_OFFLINE:
		start (q, node);
		break;
	case TEREDO_RESOLVING: /* has no deadline */
		break;
	}
}

void teredo_qualification_hurry (struct teredo_qualification *q, struct teredo_node *node)
{
	q->backoff = TEREDO_BACKOFF_MIN;
	switch (q->state) {
	case TEREDO_QUALIFIED:
		q->solicitations = 0;
		solicit (q, node, q->server);
		break;
	case TEREDO_SILENT:
		fall_silent (q, node);
		break;
	case TEREDO_OFFLINE:
		start (q, node);
		break;
	case TEREDO_STARTING:
	case TEREDO_CONFIRMING:
		stage (q, node, TEREDO_STARTING, q->server);
		break;
	case TEREDO_RESOLVING:
		q->say_resolve = true;
		break;
	}
}

bool teredo_qualification_next (struct teredo_qualification *q, struct teredo_out *out)
{
	if (q->say_down) {
		q->say_down = false;
		/* A new address replaces the old one in one step. */
		if (!q->say_up) {
			*out = (struct teredo_out){ .kind = TEREDO_OUT_DOWN };
			return true;
		}
	}
	if (q->say_up) {
		q->say_up = false;
		*out = (struct teredo_out){
			.kind = TEREDO_OUT_UP,
			.address = q->address,
			.mtu = q->mtu,
		};
		return true;
	}
	if (q->say_resolve) {
		q->say_resolve = false;
		*out = (struct teredo_out){ .kind = TEREDO_OUT_RESOLVE };
		return true;
	}
	return false;
}
