/*
 * fuzz-relay.c - operations on a relay
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "fuzz-node.h"

/* Input: one byte (bit 0: the relay is behind a NAT), then operations. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
	struct teredo_relay_config config;
	struct fuzz_node node = { .now = 1 };
	struct teredo_reader r;

	fuzz_env_reset ();
	teredo_reader_init (&r, (struct teredo_slice){ data, size });
	teredo_relay_config_default (&config);
	config.nat = teredo_read_u8 (&r) & 1;
	config.role.max_peers = 8;
	config.role.max_packets = 16;
	node.role = teredo_relay_new (&config, &fuzz_env, node.now);
	MUST (node.role != NULL);
	fuzz_node_run (&node, &r);
	teredo_role_free (node.role);
	return 0;
}
