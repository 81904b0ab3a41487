/*
 * test-gate.c - secure qualification with a server (RFC 4380 5.2.2, 5.3.2)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/server.h"

#include <string.h>
#include "base/hmac.h"
#include "bytes/cksum.h"
#include "bytes/params.h"
#include "messages/auth.h"
#include "messages/nd.h"
#include "roles/secure.h"
#include "unit.h"
#include "values/addr.h"

#define CLIENT "192.0.2.1:4096"
#define P      "203.0.113.120"

static const struct teredo_keyring_entry alice = {
	.identity = { .id = "alice", .id_len = 5, .secret = "secret", .secret_len = 6 },
};
static const struct teredo_keyring_entry bob = {
	.identity = { .id = "bob", .id_len = 3, .secret = "other", .secret_len = 5 },
	.renew = true,
};
static const uint8_t nonce[TEREDO_NONCE_LEN] = { 1, 2, 3, 4, 5, 6, 7, 8 };

static struct teredo_server *server;
static struct teredo_keyring *keyring;
static struct teredo_secure client; /* the one whose solicitations are sent */
static struct teredo_out out;
static struct unit_bytes in, answer;
static struct teredo_arrival a; /* the answer */
static teredo_time now;

static struct teredo_server_config config;

static void start_configured (bool secure_only)
{
	struct teredo_env env = unit_env;

	env.hmac = hmac_sha1 ();
	config.primary = unit_ipv4 (P);
	config.secondary = unit_ipv4 ("203.0.113.121");
	server = teredo_server_new (&config, &env);
	keyring = teredo_keyring_new ();
	ck_assert (server != NULL && keyring != NULL);
	ck_assert_int_eq (teredo_keyring_add (keyring, &bob), 0);
	ck_assert_int_eq (teredo_keyring_add (keyring, &alice), 0);
	teredo_server_use_keyring (server, keyring, secure_only);
	client = (struct teredo_secure){ .identity = alice.identity, .hmac = hmac_sha1 () };
	now = 5000000;
}

static void start (bool secure_only)
{
	teredo_server_config_default (&config);
	start_configured (secure_only);
}

static void start_for_exit (const struct teredo_admission *admission)
{
	teredo_server_config_default (&config);
	config.admission = admission;
	config.exit = true;
	start_configured (false);
}

static void end (void)
{
	teredo_server_free (server);
	teredo_keyring_free (keyring);
}

static uint64_t counter (enum teredo_count count)
{
	return teredo_server_counts (server)->of[count];
}

static void solicit (void)
{
	struct teredo_writer w;

	teredo_writer_init (&w, in.data, sizeof (in.data));
	teredo_secure_solicit (&client, &w, &teredo_linklocal_client, nonce);
	in.len = teredo_writer_done (&w).len;
}

static enum teredo_verdict send_from (const char *from)
{
	const struct teredo_endpoint endpoint = unit_endpoint (from);
	static struct teredo_endpoint source;
	struct teredo_writer w;
	enum teredo_verdict verdict = teredo_server_rx (server, now, TEREDO_PRIMARY, &endpoint,
	                                                unit_slice (&in), &out);

	if (verdict != TEREDO_SEND)
		return verdict;
	teredo_writer_init (&w, answer.data, sizeof (answer.data));
	teredo_write_bytes (&w, out.head.data, out.head.len);
	answer.len = teredo_writer_done (&w).len;
	source = unit_endpoint (P ":3544");
	ck_assert (teredo_arrival_parse (&a, &source, unit_slice (&answer), TEREDO_PREFIX));
	return verdict;
}

/* The payload is dropped, for this reason. */
static void check_dropped (enum teredo_count reason)
{
	const uint64_t before = counter (reason);

	ck_assert_int_eq (send_from (CLIENT), TEREDO_DROP);
	ck_assert_msg (counter (reason) == before + 1, "not counted: %s",
	               teredo_count_name (reason));
}

START_TEST (solicitation_with_secret_gets_authentic_advertisement)
{
	start (false);
	solicit ();
	ck_assert_int_eq (send_from (CLIENT), TEREDO_SEND);
	unit_check_bytes (a.encap.auth_id, "616c696365");
	ck_assert_mem_eq (a.encap.nonce, nonce, sizeof (nonce));
	ck_assert_uint_eq (a.encap.confirmation, 0);
	ck_assert (teredo_secure_accepts (&client, &a, nonce));
	ck_assert_uint_eq (counter (TEREDO_RX_RS_SECURE), 1);
	ck_assert_uint_eq (counter (TEREDO_RX_RS), 0);
	end ();
}
END_TEST

