/*
 * discovery.c - local client discovery (RFC 4380 5.2.8)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/discovery.h"

#include <assert.h>
#include <string.h>
#include "values/addr.h"
#include "values/ip6.h"
#include "peers/answers.h"

#define HOP_LIMIT 1 /* of discovery bubbles */

static const struct in6_addr all_nodes = {
	/* ff02::1 */
	{ { 0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 } },
};

void teredo_discovery_init (struct teredo_discovery *d, teredo_time now)
{
	*d = (struct teredo_discovery){ .announced = -1, .deadline = TEREDO_NEVER };
	teredo_token_bucket_init (&d->rx_limit, TEREDO_DISCOVERY_RATE, TEREDO_DISCOVERY_RATE, now);
}

/* --- links --- */

/* Whether an IPv4 address is that of a host on a link, not the network's own or its
 * broadcast address. */
static bool is_on (const struct teredo_link *link, uint32_t ip)
{
	const uint32_t host = ip & ~link->mask;

	if ((ip & link->mask) != (link->address & link->mask))
		return false;
	return ~link->mask <= 1 || (host != 0 && host != ~link->mask);
}

static bool is_on_any (const struct teredo_discovery *d, uint32_t ip)
{
	for (unsigned i = 0; i < d->link_count; i++)
		if (is_on (&d->links[i], ip))
			return true;
	return false;
}

/* --- announcing --- */

static bool is_active (const struct teredo_discovery *d)
{
	return d->link_count > 0 && d->have_address;
}

static void send_bubble (const struct teredo_discovery *d, struct teredo_node *node)
{
	struct teredo_writer w;
	uint32_t index;

	if (!teredo_node_begin (node, &index, &w))
		return;
	teredo_ip6_write (&w, 0, TEREDO_NH_NONE, HOP_LIMIT, &d->address, &all_nodes);
	teredo_node_send_discovery (node, index, &w);
	teredo_node_count (node, TEREDO_TX_DISCOVERY, NULL);
}

void teredo_discovery_announce (struct teredo_discovery *d, struct teredo_node *node)
{
	if (!is_active (d))
		return;
	if (d->announced >= 0 && node->now - d->announced < TEREDO_DISCOVERY_GAP)
		return;
	d->announced = node->now;
	d->deadline = node->now + TEREDO_DISCOVERY_MIN
	              + teredo_node_random (node)
	                        % (TEREDO_DISCOVERY_MAX - TEREDO_DISCOVERY_MIN + 1);
	send_bubble (d, node);
}

void teredo_discovery_expire (struct teredo_discovery *d, struct teredo_node *node)
{
	if (d->deadline <= node->now)
		teredo_discovery_announce (d, node);
}

/* Announces us at once, if discovery is on and we have an address. */
static void restart (struct teredo_discovery *d, struct teredo_node *node)
{
	d->announced = -1;
	d->deadline = TEREDO_NEVER;
	teredo_discovery_announce (d, node);
}

void teredo_discovery_links (struct teredo_discovery *d, struct teredo_node *node,
                             const struct teredo_link *links, size_t count)
{
	unsigned kept = 0;

	assert (count <= TEREDO_LINKS_MAX);
	if (count == d->link_count
	    && (count == 0 || memcmp (links, d->links, count * sizeof (*links)) == 0))
		return;
	if (count > 0)
		memcpy (d->links, links, count * sizeof (*links));
	d->link_count = (unsigned)count;
	for (unsigned i = 0; i < d->count; i++)
		if (is_on_any (d, d->neighbours[i].where.ip))
			d->neighbours[kept++] = d->neighbours[i];
	d->count = kept;
	restart (d, node);
}

void teredo_discovery_address (struct teredo_discovery *d, struct teredo_node *node,
                               const struct in6_addr *address, const struct teredo_endpoint *mapped)
{
	d->have_address = address != NULL;
	if (address != NULL) {
		if (mapped->ip != d->mapped.ip)
			d->count = 0; /* behind another NAT: other neighbours */
		d->address = *address;
		d->mapped = *mapped;
	}
	restart (d, node);
}

/* --- learning --- */

static struct teredo_neighbour *oldest (struct teredo_discovery *d)
{
	struct teredo_neighbour *found = &d->neighbours[0];

