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

/* Writes a solicitation (48 bytes) from src, a link-local address, to ff02::2. */
void teredo_rs_write (struct teredo_writer *, const struct in6_addr *src);

/* Whether a packet is a valid solicitation: link-local source, destination
 * ff02::2, hop limit 255, code 0, right checksum, well-formed options. */
bool teredo_rs_parse (const struct teredo_ip6 *);

/* The fields of an advertisement that Teredo uses. */
struct teredo_ra {
	uint32_t prefix; /* first 32 bits of the advertised prefix, host byte order */
	uint32_t server; /* next 32 bits: the server's IPv4 address, host byte order */
	uint32_t mtu;    /* bytes; 0 if there is no MTU option */
};

/* Writes an advertisement (96 bytes): router lifetime 0, retransmission timer
 * 2000 ms, a 64-bit prefix (autonomous, infinite lifetimes) and the MTU. */
void teredo_ra_write (struct teredo_writer *, const struct in6_addr *src,
                      const struct in6_addr *dst, const struct teredo_ra *);

/*
 * Parses an advertisement. False unless it is valid (link-local source, hop limit
 * 255, code 0, right checksum, well-formed options) and has exactly one prefix
 * option, of 64 bits, from which an address may be formed (RFC 4862 5.5.3: autonomous,
 * valid lifetime not 0). Does not check the MTU and the destination.
 */
bool teredo_ra_parse (struct teredo_ra *, const struct teredo_ip6 *);

#endif
