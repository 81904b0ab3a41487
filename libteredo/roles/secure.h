/*
 * secure.h - secure qualification: what a client adds to solicitations, and requires of
 * advertisements (RFC 4380 5.2.2)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_SECURE_H
#define LIBTEREDO_SECURE_H

#include "messages/auth.h"
#include "messages/nd.h"
#include "roles/arrival.h"

/* Zero: without a secret, nonces only. */
struct teredo_secure {
	struct teredo_identity identity;
	teredo_hmac *hmac; /* NULL: there is no identity */
	bool renew;        /* the server asked for a new secret */
	bool admitted;     /* the server has accepted its cookie */
	bool forwards;     /* the server forwards data for us */
	bool again;        /* the last solicitation was sent because of a new cookie */
	bool has_cookie;
	struct teredo_cookie cookie; /* for the next solicitation */
};

/* Writes a solicitation from src, a link-local address, with the authentication indication before
 * it. Everything that solicits the server uses this. */
void teredo_secure_solicit (const struct teredo_secure *, struct teredo_writer *,
                            const struct in6_addr *src, const uint8_t nonce[TEREDO_NONCE_LEN]);

/* Whether an advertisement is authentic: it has this nonce, and with an identity that identifier
 * and the right authentication value. */
bool teredo_secure_accepts (const struct teredo_secure *, const struct teredo_arrival *,
                            const uint8_t nonce[TEREDO_NONCE_LEN]);

/* An authentic advertisement of the server's primary address. True: it asks for the same
 * solicitation once more, with the cookie in it. */
bool teredo_secure_heard (struct teredo_secure *, const struct teredo_arrival *);

#endif
