/*
 * hook.h - running the script that configures the interface
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_HOOK_H
#define MIREDO_HOOK_H

#include <netinet/in.h>

#define HOOK_LIMIT 10000 /* milliseconds a hook may take */

/* What an interface has; all zeros: nothing. */
struct hook_addresses {
	struct in6_addr address;   /* ADDRESS */
	struct in6_addr lladdress; /* LLADDRESS, link-local */
	unsigned mtu;              /* MTU, bytes */
};

struct hook_call {
	const char *state; /* STATE: up, down or destroy */
	const char *iface; /* IFACE */
	unsigned ifindex;  /* IFINDEX */
	struct hook_addresses now;
	struct hook_addresses old; /* the same with OLD_ before: before this call */
};

/*
 * Runs a script with a clean environment: PATH and the variables above. Its standard input is
 * /dev/null; it has no other descriptor of ours than standard output and error. Waits for it
 * for limit milliseconds at most, and kills its process group after that. 0 if it succeeded,
 * its exit status if that is not 0, 128 plus the number of the signal that killed it (as a
 * shell says), or -1 with errno: ETIMEDOUT, or why it could not be started.
 */
int hook_run (const char *path, const struct hook_call *, int limit);

#endif
