/*
 * nd.h - router solicitations and advertisements
 * (RFC 4380 5.2.1 and 5.3.2, with the formats of RFC 4861)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_ND_H
#define LIBTEREDO_ND_H

#include "values/ip6.h"

#define TEREDO_RS_LEN 48u /* bytes: IPv6 header and solicitation */
#define TEREDO_RA_LEN 96u /* bytes: IPv6 header, advertisement, prefix and MTU options */

/*
 * A cookie: an option of ours in solicitations and advertisements that are authenticated by a
 * secret (auth.h), of an experimental type (RFC 4727). The server sends one in each advertisement,
 * and the client returns it in its next solicitation. A client that returns it has recently
 * received it at the endpoint that it claims; a recorded solicitation proves neither.
 */
struct teredo_cookie {
	uint8_t flags;
	uint8_t bytes[16];
};

#define TEREDO_COOKIE_LEN      24u /* bytes of the option */
#define TEREDO_COOKIE_ADMITTED 1   /* advertisement: the solicitation had a good cookie */
#define TEREDO_COOKIE_FORWARDS 2   /* ... the server forwards data between its clients */

/* Writes a solicitation (48 bytes) from src, a link-local address, to ff02::2; with a cookie
 * (24 bytes more). */
void teredo_rs_write (struct teredo_writer *, const struct in6_addr *src);
void teredo_rs_write_cookie (struct teredo_writer *, const struct in6_addr *src,
                             const struct teredo_cookie *);

/* Whether a packet is a valid solicitation: link-local source, destination ff02::2, hop limit 255,
 * code 0, correct checksum, well-formed options. */
bool teredo_rs_parse (const struct teredo_ip6 *);

/* The fields of an advertisement that Teredo uses. */
struct teredo_ra {
	uint32_t prefix; /* first 32 bits of the advertised prefix, host byte order */
	uint32_t server; /* next 32 bits: the server's IPv4 address, host byte order */
	uint32_t mtu;    /* bytes; 0 if there is no MTU option */
};

/* Writes an advertisement (96 bytes, or 24 more with a cookie): router lifetime 0, retransmission
 * timer 2000 ms, a 64-bit prefix (autonomous, infinite lifetimes) and the MTU. */
void teredo_ra_write (struct teredo_writer *, const struct in6_addr *src,
                      const struct in6_addr *dst, const struct teredo_ra *);
void teredo_ra_write_cookie (struct teredo_writer *, const struct in6_addr *src,
                             const struct in6_addr *dst, const struct teredo_ra *,
                             const struct teredo_cookie *);

/*
 * Parses an advertisement. False unless it is valid (link-local source, hop limit 255, code 0,
 * correct checksum, well-formed options) and has exactly one prefix option, of 64 bits, from which
 * an address may be formed (RFC 4862 5.5.3: autonomous, valid lifetime not 0). Does not check the
 * MTU and the destination.
 */
bool teredo_ra_parse (struct teredo_ra *, const struct teredo_ip6 *);

/* Finds the cookie in a valid solicitation or advertisement. */
bool teredo_nd_find_cookie (struct teredo_cookie *, const struct teredo_ip6 *);

#endif