START_TEST (client_with_old_secret_gets_authentic_advertisement_with_confirmation)
{
	start (false);
	client.identity = bob.identity;
	solicit ();
	ck_assert_int_eq (send_from (CLIENT), TEREDO_SEND);
	ck_assert_uint_ne (a.encap.confirmation, 0);
	ck_assert (teredo_secure_accepts (&client, &a, nonce));
	(void)teredo_secure_heard (&client, &a);
	ck_assert (client.renew);
	end ();
}
END_TEST

/* RFC 4380 5.2.2: discarded, also by a server that answers others without secret. */
START_TEST (wrong_identifier_or_value_is_dropped)
{
	for (int only = 0; only <= 1; only++) {
		start (only);
		client.identity.secret[0] ^= 1;
		solicit ();
		check_dropped (TEREDO_DROP_AUTH);
		client.identity = alice.identity;
		client.identity.id[0] ^= 1;
		solicit ();
		check_dropped (TEREDO_DROP_AUTH_ID);
		client.identity = alice.identity;
		client.identity.id_len--;
		solicit ();
		check_dropped (TEREDO_DROP_AUTH_ID);

		client.identity = alice.identity;
		solicit ();
		in.data[4 + 5 + 20] ^= 1; /* another nonce than that of the value */
		check_dropped (TEREDO_DROP_AUTH);
		solicit ();
		in.data[4 + 5 + 20 + 8] = 1; /* confirmation */
		check_dropped (TEREDO_DROP_AUTH);
		solicit ();
		ck_assert_int_eq (send_from (CLIENT), TEREDO_SEND);
		end ();
	}
}
END_TEST

/* An indication whose lengths do not fit is malformed; one without value, or with a value and no
 * identifier, is not authentic. */
START_TEST (truncated_solicitation_is_dropped)
{
	start (true);
	solicit ();
	for (size_t len = in.len - 1; len > 0; len--) {
		in.len = len;
		check_dropped (TEREDO_DROP_MALFORMED);
	}
	solicit ();
	memmove (in.data + 9, in.data + 29, in.len - 29);
	in.data[3] = 0;
	in.len -= 20;
	check_dropped (TEREDO_DROP_AUTH);
	solicit ();
	memmove (in.data + 4, in.data + 9, in.len - 9);
	in.data[2] = 0;
	in.len -= 5;
	check_dropped (TEREDO_DROP_AUTH_ID);
	end ();
}
END_TEST

START_TEST (solicitation_without_secret_is_answered_unless_refused)
{
	start (false);
	client.hmac = NULL;
	solicit ();
	ck_assert_int_eq (send_from (CLIENT), TEREDO_SEND);
	ck_assert_uint_eq (a.encap.auth_id.len + a.encap.auth_value.len, 0);
	ck_assert_uint_eq (a.ip6.packet.len, TEREDO_RA_LEN);
	end ();

	start (true);
	client.hmac = NULL;
	solicit ();
	check_dropped (TEREDO_DROP_NO_AUTH);
	teredo_server_use_keyring (server, NULL, true);
	client.hmac = hmac_sha1 ();
	solicit ();
	check_dropped (TEREDO_DROP_NO_AUTH);
	end ();
}
END_TEST

/* Without clients that have secrets, the identifier is ignored, as by Miredo 1.2. */
START_TEST (server_without_keyring_answers_without_authentication)
{
	start (false);
	teredo_server_use_keyring (server, NULL, false);
	solicit ();
	ck_assert_int_eq (send_from (CLIENT), TEREDO_SEND);
	ck_assert_uint_eq (a.encap.auth_id.len, 0);
	ck_assert (!teredo_secure_accepts (&client, &a, nonce));
	end ();
}
END_TEST

/* Solicits; whether the answer says that the cookie was good. The client keeps the new one. */
static bool admits (const char *from)
{
	solicit ();
	ck_assert_int_eq (send_from (from), TEREDO_SEND);
	(void)teredo_secure_heard (&client, &a);
	return client.admitted;
}

START_TEST (client_is_admitted_when_it_returns_the_cookie_in_time)
{
	start (false);
	ck_assert (!admits (CLIENT));
	ck_assert (admits (CLIENT));
	now += 599000;
	ck_assert (admits (CLIENT)); /* and has a newer cookie */
	now += 1200000;
	ck_assert (!admits (CLIENT));
	ck_assert (admits (CLIENT));
	end ();
}
END_TEST

