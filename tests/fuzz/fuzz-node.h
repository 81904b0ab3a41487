/*
 * fuzz-node.h - a client or relay under operations of the fuzzer
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_FUZZ_NODE_H
#define TESTS_FUZZ_NODE_H

#include "roles/client.h"
#include "fuzz.h"
#include "roles/relay.h"

#define FUZZ_SERVER 0xc633640a /* 198.51.100.10 */
#define FUZZ_LINKS  64

/* What a node has sent lately, to be answered as it should be. */
struct fuzz_sent {
	struct teredo_endpoint to;
	uint8_t data[256];
	size_t len;
};

struct fuzz_node {
	struct teredo_role *role;
	bool client; /* it is one */
	teredo_time now;
	struct in6_addr address;              /* client: what its tunnel has */
	struct teredo_link links[FUZZ_LINKS]; /* client: it is or was on */
	unsigned link_count;
	struct fuzz_sent solicitation, ping,
		bubble; /* the last of each; bubble: through a server */
};

/* Does the operations until the bytes run out. */
void fuzz_node_run (struct fuzz_node *, struct teredo_reader *);

#endif
