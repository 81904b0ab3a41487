/*
 * nd.c - router solicitations and advertisements
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "messages/nd.h"

#include "values/addr.h"
#include "bytes/cksum.h"
#include "bytes/params.h"

#define HOP_LIMIT         255 /* required by RFC 4861 6.1 */
#define OPTION_PREFIX     3
#define OPTION_PREFIX_LEN 32 /* bytes */
#define OPTION_MTU        5
#define OPTION_MTU_LEN    8
#define OPTION_COOKIE     253    /* RFC 4727: for experiments */
#define COOKIE_MAGIC      0x7465 /* tells the cookie from other experiments */
#define RS_HEADER         8      /* bytes before the options */
#define RA_HEADER         16
#define PREFIX_AUTONOMOUS 0x40
#define RA_RETRANS_TIMER  2000 /* milliseconds */

static void write_cookie (struct teredo_writer *w, const struct teredo_cookie *cookie)
{
	teredo_write_u8 (w, OPTION_COOKIE);
	teredo_write_u8 (w, TEREDO_COOKIE_LEN / 8);
	teredo_write_u16 (w, COOKIE_MAGIC);
	teredo_write_u32 (w, cookie->flags);
	teredo_write_bytes (w, cookie->bytes, sizeof (cookie->bytes));
}

/* The payload of a packet, with or without a cookie. */
static uint16_t payload_len (size_t packet, const struct teredo_cookie *cookie)
{
	return (uint16_t)(packet - TEREDO_IP6_HEADER + (cookie != NULL ? TEREDO_COOKIE_LEN : 0));
}

void teredo_rs_write (struct teredo_writer *w, const struct in6_addr *src)
{
	teredo_rs_write_cookie (w, src, NULL);
}

void teredo_rs_write_cookie (struct teredo_writer *w, const struct in6_addr *src,
                             const struct teredo_cookie *cookie)
{
	size_t at;

	teredo_ip6_write (w, payload_len (TEREDO_RS_LEN, cookie), TEREDO_NH_ICMP6, HOP_LIMIT, src,
	                  &teredo_all_routers);
	at = w->len;
	teredo_write_u8 (w, TEREDO_ICMP6_RS);
	teredo_write_u8 (w, 0);
	teredo_write_u16 (w, 0); /* checksum */
	teredo_write_u32 (w, 0);
	if (cookie != NULL)
		write_cookie (w, cookie);
	teredo_cksum_seal_icmp6 (w, at, src, &teredo_all_routers);
}

void teredo_ra_write (struct teredo_writer *w, const struct in6_addr *src,
                      const struct in6_addr *dst, const struct teredo_ra *ra)
{
	teredo_ra_write_cookie (w, src, dst, ra, NULL);
}

void teredo_ra_write_cookie (struct teredo_writer *w, const struct in6_addr *src,
                             const struct in6_addr *dst, const struct teredo_ra *ra,
                             const struct teredo_cookie *cookie)
{
	size_t at;

	teredo_ip6_write (w, payload_len (TEREDO_RA_LEN, cookie), TEREDO_NH_ICMP6, HOP_LIMIT, src,
	                  dst);
	at = w->len;
	teredo_write_u8 (w, TEREDO_ICMP6_RA);
	teredo_write_u8 (w, 0);
	teredo_write_u16 (w, 0); /* checksum */
	teredo_write_u32 (w, 0); /* hop limit, flags: none; router lifetime 0 */
	teredo_write_u32 (w, 0); /* reachable time */
	teredo_write_u32 (w, RA_RETRANS_TIMER);

	teredo_write_u8 (w, OPTION_PREFIX);
	teredo_write_u8 (w, OPTION_PREFIX_LEN / 8);
	teredo_write_u8 (w, 64);
	teredo_write_u8 (w, PREFIX_AUTONOMOUS);
	teredo_write_u32 (w, UINT32_MAX); /* valid lifetime */
	teredo_write_u32 (w, UINT32_MAX); /* preferred lifetime */
	teredo_write_u32 (w, 0);
	teredo_write_u32 (w, ra->prefix);
	teredo_write_u32 (w, ra->server);
	teredo_write_u32 (w, 0);
	teredo_write_u32 (w, 0);

	teredo_write_u8 (w, OPTION_MTU);
	teredo_write_u8 (w, OPTION_MTU_LEN / 8);
	teredo_write_u16 (w, 0);
	teredo_write_u32 (w, ra->mtu);
	if (cookie != NULL)
		write_cookie (w, cookie);
	teredo_cksum_seal_icmp6 (w, at, src, dst);
}

