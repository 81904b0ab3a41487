/*
 * fuzz-client.c - operations on a client
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fuzz-node.h"

#include <string.h>

#define START 1000

/* Any value of zeros is authentic, so that the fuzzer can get past the check. */
static void no_hmac (uint8_t mac[TEREDO_HMAC_LEN], struct teredo_slice key,
                     const struct teredo_slice *parts, size_t count)
{
	(void)key;
	(void)parts;
	(void)count;
	memset (mac, 0, TEREDO_HMAC_LEN);
}

/* Input: one byte (bit 0: the server's address is not known yet; bit 1: secure qualification), then
 * operations. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
	static const struct teredo_identity identity = { .id = "a", .id_len = 1 };
	struct teredo_client_config config;
	struct teredo_env env = fuzz_env;
	struct fuzz_node node = { .client = true, .now = START };
	struct teredo_reader r;
	uint8_t flags;

	fuzz_env_reset ();
	teredo_reader_init (&r, (struct teredo_slice){ data, size });
	teredo_client_config_default (&config);
	flags = teredo_read_u8 (&r);
	config.server = flags & 1 ? 0 : FUZZ_SERVER;
	env.hmac = no_hmac;
	if ((flags & 2) != 0)
		config.identity = &identity;
	config.extensions.birthday = true;
	config.role.max_peers = 8;
	config.role.max_packets = 16;
	node.role = teredo_client_new (&config, &env, node.now);
	MUST (node.role != NULL);
	fuzz_node_run (&node, &r);
	teredo_role_free (node.role);
	return 0;
}
