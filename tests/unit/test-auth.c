/*
 * test-auth.c - authentication by a shared secret (RFC 4380 5.2.2)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "messages/auth.h"

#include <errno.h>
#include <string.h>
#include "base/hmac.h"
#include "messages/nd.h"
#include "roles/keyring.h"
#include "unit.h"
#include "values/addr.h"

#define NONCE "0011223344556677"
#define RS \
	"6000000000083aff fe800000000000000000ffffffffffff ff020000000000000000000000000002" \
	"85007d3700000000"
#define RA \
	"6000000000383aff fe800000000000008000f22734ff8e87 fe800000000000000000ffffffffffff" \
	"8600954c 00000000 00000000 000007d0 03044040 ffffffff ffffffff 00000000" \
	"20010000cb007178 0000000000000000 05010000 00000500"

static const struct teredo_identity alice = {
	.id = "alice",
	.id_len = 5,
	.secret = "secret",
	.secret_len = 6,
};

/* RFC 2202, the test cases 1 to 3, and 6, where the key is longer than a block */
START_TEST (hmac_has_the_values_of_the_rfc)
{
	static const struct {
		const char *key, *data, *mac;
	} cases[] = {
		{ "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265",
		  "b617318655057264e28bc0b6fb378c8ef146be00" },
		{ "4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
		  "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79" },
		{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		  "dddddddddddddddddddddddddddddddddddddddddddddddddd"
		  "dddddddddddddddddddddddddddddddddddddddddddddddddd",
		  "125d7342b9ac11cd91a39af48aa17b4f63f175d3" },
		{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		  "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d"
		  "2048617368204b6579204669727374",
		  "aa4ae5e15272d00e95705637ce8a3b55ed402112" },
	};

	for (size_t i = 0; i < ARRAY_LEN (cases); i++) {
		const struct unit_bytes key = unit_hex (cases[i].key);
		const struct unit_bytes data = unit_hex (cases[i].data);
		const struct teredo_slice parts[] = { { data.data, 3 },
			                              { data.data + 3, data.len - 3 } };
		uint8_t mac[TEREDO_HMAC_LEN];

		hmac_sha1 () (mac, unit_slice (&key), parts, 2);
		unit_check_bytes ((struct teredo_slice){ mac, sizeof (mac) }, cases[i].mac);
	}
}
END_TEST

START_TEST (solicitation_is_sealed_with_the_value_of_nonce_confirmation_and_packet)
{
	const struct unit_bytes nonce = unit_hex (NONCE);
	uint8_t buffer[256];
	struct teredo_writer w;
	size_t at;

	teredo_writer_init (&w, buffer, sizeof (buffer));
	at = teredo_auth_write (&w, &alice, nonce.data, 0);
	teredo_rs_write (&w, &teredo_linklocal_client);
	teredo_auth_seal (&w, at, &alice, hmac_sha1 ());
	unit_check_bytes (teredo_writer_done (&w),
	                  "00010514616c696365b887bcfbd899fd4268eed97e2778cf166b64e00e" NONCE
	                  "00" RS);
}
END_TEST

/* Writes an advertisement with an origin; seals it. */
static struct unit_bytes advertisement (uint8_t confirmation)
{
	const struct teredo_endpoint origin = unit_endpoint ("192.0.2.1:4096");
	const struct unit_bytes nonce = unit_hex (NONCE), ra = unit_hex (RA);
	struct unit_bytes bytes = { .len = 0 };
	struct teredo_writer w;
	size_t at;

	teredo_writer_init (&w, bytes.data, sizeof (bytes.data));
	at = teredo_auth_write (&w, &alice, nonce.data, confirmation);
	teredo_encap_write_origin (&w, &origin);
	teredo_write_bytes (&w, ra.data, ra.len);
	teredo_auth_seal (&w, at, &alice, hmac_sha1 ());
	bytes.len = teredo_writer_done (&w).len;
	return bytes;
}

START_TEST (value_of_advertisement_covers_origin_and_confirmation)
{
	struct unit_bytes bytes = advertisement (0);

	unit_check_bytes ((struct teredo_slice){ bytes.data + 9, 20 },
	                  "0124d8aa4dcc72ba86283a5a105824f30c7edb2f");
	bytes = advertisement (1);
	unit_check_bytes ((struct teredo_slice){ bytes.data + 9, 20 },
	                  "be142a48e78485c2b1d796c973992c05f0435cf3");
}
END_TEST

static bool check (const struct unit_bytes *bytes, const struct teredo_identity *identity)
{
	struct teredo_encap encap;
	struct teredo_ip6 ip6;

	return teredo_encap_parse (&encap, unit_slice (bytes))
	       && teredo_ip6_parse (&ip6, encap.rest)
	       && teredo_auth_check (&encap, ip6.packet, identity, hmac_sha1 ());
}

