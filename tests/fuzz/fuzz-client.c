/*
 * fuzz-client.c - operations on a client
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fuzz-node.h"

#define START 1000

/* Input: one byte (bit 0: the server's address is not known yet), then operations. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
	struct teredo_client_config config;
	struct fuzz_node node = { .client = true, .now = START };
	struct teredo_reader r;

	fuzz_env_reset ();
	teredo_reader_init (&r, (struct teredo_slice){ data, size });
	teredo_client_config_default (&config);
	config.server = teredo_read_u8 (&r) & 1 ? 0 : FUZZ_SERVER;
	config.role.max_peers = 8;
	config.role.max_packets = 16;
	node.role = teredo_client_new (&config, &fuzz_env, node.now);
	MUST (node.role != NULL);
	fuzz_node_run (&node, &r);
	teredo_role_free (node.role);
	return 0;
}
