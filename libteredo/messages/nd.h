/*
 * nd.h - router solicitations and advertisements, as Teredo uses them
 * (RFC 4380 5.2.1 and 5.3.2, with the formats of RFC 4861)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_ND_H
#define LIBTEREDO_ND_H

#include "values/ip6.h"

#define TEREDO_RS_LEN 48u /* bytes: IPv6 header and solicitation */
#define TEREDO_RA_LEN 96u /* bytes: IPv6 header, advertisement, prefix, MTU */

/* Writes a solicitation from src (link-local) to ff02::2. */
void teredo_rs_write (struct teredo_writer *, const struct in6_addr *src);

/* Whether a packet is a valid solicitation: link-local source, ff02::2, hop
 * limit 255, code 0, checksum, no option of length 0 or cut short. */
bool teredo_rs_parse (const struct teredo_ip6 *);

/* What an advertisement says that Teredo wants to know. */
struct teredo_ra {
	uint32_t prefix; /* first 32 bits of the advertised prefix, host byte order */
	uint32_t server; /* next 32 bits: the server's IPv4 address, host byte order */
	uint32_t mtu;    /* bytes; 0 if there is no MTU option */
};

/* Writes an advertisement (96 bytes): router lifetime 0, retransmission timer
 * 2000 ms, one prefix of 64 bits (autonomous, infinite lifetimes), the MTU. */
void teredo_ra_write (struct teredo_writer *, const struct in6_addr *src,
                      const struct in6_addr *dst, const struct teredo_ra *);

/*
 * Whether a packet is a valid advertisement with exactly one 64-bit prefix:
 * link-local source, hop limit 255, code 0, checksum, 16 bytes at least, no
 * option of length 0 or cut short. The MTU is given as it stands.
 */
bool teredo_ra_parse (struct teredo_ra *, const struct teredo_ip6 *);

#endif
