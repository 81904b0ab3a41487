/*
 * fuzz-server.c - datagrams to a server
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/server.h"

#include <stdlib.h>
#include <string.h>
#include "fuzz.h"
#include "values/addr.h"

#define PRIMARY 0xcb007178 /* 203.0.113.120 */

static const struct teredo_networks networks = {
	.ipv4_count = 1,
	.ipv4 = { { 0xc6336402, 0xfffffffc } }, /* 198.51.100.2/30 */
	.ip6_count = 1,
	.ip6 = { { { { 0x20, 0x01, 0x0d, 0xb8, [15] = 0x53 } } } },
};

static bool is_ours (uint32_t ip, bool both)
{
	return ip == PRIMARY || (both && ip == PRIMARY + 1)
	       || teredo_networks_have_ipv4 (&networks, ip);
}

static void check_sent (const struct teredo_out *out, struct teredo_slice udp, bool both)
{
	uint8_t *whole = malloc (out->head.len + out->data.len + 1);

	MUST (whole != NULL);
	MUST (out->data.len <= udp.len);
	if (out->head.len > 0)
		memcpy (whole, out->head.data, out->head.len);
	if (out->data.len > 0)
		memcpy (whole + out->head.len, out->data.data, out->data.len);
	fuzz_check_udp (&out->to, (struct teredo_slice){ whole, out->head.len + out->data.len });
	MUST (!(out->to.port == TEREDO_PORT
	        && (out->to.ip == PRIMARY || (both && out->to.ip == PRIMARY + 1))));
	MUST (teredo_networks_allow (&networks, &out->to));
	/* Only an advertisement may go to an address of this host. */
	MUST (!(out->data.len > 0 && is_ours (out->to.ip, both)));
	free (whole);
}

/* Any value of zeros is authentic, so that the fuzzer can get past the check. */
static void no_hmac (uint8_t mac[TEREDO_HMAC_LEN], struct teredo_slice key,
                     const struct teredo_slice *parts, size_t count)
{
	(void)key;
	memset (mac, 0, TEREDO_HMAC_LEN);
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < parts[i].len; j++)
			mac[0] |= parts[i].data[j] & 0; /* reads all of them */
}

static bool has (void *ctx, const struct teredo_endpoint *who, teredo_time now)
{
	(void)ctx;
	(void)who;
	(void)now;
	return true;
}

static void add (void *ctx, const struct teredo_endpoint *who, teredo_time until, teredo_time now)
{
	(void)ctx;
	MUST (who->port != 0 || who->ip != 0);
	MUST (until > now);
}

static const struct teredo_admission admission = { .has = has, .add = add };

/* A server for clients that qualify securely, which forwards data between them. */
static struct teredo_keyring *secure (struct teredo_server_config *config)
{
	static const struct teredo_keyring_entry entry = {
		.identity = { .id = "a", .id_len = 1, .secret = "s", .secret_len = 1 },
	};
	struct teredo_keyring *keyring = teredo_keyring_new ();

	MUST (keyring != NULL && teredo_keyring_add (keyring, &entry) == 0);
	config->admission = &admission;
	config->forward_rate = 1;
	config->exit = true;
	return keyring;
}

/* Input: one byte (bit 0: the socket that received it; bit 1: there is only one; bit 2: clients
 * qualify securely), the source endpoint, the payload. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
	struct teredo_server_config config = {
		.prefix = TEREDO_PREFIX,
		.primary = PRIMARY,
		.secondary = PRIMARY + 1,
		.mtu = 1280,
		.rate = 100,
		.max_addresses = 16,
	};
	const struct teredo_env env = { .random = fuzz_env.random,
		                        .networks = &networks,
		                        .hmac = no_hmac };
	struct teredo_keyring *keyring = NULL;
	struct teredo_server *server;
	struct teredo_out out;
	struct teredo_endpoint from;
	struct teredo_slice udp;
	struct teredo_reader r;
	uint8_t side;

	teredo_reader_init (&r, (struct teredo_slice){ data, size });
	side = teredo_read_u8 (&r);
	if ((side & 2) != 0) {
		side &= 4;
		config.secondary = 0;
	}
	if ((side & 4) != 0)
		keyring = secure (&config);
	server = teredo_server_new (&config, &env);
	MUST (server != NULL);
	teredo_server_use_keyring (server, keyring, keyring != NULL);
	from = fuzz_endpoint (&r);
	udp = teredo_read_slice (&r, r.left);
	switch (teredo_server_rx (server, 0, (enum teredo_server_side) (side & 1), &from, udp,
	                          &out)) {
	case TEREDO_SEND:
		MUST (out.socket == TEREDO_PRIMARY || config.secondary != 0);
		check_sent (&out, udp, config.secondary != 0);
		break;
	case TEREDO_DELIVER:
		fuzz_check_ip6 (out.data);
		break;
	case TEREDO_CONSUMED:
		fuzz_fail ("verdict is not TEREDO_CONSUMED", __FILE__, __LINE__);
		break;
	case TEREDO_DROP:
		break;
	}
	teredo_server_free (server);
	teredo_keyring_free (keyring);
	return 0;
}
