/*
 * bubble.c - Teredo bubbles (RFC 4380 2.8)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "messages/bubble.h"

#include <string.h>
#include "values/addr.h"
#include "bytes/params.h"

#define HOP_LIMIT 255                  /* ours: RFC 4380 specifies none, and receivers ignore it */
#define EPOCH     TEREDO_SECONDS (300) /* after which identifiers change */

void teredo_bubble_write (struct teredo_writer *w, const struct in6_addr *src,
                          const struct in6_addr *dst)
{
	teredo_ip6_write (w, 0, TEREDO_NH_NONE, HOP_LIMIT, src, dst);
}

static void make_id (struct in6_addr *id, const struct teredo_key *key, const struct in6_addr *peer,
                     uint64_t epoch)
{
	uint8_t mac[TEREDO_MAC_LEN];

	teredo_mac (mac, key, TEREDO_MAC_BUBBLE, peer, &in6addr_any, epoch);
	memset (id, 0, sizeof (*id));
	id->s6_addr[0] = 0xfe;
	id->s6_addr[1] = 0x80;
	memcpy (id->s6_addr + 8, mac, 8);
	id->s6_addr[8] &= (uint8_t) ~(TEREDO_FLAG_UG >> 8);
}

void teredo_bubble_id (struct in6_addr *id, const struct teredo_key *key,
                       const struct in6_addr *peer, teredo_time now)
{
	make_id (id, key, peer, (uint64_t)(now / EPOCH));
}

bool teredo_bubble_id_valid (const struct in6_addr *id, const struct teredo_key *key,
                             const struct in6_addr *peer, teredo_time now)
{
	const uint64_t epoch = (uint64_t)(now / EPOCH);
	struct in6_addr current, previous;

	if (!IN6_IS_ADDR_LINKLOCAL (id))
		return false;
	make_id (&current, key, peer, epoch);
	make_id (&previous, key, peer, epoch - 1);
	return teredo_mac_equal (id->s6_addr, current.s6_addr, 16)
	       || teredo_mac_equal (id->s6_addr, previous.s6_addr, 16);
}
