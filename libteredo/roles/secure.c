/*
 * secure.c - secure qualification: a client's side
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/secure.h"

#include "bytes/mac.h"

void teredo_secure_solicit (const struct teredo_secure *secure, struct teredo_writer *w,
                            const struct in6_addr *src, const uint8_t nonce[TEREDO_NONCE_LEN])
{
	size_t at;

	if (secure->hmac == NULL) {
		teredo_encap_write_nonce (w, nonce, 0);
		teredo_rs_write (w, src);
		return;
	}
	at = teredo_auth_write (w, &secure->identity, nonce, 0);
	teredo_rs_write_cookie (w, src, secure->has_cookie ? &secure->cookie : NULL);
	teredo_auth_seal (w, at, &secure->identity, secure->hmac);
}

bool teredo_secure_accepts (const struct teredo_secure *secure, const struct teredo_arrival *a,
                            const uint8_t nonce[TEREDO_NONCE_LEN])
{
	const struct teredo_slice id = teredo_identity_id (&secure->identity);

	if (!a->encap.has_auth || !teredo_mac_equal (a->encap.nonce, nonce, TEREDO_NONCE_LEN))
		return false;
	if (secure->hmac == NULL)
		return true;
	return a->encap.auth_id.len == id.len
	       && memcmp (a->encap.auth_id.data, id.data, id.len) == 0
	       && teredo_auth_check (&a->encap, a->ip6.packet, &secure->identity, secure->hmac);
}

bool teredo_secure_heard (struct teredo_secure *secure, const struct teredo_arrival *a)
{
	struct teredo_cookie cookie = { .flags = 0 };
	const bool again = secure->again;

	if (secure->hmac == NULL)
		return false;
	secure->renew = a->encap.confirmation != 0;
	secure->has_cookie = teredo_nd_find_cookie (&cookie, &a->ip6);
	secure->admitted = (cookie.flags & TEREDO_COOKIE_ADMITTED) != 0;
	secure->forwards = (cookie.flags & TEREDO_COOKIE_FORWARDS) != 0;
	cookie.flags = 0;
	secure->cookie = cookie;
	secure->again = secure->has_cookie && !secure->admitted && !again;
	return secure->again;
}