	for (unsigned i = 1; i < d->count; i++)
		if (d->neighbours[i].heard < found->heard)
			found = &d->neighbours[i];
	return found;
}

void teredo_discovery_learn (struct teredo_discovery *d, const struct in6_addr *address,
                             const struct teredo_endpoint *where, teredo_time now)
{
	struct teredo_neighbour *neighbour = NULL;

	for (unsigned i = 0; i < d->count && neighbour == NULL; i++)
		if (teredo_ip6_equal (&d->neighbours[i].address, address))
			neighbour = &d->neighbours[i];
	if (neighbour == NULL)
		neighbour = d->count < TEREDO_NEIGHBOURS_MAX ? &d->neighbours[d->count++]
		                                             : oldest (d);
	*neighbour = (struct teredo_neighbour){ *address, *where, now };
}

/* Whether the source is the well-formed address of another client behind our NAT. */
static bool may_be_neighbour (const struct teredo_discovery *d, const struct teredo_arrival *a)
{
	return a->src_teredo && (a->src.flags & TEREDO_FLAG_UG) == 0
	       && teredo_ipv4_is_global (a->src.server) && a->src.mapped.port != 0
	       && a->src.mapped.ip == d->mapped.ip && a->src.mapped.port != d->mapped.port;
}

/* Replies to a client that has just announced itself: a bubble to where it is on the
 * link (5.2.3 case 4). */
static void greet (struct teredo_discovery *d, struct teredo_node *node,
                   const struct in6_addr *address, const struct teredo_endpoint *where)
{
	if (teredo_answers_take (node, address, where, NULL))
		teredo_node_bubble (node, TEREDO_TX_BUBBLE_DIRECT, &d->address, address, where);
}

enum teredo_count teredo_discovery_rx (struct teredo_discovery *d, struct teredo_node *node,
                                       const struct teredo_arrival *a)
{
	if (!is_active (d))
		return TEREDO_DROP_OFFLINE;
	if (a->encap.has_auth || a->encap.has_origin)
		return TEREDO_DROP_DISCOVERY;
	if (teredo_ip6_equal (&a->ip6.src, &d->address))
		return TEREDO_DROP_LOOP;
	if (!a->bubble || !teredo_ip6_equal (&a->ip6.dst, &all_nodes) || !may_be_neighbour (d, a)
	    || !is_on_any (d, a->from->ip) || a->from->port == 0)
		return TEREDO_DROP_DISCOVERY;
	if (!teredo_token_bucket_take (&d->rx_limit, node->now))
		return TEREDO_DROP_LIMIT;
	teredo_node_count (node, TEREDO_RX_DISCOVERY, &a->ip6.src);
	teredo_discovery_learn (d, &a->ip6.src, a->from, node->now);
	greet (d, node, &a->ip6.src, a->from);
	return TEREDO_OK;
}

/* --- neighbours --- */

const struct teredo_endpoint *teredo_discovery_find (const struct teredo_discovery *d,
                                                     const struct in6_addr *address,
                                                     teredo_time now)
{
	for (unsigned i = 0; i < d->count; i++)
		if (teredo_ip6_equal (&d->neighbours[i].address, address)
		    && now - d->neighbours[i].heard < TEREDO_LOCAL_TIME)
			return &d->neighbours[i].where;
	return NULL;
}

bool teredo_discovery_is_at (const struct teredo_discovery *d, const struct in6_addr *address,
                             const struct teredo_endpoint *where, teredo_time now)
{
	const struct teredo_endpoint *known;

	if (!is_active (d) || !is_on_any (d, where->ip))
		return false;
	known = teredo_discovery_find (d, address, now);
	return known != NULL && teredo_endpoint_equal (known, where);
}

bool teredo_discovery_is_reply (const struct teredo_discovery *d, const struct teredo_arrival *a,
                                teredo_time now)
{
	return a->bubble && is_active (d) && is_on_any (d, a->from->ip) && d->announced >= 0
	       && now - d->announced < TEREDO_DISCOVERY_ANSWER && may_be_neighbour (d, a)
	       && teredo_discovery_find (d, &a->ip6.src, now) == NULL;
}
