/*
 * auth.c - authentication of solicitations and advertisements by a shared secret
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "messages/auth.h"

#include "bytes/mac.h"

#define HEADER_LEN 4 /* indicator, lengths of identifier and value */

struct teredo_slice teredo_identity_id (const struct teredo_identity *identity)
{
	return (struct teredo_slice){ identity->id, identity->id_len };
}

static struct teredo_slice secret_of (const struct teredo_identity *identity)
{
	return (struct teredo_slice){ identity->secret, identity->secret_len };
}

size_t teredo_auth_write (struct teredo_writer *w, const struct teredo_identity *identity,
                          const uint8_t nonce[TEREDO_NONCE_LEN], uint8_t confirmation)
{
	static const uint8_t room[TEREDO_HMAC_LEN];
	const struct teredo_slice value = { room, sizeof (room) };
	const size_t at = w->len;

	teredo_encap_write_auth (w, teredo_identity_id (identity), value, nonce, confirmation);
	return at;
}

void teredo_auth_seal (struct teredo_writer *w, size_t at, const struct teredo_identity *identity,
                       teredo_hmac *hmac)
{
	const size_t value = at + HEADER_LEN + identity->id_len;
	const size_t covered = value + TEREDO_HMAC_LEN;
	struct teredo_slice part;

	if (w->bad)
		return;
	part = (struct teredo_slice){ w->base + covered, w->len - covered };
	hmac (w->base + value, secret_of (identity), &part, 1);
}

bool teredo_auth_check (const struct teredo_encap *encap, struct teredo_slice packet,
                        const struct teredo_identity *identity, teredo_hmac *hmac)
{
	uint8_t origin[TEREDO_ORIGIN_LEN], value[TEREDO_HMAC_LEN];
	struct teredo_slice parts[4];
	struct teredo_writer w;

	if (encap->auth_value.len != TEREDO_HMAC_LEN)
		return false;
	teredo_writer_init (&w, origin, sizeof (origin));
	if (encap->has_origin)
		teredo_encap_write_origin (&w, &encap->origin);
	parts[0] = (struct teredo_slice){ encap->nonce, sizeof (encap->nonce) };
	parts[1] = (struct teredo_slice){ &encap->confirmation, 1 };
	parts[2] = teredo_writer_done (&w);
	parts[3] = packet;
	hmac (value, secret_of (identity), parts, 4);
	return teredo_mac_equal (value, encap->auth_value.data, sizeof (value));
}
