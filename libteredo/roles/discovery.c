/*
 * discovery.c - other clients on our own links (RFC 4380 5.2.8)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/discovery.h"

#include <assert.h>
#include <string.h>
#include "values/addr.h"
#include "values/ip6.h"
#include "peers/reach.h"

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

/* Whether an IPv4 address is that of a host on a link; neither that of the
 * network itself nor its broadcast address, where there are such. */
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

/* --- telling --- */

static bool is_active (const struct teredo_discovery *d)
{
	return d->link_count > 0 && d->have_address;
}

static void send_bubble (const struct teredo_discovery *d, struct teredo_node *node)
{
	const struct teredo_endpoint group = { TEREDO_DISCOVERY_IPV4, TEREDO_PORT };
	struct teredo_writer w;
	uint32_t packet;

	if (!teredo_node_begin (node, &packet, &w))
		return;
	teredo_ip6_write (&w, 0, TEREDO_NH_NONE, HOP_LIMIT, &d->address, &all_nodes);
	teredo_node_send (node, packet, &w, &group);
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

/* Begins to tell of us when there is what to tell and whom to. */
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
			d->count = 0; /* another NAT, other neighbours */
		d->address = *address;
		d->mapped = *mapped;
	}
	restart (d, node);
}

/* --- hearing --- */

static struct teredo_neighbour *find (struct teredo_discovery *d, const struct in6_addr *address)
{
	for (unsigned i = 0; i < d->count; i++)
		if (teredo_ip6_equal (&d->neighbours[i].address, address))
			return &d->neighbours[i];
	return NULL;
}

static struct teredo_neighbour *oldest (struct teredo_discovery *d)
{
	struct teredo_neighbour *found = &d->neighbours[0];

	for (unsigned i = 1; i < d->count; i++)
		if (d->neighbours[i].heard < found->heard)
			found = &d->neighbours[i];
	return found;
}

static void remember (struct teredo_discovery *d, const struct in6_addr *address,
                      const struct teredo_endpoint *where, teredo_time now)
{
	struct teredo_neighbour *neighbour = find (d, address);

	if (neighbour == NULL)
		neighbour = d->count < TEREDO_NEIGHBOURS_MAX ? &d->neighbours[d->count++]
		                                             : oldest (d);
	*neighbour = (struct teredo_neighbour){ *address, *where, now };
}

/* The address of another client behind our own NAT, well-formed. */
static bool may_be_neighbour (const struct teredo_discovery *d, const struct teredo_node *node,
                              const struct in6_addr *address)
{
	struct teredo_address parts;

	teredo_address_decode (&parts, address);
	return parts.prefix == node->prefix && (parts.flags & TEREDO_FLAG_UG) == 0
	       && teredo_ipv4_is_global (parts.server) && parts.mapped.port != 0
	       && parts.mapped.ip == d->mapped.ip && parts.mapped.port != d->mapped.port;
}

/* Tells a client that has just shown itself who we are: a bubble to where it is
 * on the link (5.2.3 case 4). */
static void greet (struct teredo_discovery *d, struct teredo_node *node,
                   const struct in6_addr *address, const struct teredo_endpoint *where)
{
	struct teredo_peer *peer = teredo_reach_find_or_add (node, address);

	if (peer != NULL && teredo_reach_greet (node, peer))
		teredo_node_bubble (node, TEREDO_TX_BUBBLE_DIRECT, &d->address, address, where);
}

enum teredo_verdict teredo_discovery_rx (struct teredo_discovery *d, struct teredo_node *node,
                                         const struct teredo_endpoint *from,
                                         struct teredo_slice udp)
{
	struct teredo_ip6 ip6;

	if (!is_active (d))
		return teredo_node_drop (node, TEREDO_DROP_OFFLINE, NULL);
	if (!teredo_ip6_parse (&ip6, udp))
		return teredo_node_drop (node, TEREDO_DROP_MALFORMED, NULL);
	if (teredo_ip6_equal (&ip6.src, &d->address))
		return teredo_node_drop (node, TEREDO_DROP_LOOP, &ip6.src);
	if (!teredo_ip6_is_bubble (&ip6) || !teredo_ip6_equal (&ip6.dst, &all_nodes)
	    || !may_be_neighbour (d, node, &ip6.src) || !is_on_any (d, from->ip) || from->port == 0)
		return teredo_node_drop (node, TEREDO_DROP_DISCOVERY, &ip6.src);
	if (!teredo_token_bucket_take (&d->rx_limit, node->now))
		return teredo_node_drop (node, TEREDO_DROP_LIMIT, &ip6.src);
	teredo_node_count (node, TEREDO_RX_DISCOVERY, &ip6.src);
	remember (d, &ip6.src, from, node->now);
	greet (d, node, &ip6.src, from);
	return TEREDO_CONSUMED;
}

/* --- using --- */

const struct teredo_endpoint *teredo_discovery_find (struct teredo_discovery *d,
                                                     const struct in6_addr *address,
                                                     teredo_time now)
{
	const struct teredo_neighbour *neighbour = find (d, address);

	return neighbour != NULL && now - neighbour->heard < TEREDO_LOCAL_TIME ? &neighbour->where
	                                                                       : NULL;
}

bool teredo_discovery_is_at (struct teredo_discovery *d, struct teredo_node *node,
                             const struct in6_addr *src, const struct teredo_endpoint *from,
                             bool bubble)
{
	const struct teredo_endpoint *where;

	if (!is_active (d) || !is_on_any (d, from->ip))
		return false;
	where = teredo_discovery_find (d, src, node->now);
	if (where != NULL)
		return teredo_endpoint_equal (where, from);
	if (!bubble || d->announced < 0 || node->now - d->announced >= TEREDO_DISCOVERY_ANSWER
	    || !may_be_neighbour (d, node, src))
		return false;
	remember (d, src, from, node->now);
	return true;
}
