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

#define HOOK_PATIENCE 30000 /* milliseconds that a script may take */

/* What an interface has. */
struct hook_config {
	struct in6_addr address;
	unsigned mtu; /* bytes; 0: it has nothing */
};

struct hook {
	const char *path; /* of the script */
	char iface[IF_NAMESIZE];
	unsigned ifindex;
	int patience;               /* milliseconds */
	struct hook_config current; /* what the last call left */
};

/*
 * Calls, each with the environment of Miredo 1.2 as its hooks see it: STATE,
 * OLD_STATE (up or down), IFACE, IFINDEX; ADDRESS, LLADDRESS, MTU for what the
 * interface shall have; OLD_ADDRESS, OLD_LLADDRESS, OLD_MTU for what it had.
 * Three that would tell of nothing are absent. Nothing is called where nothing
 * changes. They wait for the script until its time is over, and kill it then
 * with all that it started. True if it ended with status 0, else the failure
 * is logged. SIGCHLD must not be ignored.
 */
bool hook_up (struct hook *, const struct hook_config *); /* if it fails, what it did is undone */
bool hook_down (struct hook *);
bool hook_destroy (struct hook *); /* takes down first what is up; the last call */

#endif
