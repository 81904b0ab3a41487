/*
 * probe.c - direct IPv6 connectivity test (RFC 4380 5.2.9)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "messages/probe.h"

#include "bytes/cksum.h"
#include "bytes/params.h"

#define HOP_LIMIT 255
#define ECHO_LEN  (TEREDO_PROBE_LEN - TEREDO_IP6_HEADER) /* bytes of ICMPv6 */

/* The nonce; its first two bytes are also the identifier. */
static void make_nonce (uint8_t mac[TEREDO_MAC_LEN], const struct teredo_key *key,
                        const struct in6_addr *src, const struct in6_addr *dst, uint32_t number)
{
	teredo_mac (mac, key, TEREDO_MAC_PROBE, src, dst, number);
}

void teredo_probe_write (struct teredo_writer *w, const struct teredo_key *key,
                         const struct in6_addr *src, const struct in6_addr *dst, uint32_t number,
                         uint16_t seq)
{
	uint8_t nonce[TEREDO_MAC_LEN];
	size_t at;

	make_nonce (nonce, key, src, dst, number);
	teredo_ip6_write (w, ECHO_LEN, TEREDO_NH_ICMP6, HOP_LIMIT, src, dst);
	at = w->len;
	teredo_write_u8 (w, TEREDO_ICMP6_ECHO);
	teredo_write_u8 (w, 0);
	teredo_write_u16 (w, 0); /* checksum */
	teredo_write_bytes (w, nonce, 2);
	teredo_write_u16 (w, seq);
	teredo_write_bytes (w, nonce, sizeof (nonce));
	teredo_cksum_seal_icmp6 (w, at, src, dst);
}

bool teredo_probe_check (const struct teredo_ip6 *ip6, const struct teredo_key *key,
                         uint32_t number, uint16_t seq)
{
	uint8_t nonce[TEREDO_MAC_LEN], received[TEREDO_MAC_LEN], id[2];
	struct teredo_reader r;
	uint16_t seq_received;
	uint8_t code;

	if (teredo_ip6_icmp6_type (ip6) != TEREDO_ICMP6_REPLY || ip6->payload.len != ECHO_LEN
	    || teredo_cksum_icmp6 (&ip6->src, &ip6->dst, ip6->payload) != 0)
		return false;
	teredo_reader_init (&r, ip6->payload);
	(void)teredo_read_u8 (&r);
	code = teredo_read_u8 (&r);
	(void)teredo_read_u16 (&r);
	teredo_read_bytes (&r, id, sizeof (id));
	seq_received = teredo_read_u16 (&r);
	teredo_read_bytes (&r, received, sizeof (received));
	make_nonce (nonce, key, &ip6->dst, &ip6->src, number);
	return code == 0 && seq_received >= 1 && seq_received <= seq
	       && teredo_mac_equal (id, nonce, sizeof (id))
	       && teredo_mac_equal (received, nonce, sizeof (received));
}
