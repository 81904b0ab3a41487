/*
 * forwarder.c - a server that forwards data between its clients, for tests
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "forwarder.h"

#include <string.h>
#include "base/hmac.h"

const struct teredo_keyring_entry alice = {
	.identity = { .id = "alice", .id_len = 5, .secret = "secret", .secret_len = 6 },
};
struct node n;
struct teredo_server *server;
static struct teredo_keyring *keyring;
static struct teredo_admitted *table;
struct teredo_out out;

static bool has (void *ctx, const struct teredo_endpoint *who, teredo_time now)
{
	(void)ctx;
	return teredo_admitted_has (table, who, now);
}

static void add (void *ctx, const struct teredo_endpoint *who, teredo_time until, teredo_time now)
{
	(void)ctx;
	teredo_admitted_add (table, who, until, now);
}

void admit (const char *who)
{
	const struct teredo_endpoint endpoint = unit_endpoint (who);

	teredo_admitted_add (table, &endpoint, n.now + TEREDO_ADMITTED_TIME, n.now);
}

void start_server (uint32_t rate)
{
	static const struct teredo_admission admission = { .has = has, .add = add };
	struct teredo_server_config config;
	struct teredo_env env = unit_env;

	env.hmac = hmac_sha1 ();
	teredo_server_config_default (&config);
	config.primary = unit_ipv4 (SERVER);
	config.secondary = config.primary + 1;
	config.admission = &admission;
	config.forward_rate = rate;
	server = teredo_server_new (&config, &env);
	keyring = teredo_keyring_new ();
	table = teredo_admitted_new (&unit_env);
	ck_assert (server != NULL && keyring != NULL && table != NULL);
	ck_assert_int_eq (teredo_keyring_add (keyring, &alice), 0);
	teredo_server_use_keyring (server, keyring, true);
	n = (struct node){ .now = 1000000, .peer = node_teredo (PEER, SERVER) };
	n.address = node_teredo (MAPPED, SERVER);
}

enum teredo_verdict server_rx (const char *from, const struct unit_bytes *bytes)
{
	const struct teredo_endpoint endpoint = unit_endpoint (from);

	return teredo_server_rx (server, n.now, TEREDO_PRIMARY, &endpoint, unit_slice (bytes),
	                         &out);
}

void end (void)
{
	if (n.role != NULL)
		node_end (&n);
	teredo_server_free (server);
	teredo_keyring_free (keyring);
	teredo_admitted_free (table);
}
