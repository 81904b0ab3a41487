/*
 * hook.h - the hook: the script that configures addresses and routes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_HOOK_H
#define MIREDO_HOOK_H

#include <net/if.h>
#include <netinet/in.h>
#include <stdbool.h>

#define HOOK_PATIENCE 30000 /* milliseconds that a call may take */

/* Configuration of an interface. */
struct hook_config {
	struct in6_addr address;
	unsigned mtu; /* bytes; 0: not configured */
};

struct hook {
	const char *path;
	char iface[IF_NAMESIZE];
	unsigned ifindex;
	int patience;               /* milliseconds */
	struct hook_config current; /* after the last call */
};

/*
 * Each of these runs the hook in the environment of Miredo 1.2: STATE and OLD_STATE (up or
 * down), IFACE, IFINDEX; ADDRESS, LLADDRESS and MTU that the interface is to have;
 * OLD_ADDRESS, OLD_LLADDRESS and OLD_MTU that it had. Either three are unset if there is no
 * such configuration. The hook is not run if nothing changes. They wait until it exits; when
 * it times out, they kill it and its children. True if it exited with status 0; a failure is
 * logged. SIGCHLD must not be ignored.
 */
bool hook_up (struct hook *, const struct hook_config *); /* a failed call is undone */
bool hook_down (struct hook *);
bool hook_destroy (struct hook *); /* calls hook_down if needed; the last call */

#endif
