/*
 * auth.h - authentication of solicitations and advertisements by a shared secret
 * (RFC 4380 5.2.2)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_AUTH_H
#define LIBTEREDO_AUTH_H

#include "bytes/hmac.h"
#include "messages/encap.h"

#define TEREDO_AUTH_ID_MAX     255u /* bytes of an identifier */
#define TEREDO_AUTH_SECRET_MAX 255u /* bytes of a secret (ours) */

/* What a client and its server share. */
struct teredo_identity {
	uint8_t id[TEREDO_AUTH_ID_MAX];
	uint8_t id_len;
	uint8_t secret[TEREDO_AUTH_SECRET_MAX];
	uint8_t secret_len;
};

struct teredo_slice teredo_identity_id (const struct teredo_identity *);

/* Writes an authentication indication with the identifier and room for the value, which
 * teredo_auth_seal fills in. Returns the offset of the indication. */
size_t teredo_auth_write (struct teredo_writer *, const struct teredo_identity *,
                          const uint8_t nonce[TEREDO_NONCE_LEN], uint8_t confirmation);

/* Fills in the value of the indication at an offset. What the value covers must have been written
 * after it: an origin indication, if any, and an IPv6 packet. */
void teredo_auth_seal (struct teredo_writer *, size_t at, const struct teredo_identity *,
                       teredo_hmac *);

/* Whether a payload has the authentication value that its other contents require; compares
 * in constant time. packet: the IPv6 packet in it. Does not check the identifier. */
bool teredo_auth_check (const struct teredo_encap *, struct teredo_slice packet,
                        const struct teredo_identity *, teredo_hmac *);

#endif
