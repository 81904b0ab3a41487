/*
 * test-secure.c - secure qualification of a client (RFC 4380 5.2.2)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "node.h"

#include <errno.h>
#include <string.h>
#include "base/hmac.h"
#include "bytes/params.h"
#include "messages/auth.h"
#include "roles/server.h"

#define P SERVER ":3544"
#define Q "203.0.113.121:3544"

static const struct teredo_keyring_entry alice = {
	.identity = { .id = "alice", .id_len = 5, .secret = "secret", .secret_len = 6 },
};
static struct node n;
static struct teredo_server *server;
static struct teredo_keyring *keyring;

static struct teredo_status status (void)
{
	struct teredo_status s;

	teredo_role_status (n.role, &s);
	return s;
}

/* A server that answers alice alone, and a client that has solicited it. */
static void start (bool renew)
{
	struct teredo_client_config client;
	struct teredo_server_config config;
	struct teredo_keyring_entry entry = alice;
	struct teredo_env env = unit_env;

	env.hmac = hmac_sha1 ();
	teredo_server_config_default (&config);
	config.primary = unit_ipv4 (SERVER);
	config.secondary = config.primary + 1;
	server = teredo_server_new (&config, &env);
	keyring = teredo_keyring_new ();
	entry.renew = renew;
	ck_assert (server != NULL && keyring != NULL);
	ck_assert_int_eq (teredo_keyring_add (keyring, &entry), 0);
	teredo_server_use_keyring (server, keyring, true);

	teredo_client_config_default (&client);
	client.server = config.primary;
	client.identity = &alice.identity;
	n = (struct node){ .now = 1000000 };
	n.role = teredo_client_new (&client, &env, n.now);
	ck_assert_ptr_nonnull (n.role);
	node_settle (&n);
}

static void end (void)
{
	node_end (&n);
	teredo_server_free (server);
	teredo_keyring_free (keyring);
}

/* The server's answer to the client's last solicitation. */
static struct unit_bytes answer (const char *mapped)
{
	const struct teredo_endpoint from = unit_endpoint (mapped);
	const struct node_out *rs = node_solicitation (&n);
	struct unit_bytes bytes = { .len = 0 };
	struct teredo_out out;

	ck_assert_ptr_nonnull (rs);
	ck_assert_int_eq (teredo_server_rx (server, n.now,
	                                    rs->out.to.ip == unit_ipv4 (SERVER) ? TEREDO_PRIMARY
	                                                                        : TEREDO_SECONDARY,
	                                    &from, rs->out.data, &out),
	                  TEREDO_SEND);
	bytes.len = out.head.len;
	memcpy (bytes.data, out.head.data, out.head.len);
	return bytes;
}

/* The server sees the client at a mapped address; the client consumes its answer and sends outs
 * packets. */
static void check_answer (const char *from, const char *mapped, unsigned outs)
{
	const struct unit_bytes ra = answer (mapped);

	node_check_rx (&n, from, &ra, TEREDO_CONSUMED, outs);
}

START_TEST (identity_without_hmac_is_refused)
{
	struct teredo_client_config config;

	teredo_client_config_default (&config);
	config.server = unit_ipv4 (SERVER);
	config.identity = &alice.identity;
	ck_assert_ptr_null (teredo_client_new (&config, &unit_env, 0));
	ck_assert_int_eq (errno, EINVAL);
}
END_TEST

/* The first answer brings a cookie, the second the address; then the secondary address is
 * asked. A refresh takes one exchange. */
START_TEST (client_qualifies_with_two_answers_of_the_primary_address)
{
	start (false);
	check_answer (P, MAPPED, 1);
	ck_assert_uint_eq (node_sent_to (&n, P), 1);
	ck_assert (!status ().have_address && status ().secure);
	check_answer (P, MAPPED, 2);
	ck_assert (status ().have_address && !status ().renew);
	ck_assert_uint_eq (node_sent_to (&n, Q), 1);
	check_answer (Q, MAPPED, 0);
	ck_assert_int_eq (status ().nat, TEREDO_NAT_NOT_SYMMETRIC);

	node_pass (&n, 27000);
	ck_assert_uint_ge (node_sent_to (&n, P), 1);
	check_answer (P, MAPPED, 0);
	ck_assert_int_eq (status ().state, TEREDO_QUALIFIED);
	end ();
}
END_TEST

/* Such as a server that was restarted and does not know our cookie. */
START_TEST (server_that_never_admits_is_asked_twice_and_used)
{
	start (false);
	check_answer (P, MAPPED, 1);
	check_answer (P, "192.0.2.1:5000",
	              2); /* another mapping, for which the cookie is not valid */
	ck_assert (status ().have_address);
	ck_assert_uint_eq (node_sent_to (&n, Q), 1);
	end ();
}
END_TEST

static void check_dropped (const struct unit_bytes *ra)
{
	node_rx (&n, P, ra);
	ck_assert_int_eq (n.verdict, TEREDO_DROP);
	ck_assert_uint_eq (n.outs, 0);
	ck_assert_int_eq (status ().state, TEREDO_STARTING);
}

START_TEST (advertisement_with_any_wrong_bit_is_dropped)
{
	struct unit_bytes ra;

	start (false);
	ra = answer (MAPPED);
	for (size_t bit = 0; bit < 8 * ra.len; bit++) {
		ra.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
		check_dropped (&ra);
		ra.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	node_check_rx (&n, P, &ra, TEREDO_CONSUMED, 1);
	end ();
}
END_TEST

/* By a server that knows no secret, or somebody who sees the nonce. */
START_TEST (advertisement_without_value_or_with_that_of_another_secret_is_dropped)
{
	struct teredo_identity other = alice.identity;
	struct unit_bytes good, ra = { .len = 0 };
	struct teredo_writer w;

	start (false);
	good = answer (MAPPED);
	memcpy (ra.data, "\0\1\0\0", 4);
	memcpy (ra.data + 4, good.data + 29, good.len - 29);
	ra.len = good.len - 25;
	check_dropped (&ra);

	other.secret_len--;
	ra = good;
	teredo_writer_init (&w, ra.data, ra.len);
	w.len = ra.len;
	teredo_auth_seal (&w, 0, &other, hmac_sha1 ());
	check_dropped (&ra);
	other.id[0] ^= 1; /* another identifier, with the secret of ours */
	ra = good;
	ra.data[4] ^= 1;
	check_dropped (&ra);
	end ();
}
END_TEST

START_TEST (request_for_a_new_secret_is_shown)
{
	start (true);
	check_answer (P, MAPPED, 1);
	check_answer (P, MAPPED, 2);
	ck_assert (status ().have_address && status ().renew);
	end ();
}
END_TEST

UNIT_MAIN ("secure", identity_without_hmac_is_refused,
           client_qualifies_with_two_answers_of_the_primary_address,
           server_that_never_admits_is_asked_twice_and_used,
           advertisement_with_any_wrong_bit_is_dropped,
           advertisement_without_value_or_with_that_of_another_secret_is_dropped,
           request_for_a_new_secret_is_shown)
