/*
 * hook.h - running the script that configures the interface
 *
 * The script learns what to do from its environment, as hooks of Miredo 1.2.6
 * do: STATE and OLD_STATE, IFACE, IFINDEX, and for what the interface shall
 * have ADDRESS, LLADDRESS, MTU, for what it had OLD_ADDRESS, OLD_LLADDRESS,
 * OLD_MTU. Either three are absent when there is nothing. New are PREFIX, the
 * first address of the Teredo /32, and PATH.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_HOOK_H
#define MIREDO_HOOK_H

#include <netinet/in.h>
#include <stdint.h>

#define HOOK_LIMIT 10000 /* milliseconds a hook may take */

/* What an interface has. */
struct hook_setting {
	struct in6_addr address;
	unsigned mtu; /* bytes; 0: it has nothing */
};

struct hook_call {
	const char *path;  /* of the script */
	const char *state; /* up, down or destroy */
	const char *iface;
	unsigned ifindex;
	uint32_t prefix; /* host byte order */
	struct hook_setting now, old;
};

/*
 * Runs a script with that environment alone; its descriptors are as spawn.h
 * says, without a channel. Waits for it for limit milliseconds at most, and
 * kills its process group after that. Needs SIGCHLD not to be ignored. 0 if it
 * succeeded, else its exit status, or 128 and the signal that killed it (as a
 * shell has it), or -1 with errno: ETIMEDOUT, or why it could not be run.
 */
int hook_run (const struct hook_call *, int limit);

#endif