/* Checks what solicitations and advertisements have in common, and returns a
 * reader of what follows the checksum. */
static bool open_message (struct teredo_reader *r, const struct teredo_ip6 *ip6, int type)
{
	if (teredo_ip6_icmp6_type (ip6) != type || ip6->hop_limit != HOP_LIMIT
	    || !IN6_IS_ADDR_LINKLOCAL (&ip6->src)
	    || teredo_cksum_icmp6 (&ip6->src, &ip6->dst, ip6->payload) != 0)
		return false;
	teredo_reader_init (r, ip6->payload);
	(void)teredo_read_u8 (r);
	if (teredo_read_u8 (r) != 0)
		return false;
	(void)teredo_read_u16 (r);
	return true;
}

/* Reads the next option. False at the end and on error, which sets r->bad. */
static bool next_option (struct teredo_reader *r, uint8_t *type, struct teredo_reader *content)
{
	uint8_t len;

	if (r->left == 0)
		return false;
	*type = teredo_read_u8 (r);
	len = teredo_read_u8 (r);
	if (len == 0)
		r->bad = true;
	teredo_reader_init (content, teredo_read_slice (r, len * 8u - 2u));
	return !r->bad;
}

bool teredo_rs_parse (const struct teredo_ip6 *ip6)
{
	struct teredo_reader r, content;
	uint8_t type;

	if (!open_message (&r, ip6, TEREDO_ICMP6_RS)
	    || !teredo_ip6_equal (&ip6->dst, &teredo_all_routers))
		return false;
	(void)teredo_read_u32 (&r); /* reserved */
	while (next_option (&r, &type, &content))
		continue;
	return !r.bad;
}

static bool read_prefix (struct teredo_ra *ra, struct teredo_reader *content)
{
	const uint8_t len = teredo_read_u8 (content);
	const uint8_t flags = teredo_read_u8 (content);
	const uint32_t valid_lifetime = teredo_read_u32 (content);

	(void)teredo_read_slice (content, 8); /* preferred lifetime, reserved */
	ra->prefix = teredo_read_u32 (content);
	ra->server = teredo_read_u32 (content);
	(void)teredo_read_slice (content, 8);
	return !content->bad && content->left == 0 && len == 64 && (flags & PREFIX_AUTONOMOUS) != 0
	       && valid_lifetime != 0;
}

bool teredo_ra_parse (struct teredo_ra *ra, const struct teredo_ip6 *ip6)
{
	struct teredo_reader r, content;
	unsigned prefixes = 0;
	uint8_t type;

	*ra = (struct teredo_ra){ .mtu = 0 };
	if (!open_message (&r, ip6, TEREDO_ICMP6_RA))
		return false;
	(void)teredo_read_slice (&r, 12); /* hop limit, flags, lifetime, timers */
	while (next_option (&r, &type, &content)) {
		if (type == OPTION_PREFIX) {
			if (!read_prefix (ra, &content))
				return false;
			prefixes++;
		} else if (type == OPTION_MTU) {
			(void)teredo_read_u16 (&content);
			ra->mtu = teredo_read_u32 (&content);
			if (content.bad || content.left != 0)
				return false;
		}
	}
	return !r.bad && prefixes == 1;
}

static bool read_cookie (struct teredo_cookie *cookie, struct teredo_reader *content)
{
	if (teredo_read_u16 (content) != COOKIE_MAGIC)
		return false;
	cookie->flags = (uint8_t)teredo_read_u32 (content);
	teredo_read_bytes (content, cookie->bytes, sizeof (cookie->bytes));
	return !content->bad && content->left == 0;
}

bool teredo_nd_find_cookie (struct teredo_cookie *cookie, const struct teredo_ip6 *ip6)
{
	const bool solicitation = teredo_ip6_icmp6_type (ip6) == TEREDO_ICMP6_RS;
	struct teredo_reader r, content;
	uint8_t type;

	teredo_reader_init (&r, ip6->payload);
	(void)teredo_read_slice (&r, solicitation ? RS_HEADER : RA_HEADER);
	while (!r.bad && next_option (&r, &type, &content))
		if (type == OPTION_COOKIE && read_cookie (cookie, &content))
			return true;
	return false;
}
