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
#include <stdint.h>

/* Milliseconds. */
#define HOOK_PATIENCE 30000 /* that a call may take */
#define HOOK_GRACE    2000  /* after the end of miredo, for hooks other than destroy */
#define HOOK_END      4500  /* after the end of miredo, for all */

#define HOOK_CLIENT PKGSYSCONFDIR "/client-hook"
#define HOOK_RELAY  PKGSYSCONFDIR "/relay-hook" /* the administrator's; on BSD also ours */
#define HOOK_EXIT   PKGLIBEXECDIR "/relay-hook"

/* Configuration of an interface. */
struct hook_config {
	struct in6_addr address;
	unsigned mtu; /* bytes; 0: not configured */
};

/* The prefix of a relay, in host byte order, is passed to the hook as an address. */
static inline struct hook_config hook_relay_config (uint32_t prefix, unsigned mtu)
{
	struct hook_config config = { .mtu = mtu };

	for (int i = 0; i < 4; i++)
		config.address.s6_addr[i] = (uint8_t)(prefix >> (24 - 8 * i));
	return config;
}

struct exit_config;
struct output;

struct hook {
	const char *path;
	char iface[IF_NAMESIZE];
	unsigned ifindex;
	int patience;                   /* milliseconds */
	int channel;                    /* to miredo; -1: none */
	uint32_t prefix;                /* of Teredo addresses, host byte order; for an exit */
	const struct exit_config *exit; /* NULL: none */
	bool optional;                  /* relay: runs only to remove an exit that a crash left */
	struct output *output;          /* NULL: hooks inherit standard output and error */
	long long gone;             /* when miredo closed the channel (hook_now); 0: it has not */
	struct hook_config current; /* after the last call */
};

/*
 * Each of these runs the hook in the environment of Miredo 1.2: STATE and OLD_STATE (up or
 * down), IFACE, IFINDEX; ADDRESS, LLADDRESS and MTU that the interface is to have;
 * OLD_ADDRESS, OLD_LLADDRESS and OLD_MTU that it had. Either three are unset if there is no
 * such configuration. The variables EXIT... describe an exit (miredo.conf(5)). They wait until it
 * exits; when it exceeds its time limit, they kill it and its children (hook-run.h). True if it
 * exited with status 0; a failure is logged. SIGCHLD must not be ignored.
 */

/* A failed call is undone. When called again for the same configuration, which the
 * interface may have lost, the hook runs as if the interface had none. */
bool hook_up (struct hook *, const struct hook_config *);
bool hook_down (struct hook *); /* does not run the hook if there is no configuration */

/* The last call: down if needed, then destroy, within HOOK_END. */
bool hook_destroy (struct hook *);

#endif