START_TEST (replayed_solicitation_does_not_admit_another_endpoint)
{
	struct teredo_cookie cookie;

	start (false);
	ck_assert (!admits (CLIENT));
	solicit ();
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq (send_from (i == 0 ? "192.0.2.1:4097" : "192.0.2.2:4096"),
		                  TEREDO_SEND);
		ck_assert (teredo_nd_find_cookie (&cookie, &a.ip6));
		ck_assert_uint_eq (cookie.flags, 0);
	}
	ck_assert_int_eq (send_from (CLIENT), TEREDO_SEND);
	ck_assert (teredo_nd_find_cookie (&cookie, &a.ip6));
	ck_assert_uint_eq (cookie.flags, TEREDO_COOKIE_ADMITTED);
	end ();
}
END_TEST

static struct teredo_admitted *table;

static bool has (void *ctx, const struct teredo_endpoint *who, teredo_time when)
{
	(void)ctx;
	return teredo_admitted_has (table, who, when);
}

static void add (void *ctx, const struct teredo_endpoint *who, teredo_time until, teredo_time when)
{
	(void)ctx;
	teredo_admitted_add (table, who, until, when);
}

static const struct teredo_admission admission = { .has = has, .add = add };

/* A probe of the client at CLIENT to a host in the IPv6 Internet. */
static enum teredo_verdict send_probe (void)
{
	const struct teredo_address parts = { .prefix = TEREDO_PREFIX,
		                              .server = unit_ipv4 (P),
		                              .mapped = unit_endpoint (CLIENT) };
	const struct in6_addr host = unit_ip6 ("2001:db8::1");
	struct in6_addr own;
	struct teredo_writer w;
	size_t at;

	teredo_address_encode (&own, &parts);
	teredo_writer_init (&w, in.data, sizeof (in.data));
	teredo_ip6_write (&w, 8, TEREDO_NH_ICMP6, 64, &own, &host);
	at = w.len;
	teredo_write_u32 (&w, (uint32_t)TEREDO_ICMP6_ECHO << 24);
	teredo_write_u32 (&w, 1);
	teredo_cksum_seal_icmp6 (&w, at, &own, &host);
	in.len = teredo_writer_done (&w).len;
	return send_from (CLIENT);
}

/* The probes leave from the server's host like the exit's packets. */
START_TEST (server_of_an_exit_forwards_probes_of_admitted_clients_only)
{
	start_for_exit (&admission);
	table = teredo_admitted_new (&unit_env);
	ck_assert_int_eq (send_probe (), TEREDO_DROP);
	ck_assert_uint_eq (counter (TEREDO_DROP_NOT_ADMITTED), 1);
	ck_assert (!admits (CLIENT));
	ck_assert_int_eq (send_probe (), TEREDO_DROP);
	ck_assert (admits (CLIENT));
	ck_assert_int_eq (send_probe (), TEREDO_DELIVER);
	now += TEREDO_ADMITTED_TIME - 1000;
	ck_assert_int_eq (send_probe (), TEREDO_DELIVER);
	now += 1000;
	ck_assert_int_eq (send_probe (), TEREDO_DROP);
	teredo_admitted_free (table);
	end ();
}
END_TEST

/* Only wrong values count. Beyond the limit, no HMAC is computed for that address. */
START_TEST (hmacs_that_an_address_causes_are_limited)
{
	unsigned tried = 0;

	start (false);
	client.identity.secret[0] ^= 1;
	solicit ();
	while (counter (TEREDO_DROP_LIMIT) == 0 && tried++ < 1000)
		ck_assert_int_eq (send_from (CLIENT), TEREDO_DROP);
	ck_assert_uint_eq (counter (TEREDO_DROP_AUTH), 100);

	client.identity = alice.identity;
	solicit ();
	ck_assert_int_eq (send_from ("192.0.2.2:4096"), TEREDO_SEND);
	now += 1000;
	for (int i = 0; i < 500; i++)
		ck_assert_int_eq (send_from (CLIENT), TEREDO_SEND);
	end ();
}
END_TEST

UNIT_MAIN ("gate", solicitation_with_secret_gets_authentic_advertisement,
           client_with_old_secret_gets_authentic_advertisement_with_confirmation,
           wrong_identifier_or_value_is_dropped, truncated_solicitation_is_dropped,
           solicitation_without_secret_is_answered_unless_refused,
           server_without_keyring_answers_without_authentication,
           client_is_admitted_when_it_returns_the_cookie_in_time,
           replayed_solicitation_does_not_admit_another_endpoint,
           server_of_an_exit_forwards_probes_of_admitted_clients_only,
           hmacs_that_an_address_causes_are_limited)
