/*
 * encap.h - authentication and origin indications (RFC 4380 5.1.1)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_ENCAP_H
#define LIBTEREDO_ENCAP_H

#include "values/ipv4.h"
#include "bytes/params.h"
#include "bytes/wire.h"

/* A parsed UDP payload; the slices point into it. */
struct teredo_encap {
	bool has_auth;
	bool has_origin;
	struct teredo_slice auth_id;    /* client identifier */
	struct teredo_slice auth_value; /* authentication value */
	uint8_t nonce[TEREDO_NONCE_LEN];
	uint8_t confirmation;          /* not 0: the client should get a new key */
	struct teredo_endpoint origin; /* host byte order, not obfuscated */
	struct teredo_slice rest;      /* what follows: an IPv6 packet */
};

/*
 * Parses the indications at the start of a UDP payload: none, authentication,
 * origin, or authentication followed by origin. False if they are truncated,
 * repeated, in the wrong order or unknown. Does not look at the rest.
 */
bool teredo_encap_parse (struct teredo_encap *, struct teredo_slice udp);

/* Writes an authentication indication with an identifier and a value of up to 255 bytes each. */
void teredo_encap_write_auth (struct teredo_writer *, struct teredo_slice id,
                              struct teredo_slice value, const uint8_t nonce[TEREDO_NONCE_LEN],
                              uint8_t confirmation);

/* Writes an authentication indication without client identifier and
 * authentication value: 13 bytes. */
void teredo_encap_write_nonce (struct teredo_writer *, const uint8_t nonce[TEREDO_NONCE_LEN],
                               uint8_t confirmation);

/* Writes an origin indication with an endpoint, obfuscated: 8 bytes. */
void teredo_encap_write_origin (struct teredo_writer *, const struct teredo_endpoint *);

#endif
