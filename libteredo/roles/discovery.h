/*
 * discovery.h - other clients on our own links (RFC 4380 5.2.8)
 *
 * Two clients behind one NAT see each other's mapping, which many NATs do not
 * lead back inside. On one link they can talk directly: each tells a multicast
 * group now and then who it is, and whoever hears that remembers from where.
 * That is not trusted by itself: a peer must send from there, to our address.
 *
 * Only clients with the same mapped IPv4 address as our own are heard, which
 * 5.2.8 allows: a liar on the link can then capture no more than what is for
 * others behind the same NAT.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_DISCOVERY_H
#define LIBTEREDO_DISCOVERY_H

#include "peers/node.h"

#define TEREDO_LINKS_MAX 16

/* An IPv4 address of ours on a link, and the netmask there; host byte order. */
struct teredo_link {
	uint32_t address, mask;
};

#define TEREDO_NEIGHBOURS_MAX 256 /* of a client; the oldest makes room */

struct teredo_neighbour {
	struct in6_addr address;
	struct teredo_endpoint where; /* on the link */
	teredo_time heard;            /* its last discovery bubble */
};

struct teredo_discovery {
	struct teredo_link links[TEREDO_LINKS_MAX];
	unsigned link_count; /* 0: discovery is off */
	bool have_address;
	struct in6_addr address; /* our own */
	struct teredo_endpoint mapped;
	teredo_time announced;            /* our last discovery bubble; < 0: never */
	teredo_time deadline;             /* of the next one */
	struct teredo_token_bucket rx_limit; /* discovery bubbles taken in */
	struct teredo_neighbour neighbours[TEREDO_NEIGHBOURS_MAX];
	unsigned count;
};

void teredo_discovery_init (struct teredo_discovery *, teredo_time now);

/* The links we are on are others now; none: discovery is off. */
void teredo_discovery_links (struct teredo_discovery *, struct teredo_node *,
                             const struct teredo_link *, size_t count);

/* Our own address is another one now; NULL: we have none. */
void teredo_discovery_address (struct teredo_discovery *, struct teredo_node *,
                               const struct in6_addr *, const struct teredo_endpoint *mapped);

/* What came to the discovery group. DROP (counted), or CONSUMED. */
enum teredo_verdict teredo_discovery_rx (struct teredo_discovery *, struct teredo_node *,
                                         const struct teredo_endpoint *from,
                                         struct teredo_slice udp);

/*
 * Whether a packet with a Teredo source came from where the source is on a link
 * (5.2.3 case 5). A bubble to our address may also be the answer to our own
 * latest discovery bubble: then its sender is a neighbour from now on.
 */
bool teredo_discovery_is_at (struct teredo_discovery *, struct teredo_node *,
                             const struct in6_addr *src, const struct teredo_endpoint *from,
                             bool bubble);

/* Where a peer is on a link, if it was discovered in the last 600 s (5.2.4 case
 * 3); else NULL. */
const struct teredo_endpoint *teredo_discovery_find (struct teredo_discovery *,
                                                     const struct in6_addr *, teredo_time now);

/* Sends a discovery bubble, unless one was just sent. */
void teredo_discovery_announce (struct teredo_discovery *, struct teredo_node *);

/* Does what is due at the deadline. */
void teredo_discovery_expire (struct teredo_discovery *, struct teredo_node *);

#endif
