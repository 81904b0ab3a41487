/*
 * hook.h - running the script that changes addresses and routes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_HOOK_H
#define MIREDO_HOOK_H

#include <net/if.h>
#include <netinet/in.h>
#include <stdbool.h>

/* What an interface has; no address: unspecified. */
struct hook_config {
	struct in6_addr address;
	unsigned mtu; /* bytes; 0: none */
};

struct hook {
	const char *path; /* of the script */
	char iface[IF_NAMESIZE];
	unsigned ifindex;
	struct hook_config current; /* what the last call left */
};

/*
 * Calls, each with the environment of Miredo 1.2: STATE, IFACE, IFINDEX,
 * ADDRESS, LLADDRESS, MTU, and OLD_ADDRESS, OLD_LLADDRESS, OLD_MTU for what was
 * there before. Nothing is called where nothing changes. They wait for the
 * script, 30 seconds at most; true if it ended with status 0, else the failure
 * is logged.
 */
bool hook_up (struct hook *, const struct hook_config *);
bool hook_down (struct hook *);
bool hook_destroy (struct hook *);

#endif
