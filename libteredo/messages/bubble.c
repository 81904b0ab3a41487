/*
 * bubble.c - Teredo bubbles (RFC 4380 2.8)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "messages/bubble.h"

#include <string.h>
#include "values/addr.h"
#include "bytes/params.h"

#define HOP_LIMIT 255 /* ours: RFC 4380 specifies none, and receivers ignore it */

void teredo_bubble_write (struct teredo_writer *w, const struct in6_addr *src,
                          const struct in6_addr *dst)
{
	teredo_ip6_write (w, 0, TEREDO_NH_NONE, HOP_LIMIT, src, dst);
}

void teredo_bubble_id (struct in6_addr *id, const struct teredo_key *key,
                       const struct in6_addr *peer, uint32_t number)
{
	uint8_t mac[TEREDO_MAC_LEN];

	teredo_mac (mac, key, TEREDO_MAC_BUBBLE, peer, &in6addr_any, number);
	memset (id, 0, sizeof (*id));
	id->s6_addr[0] = 0xfe;
	id->s6_addr[1] = 0x80;
	memcpy (id->s6_addr + 8, mac, 8);
	id->s6_addr[8] &= (uint8_t) ~(TEREDO_FLAG_UG >> 8);
}

bool teredo_bubble_id_valid (const struct in6_addr *id, const struct teredo_key *key,
                             const struct in6_addr *peer, uint32_t number)
{
	struct in6_addr right;

	if (!IN6_IS_ADDR_LINKLOCAL (id))
		return false;
	teredo_bubble_id (&right, key, peer, number);
	return teredo_mac_equal (id->s6_addr, right.s6_addr, sizeof (right));
}
