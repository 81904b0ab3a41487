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

/* A datagram that the node sent, to construct the right answer to it. */
struct fuzz_sent {
	unsigned socket;
	struct teredo_endpoint to;
	uint8_t data[256];
	size_t len;
};

struct fuzz_node {
	struct teredo_role *role;
	bool client; /* or relay */
	teredo_time now;
	struct in6_addr address;              /* client: that of the tunnel */
	struct teredo_link links[FUZZ_LINKS]; /* client: all that it was ever on */
	unsigned link_count;
	struct fuzz_sent solicitation, probe, bubble; /* the last of each; bubble: indirect */
};

/* Performs operations until the bytes run out. */
void fuzz_node_run (struct fuzz_node *, struct teredo_reader *);

#endif
