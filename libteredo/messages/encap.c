/*
 * encap.c - authentication and origin indications (RFC 4380 5.1.1)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "messages/encap.h"

/* Both begin with a zero byte, as no IPv6 packet does. */
#define INDICATOR_ORIGIN 0x0000
#define INDICATOR_AUTH   0x0001

static void read_auth (struct teredo_encap *encap, struct teredo_reader *r)
{
	size_t id_len, value_len;

	encap->has_auth = true;
	id_len = teredo_read_u8 (r);
	value_len = teredo_read_u8 (r);
	encap->auth_id = teredo_read_slice (r, id_len);
	encap->auth_value = teredo_read_slice (r, value_len);
	teredo_read_bytes (r, encap->nonce, sizeof (encap->nonce));
	encap->confirmation = teredo_read_u8 (r);
}

static void read_origin (struct teredo_encap *encap, struct teredo_reader *r)
{
	encap->has_origin = true;
	encap->origin = teredo_endpoint_read (r);
}

bool teredo_encap_parse (struct teredo_encap *encap, struct teredo_slice udp)
{
	struct teredo_reader r;

	*encap = (struct teredo_encap){ .has_auth = false };
	teredo_reader_init (&r, udp);
	while (!r.bad && r.left > 0 && r.next[0] == 0) {
		uint16_t indicator = teredo_read_u16 (&r);

		if (indicator == INDICATOR_AUTH && !encap->has_auth && !encap->has_origin)
			read_auth (encap, &r);
		else if (indicator == INDICATOR_ORIGIN && !encap->has_origin)
			read_origin (encap, &r);
		else
			return false;
	}
	encap->rest = (struct teredo_slice){ r.next, r.left };
	return !r.bad;
}

void teredo_encap_write_auth (struct teredo_writer *w, struct teredo_slice id,
                              struct teredo_slice value, const uint8_t nonce[TEREDO_NONCE_LEN],
                              uint8_t confirmation)
{
	teredo_write_u16 (w, INDICATOR_AUTH);
	teredo_write_u8 (w, (uint8_t)id.len);
	teredo_write_u8 (w, (uint8_t)value.len);
	teredo_write_bytes (w, id.data, id.len);
	teredo_write_bytes (w, value.data, value.len);
	teredo_write_bytes (w, nonce, TEREDO_NONCE_LEN);
	teredo_write_u8 (w, confirmation);
}

void teredo_encap_write_nonce (struct teredo_writer *w, const uint8_t nonce[TEREDO_NONCE_LEN],
                               uint8_t confirmation)
{
	const struct teredo_slice none = { NULL, 0 };

	teredo_encap_write_auth (w, none, none, nonce, confirmation);
}

void teredo_encap_write_origin (struct teredo_writer *w, const struct teredo_endpoint *origin)
{
	teredo_write_u16 (w, INDICATOR_ORIGIN);
	teredo_endpoint_write (w, origin);
}