/* All but lengths and identifier: these are not covered, and looked at elsewhere. */
START_TEST (one_wrong_bit_anywhere_fails_the_check)
{
	struct unit_bytes bytes = advertisement (0);

	ck_assert (check (&bytes, &alice));
	for (size_t bit = 8 * 9; bit < 8 * bytes.len; bit++) {
		bytes.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
		ck_assert_msg (!check (&bytes, &alice), "bit %zu", bit);
		bytes.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
}
END_TEST

START_TEST (wrong_secret_and_value_of_another_length_fail_the_check)
{
	struct teredo_identity other = alice;
	struct unit_bytes bytes = advertisement (0);

	other.secret[5] ^= 1;
	ck_assert (!check (&bytes, &other));
	other = alice;
	other.secret_len--;
	ck_assert (!check (&bytes, &other));

	/* Without value; with one byte less, which is cut from its end or its beginning. */
	bytes = unit_hex ("00010500616c696365" NONCE "00" RA);
	ck_assert (!check (&bytes, &alice));
	bytes = unit_hex ("00010513616c696365b887bcfbd899fd4268eed97e2778cf166b64e0" NONCE "00" RS);
	ck_assert (!check (&bytes, &alice));
	bytes = unit_hex ("00010513616c69636587bcfbd899fd4268eed97e2778cf166b64e00e" NONCE "00" RS);
	ck_assert (!check (&bytes, &alice));
}
END_TEST

START_TEST (truncated_indication_is_refused_at_any_length)
{
	const struct unit_bytes bytes = advertisement (0);
	struct teredo_encap encap;

	for (size_t len = 1; len < 9 + 20 + 9; len++)
		ck_assert (!teredo_encap_parse (&encap, (struct teredo_slice){ bytes.data, len }));
}
END_TEST

/* RFC 2104: a key longer than a block is hashed; a key may be of any length. */
START_TEST (longest_identifier_and_secret_are_written_and_checked)
{
	const struct unit_bytes nonce = unit_hex (NONCE);
	struct teredo_identity longest = { .id_len = 255, .secret_len = 255 };
	struct unit_bytes bytes = { .len = 0 };
	struct teredo_writer w;
	size_t at;

	memset (longest.id, 'i', sizeof (longest.id));
	memset (longest.secret, 's', sizeof (longest.secret));
	teredo_writer_init (&w, bytes.data, sizeof (bytes.data));
	at = teredo_auth_write (&w, &longest, nonce.data, 0);
	teredo_rs_write (&w, &teredo_linklocal_client);
	teredo_auth_seal (&w, at, &longest, hmac_sha1 ());
	bytes.len = teredo_writer_done (&w).len;
	ck_assert (check (&bytes, &longest));
	longest.secret[254]++;
	ck_assert (!check (&bytes, &longest));
}
END_TEST

START_TEST (cookie_is_written_and_found)
{
	const struct teredo_cookie cookie = { .flags = 3, .bytes = "0123456789abcde" };
	struct teredo_ra ra = { .prefix = 1, .server = 2, .mtu = 1280 };
	struct teredo_cookie found = { .flags = 0 };
	uint8_t buffer[256];
	struct teredo_writer w;
	struct teredo_ip6 ip6;

	teredo_writer_init (&w, buffer, sizeof (buffer));
	teredo_rs_write_cookie (&w, &teredo_linklocal_client, &cookie);
	ck_assert_uint_eq (w.len, TEREDO_RS_LEN + TEREDO_COOKIE_LEN);
	ck_assert (teredo_ip6_parse (&ip6, teredo_writer_done (&w)) && teredo_rs_parse (&ip6));
	ck_assert (teredo_nd_find_cookie (&found, &ip6));
	ck_assert_mem_eq (&found, &cookie, sizeof (cookie));

	teredo_writer_init (&w, buffer, sizeof (buffer));
	teredo_ra_write_cookie (&w, &teredo_linklocal_client, &teredo_linklocal_client, &ra,
	                        &cookie);
	ck_assert_uint_eq (w.len, TEREDO_RA_LEN + TEREDO_COOKIE_LEN);
	ck_assert (teredo_ip6_parse (&ip6, teredo_writer_done (&w)));
	found.flags = 0;
	ck_assert (teredo_ra_parse (&ra, &ip6) && teredo_nd_find_cookie (&found, &ip6));
	ck_assert_mem_eq (&found, &cookie, sizeof (cookie));
}
END_TEST

START_TEST (keyring_finds_each_of_many_and_refuses_duplicates)
{
	struct teredo_keyring *many = teredo_keyring_new ();
	struct teredo_keyring_entry entry = { .identity = alice };

	for (unsigned i = 0; i < 1000; i++) {
		entry.identity.id_len = 2;
		entry.identity.id[0] = (uint8_t)(i * 7);
		entry.identity.id[1] = (uint8_t)(i * 7 >> 8);
		entry.identity.secret[0] = (uint8_t)i;
		ck_assert_int_eq (teredo_keyring_add (many, &entry), 0);
		ck_assert_int_eq (teredo_keyring_add (many, &entry), -1);
		ck_assert_int_eq (errno, EEXIST);
	}
	for (unsigned i = 0; i < 1000; i++) {
		const uint8_t id[2] = { (uint8_t)(i * 7), (uint8_t)(i * 7 >> 8) };
		const struct teredo_keyring_entry *found =
			teredo_keyring_find (many, (struct teredo_slice){ id, 2 });

		ck_assert_ptr_nonnull (found);
		ck_assert_uint_eq (found->identity.secret[0], (uint8_t)i);
		ck_assert_ptr_null (teredo_keyring_find (many, (struct teredo_slice){ id, 1 }));
	}
	ck_assert_ptr_null (teredo_keyring_find (many, (struct teredo_slice){ NULL, 0 }));
	ck_assert_uint_eq (teredo_keyring_count (many), 1000);
	teredo_keyring_free (many);
}
END_TEST

UNIT_MAIN ("auth", hmac_has_the_values_of_the_rfc,
           solicitation_is_sealed_with_the_value_of_nonce_confirmation_and_packet,
           value_of_advertisement_covers_origin_and_confirmation,
           one_wrong_bit_anywhere_fails_the_check,
           wrong_secret_and_value_of_another_length_fail_the_check,
           truncated_indication_is_refused_at_any_length,
           longest_identifier_and_secret_are_written_and_checked, cookie_is_written_and_found,
           keyring_finds_each_of_many_and_refuses_duplicates)
