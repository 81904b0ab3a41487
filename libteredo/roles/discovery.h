/*
 * discovery.h - local client discovery (RFC 4380 5.2.8)
 *
 * Two clients behind one NAT see each other's mapped address, and many NATs do not forward packets
 * for it back inside. On one link the clients can exchange packets directly: each announces itself
 * to a multicast group from time to time, and the others learn its endpoint on the link. That
 * endpoint is not trusted until the peer sends from there to our address.
 *
 * Only clients with our own mapped IPv4 address are learned, which 5.2.8 allows: a malicious host
 * on the link can attract only packets for clients behind the same NAT.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_DISCOVERY_H
#define LIBTEREDO_DISCOVERY_H

#include "peers/node.h"
#include "roles/arrival.h"

#define TEREDO_LINKS_MAX 16

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
	teredo_time announced;               /* our last discovery bubble; < 0: never */
	teredo_time deadline;                /* of the next one */
	struct teredo_token_bucket rx_limit; /* discovery bubbles received */
	struct teredo_neighbour neighbours[TEREDO_NEIGHBOURS_MAX];
	unsigned count;
};

void teredo_discovery_init (struct teredo_discovery *, teredo_time now);

/* Sets the links, at most TEREDO_LINKS_MAX; none turns discovery off. */
void teredo_discovery_links (struct teredo_discovery *, struct teredo_node *,
                             const struct teredo_link *, size_t count);

/* Sets our own address; NULL: we have none. */
void teredo_discovery_address (struct teredo_discovery *, struct teredo_node *,
                               const struct in6_addr *, const struct teredo_endpoint *mapped);

/* Processes what was sent to the discovery group; TEREDO_OK, or why it is dropped. */
enum teredo_count teredo_discovery_rx (struct teredo_discovery *, struct teredo_node *,
                                       const struct teredo_arrival *);

/* Where a peer is on a link, if it was heard in the last 600 s (5.2.4 case 3); else
 * NULL. */
const struct teredo_endpoint *teredo_discovery_find (const struct teredo_discovery *,
                                                     const struct in6_addr *, teredo_time now);

/* Whether a neighbour is at an endpoint on a link (5.2.3 case 5). */
bool teredo_discovery_is_at (const struct teredo_discovery *, const struct in6_addr *,
                             const struct teredo_endpoint *, teredo_time now);

/* Whether a packet is a bubble of an unknown neighbour that replies to our latest
 * discovery bubble. */
bool teredo_discovery_is_reply (const struct teredo_discovery *, const struct teredo_arrival *,
                                teredo_time now);

/* Learns where a neighbour is, or that it was heard again. */
void teredo_discovery_learn (struct teredo_discovery *, const struct in6_addr *,
                             const struct teredo_endpoint *where, teredo_time now);

/* Sends a discovery bubble, unless one has just been sent. */
void teredo_discovery_announce (struct teredo_discovery *, struct teredo_node *);

/* Sends the discovery bubble that is due at the deadline. */
void teredo_discovery_expire (struct teredo_discovery *, struct teredo_node *);

#endif
