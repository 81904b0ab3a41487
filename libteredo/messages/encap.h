/*
 * encap.h - authentication and origin indication before the IPv6 packet
 * (RFC 4380 5.1.1)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_ENCAP_H
#define LIBTEREDO_ENCAP_H

#include "values/ipv4.h"
#include "bytes/params.h"
#include "bytes/wire.h"

struct teredo_encap {
	bool has_auth;
	bool has_origin;
	struct teredo_slice auth_id;    /* client identifier */
	struct teredo_slice auth_value; /* authentication value */
	uint8_t nonce[TEREDO_NONCE_LEN];
	uint8_t confirmation;          /* not 0: the key is no longer good */
	struct teredo_endpoint origin; /* host byte order, not obfuscated */
	struct teredo_slice rest;      /* what follows: the IPv6 packet */
};

/*
 * Takes a UDP payload apart. Legal: nothing, authentication, origin, or
 * authentication and then origin. False for anything else: cut short,
 * repeated, in the other order, an unknown indicator.
 */
bool teredo_encap_parse (struct teredo_encap *, struct teredo_slice udp);

/* Authentication with neither identifier nor value: 13 bytes. */
void teredo_encap_write_nonce (struct teredo_writer *, const uint8_t nonce[TEREDO_NONCE_LEN],
                               uint8_t confirmation);

/* Origin indication: 8 bytes; obfuscates what it is given in clear. */
void teredo_encap_write_origin (struct teredo_writer *, const struct teredo_endpoint *);

#endif
