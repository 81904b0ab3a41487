/*
 * hook.c - the hook: the script that configures addresses and routes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "helper/hook.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include "base/path.h"
#include "conf/exit.h"
#include "helper/hook-run.h"
#include "helper/ifsetup.h"
#include "values/addr.h"

#define VARIABLES     17
#define VARIABLE_SIZE 1280 /* bytes: the longest are those of EXIT_NETWORKS_MAX networks */

/* The environment of a call: "NAME=value" each. */
struct environment {
	char text[VARIABLES][VARIABLE_SIZE];
	char *list[VARIABLES + 1];
	size_t count;
};

static void set (struct environment *env, const char *prefix, const char *name, const char *value)
{
	snprintf (env->text[env->count], VARIABLE_SIZE, "%s%s=%s", prefix, name, value);
	env->list[env->count] = env->text[env->count];
	env->list[++env->count] = NULL;
}

static void set_config (struct environment *env, const char *prefix,
                        const struct hook_config *config)
{
	char text[INET6_ADDRSTRLEN];

	if (config->mtu == 0)
		return;
	set (env, prefix, "ADDRESS", inet_ntop (AF_INET6, &config->address, text, sizeof (text)));
	inet_ntop (AF_INET6, &teredo_linklocal_client, text, sizeof (text));
	set (env, prefix, "LLADDRESS", text);
	snprintf (text, sizeof (text), "%u", config->mtu);
	set (env, prefix, "MTU", text);
}

/* --- an exit --- */

static bool contains (const struct exit_network *a, const struct exit_network *b)
{
	return a->length <= b->length && ((a->ip ^ b->ip) & exit_network_mask (a)) == 0;
}

/* Whether another network contains this one, or is the same and comes first. Rules must not
 * name an address twice. */
static bool is_redundant (const struct exit_networks *networks, size_t i)
{
	const struct exit_network *list = networks->list;

	for (size_t j = 0; j < networks->count; j++)
		if (j != i && contains (&list[j], &list[i])
		    && (j < i || list[j].length < list[i].length))
			return true;
	return false;
}

/* Networks of mapped addresses, as patterns of the lowest 32 bits of Teredo addresses, in
 * which each bit is inverted: "::34ff:8efc/126" for 203.0.113.0/30. */
static void set_patterns (struct environment *env, const char *name,
                          const struct exit_networks *networks)
{
	char text[VARIABLE_SIZE] = "";
	size_t len = 0;

	for (size_t i = 0; i < networks->count; i++) {
		const struct exit_network *network = &networks->list[i];
		const uint32_t bits = ~network->ip & exit_network_mask (network);

		if (!is_redundant (networks, i))
			len += (size_t)snprintf (text + len, sizeof (text) - len, "%s::%x:%x/%u",
			                         len > 0 ? "," : "", bits >> 16, bits & 0xffff,
			                         96 + network->length);
	}
	if (len > 0)
		set (env, "", name, text);
}

static void set_rate (struct environment *env, const char *name, uint32_t rate)
{
	char text[12];

	snprintf (text, sizeof (text), "%u", rate);
	if (rate != 0)
		set (env, "", name, text);
}

static void set_exit (struct environment *env, const struct hook *hook)
{
	const struct exit_config *config = hook->exit;
	const struct teredo_address clients = { .prefix = hook->prefix, .server = config->server };
	char text[INET6_ADDRSTRLEN + 3], prefix[INET6_ADDRSTRLEN];
	struct in6_addr address;

	exit_print (config, text, sizeof (text));
	set (env, "", "EXIT", text);
	teredo_address_encode (&address, &clients);
	memset (address.s6_addr + 8, 0, 8);
	inet_ntop (AF_INET6, &address, prefix, sizeof (prefix));
	snprintf (text, sizeof (text), "%s/64", prefix);
	set (env, "", "EXIT_CLIENTS", text);
	set_patterns (env, "EXIT_ALLOW", &config->allow);
	set_patterns (env, "EXIT_DENY", &config->deny);
	set_rate (env, "EXIT_CLIENT_RATE", config->client_rate);
	set_rate (env, "EXIT_RATE", config->rate);
}

static void describe (struct environment *env, const struct hook *hook, const char *state,
                      const struct hook_config *new)
{
	char index[12];

	env->count = 0;
	set (env, "", "PATH", SYSTEM_PATH);
	set (env, "", "STATE", state);
	set (env, "OLD_", "STATE", hook->current.mtu != 0 ? "up" : "down");
	set (env, "", "IFACE", hook->iface);
	snprintf (index, sizeof (index), "%u", hook->ifindex);
	set (env, "", "IFINDEX", index);
	set_config (env, "", new);
	set_config (env, "OLD_", &hook->current);
	if (hook->exit != NULL)
		set_exit (env, hook);
}

static bool call (struct hook *hook, const char *state, const struct hook_config *new)
{
	struct environment env;

	describe (&env, hook, state, new);
	return hook_run (hook, state, env.list);
}

static const struct hook_config nothing;

/* --- calls --- */

static bool set_up (struct hook *hook, const struct hook_config *config)
{
	if (hook->optional && !ifsetup_finds_exit (hook->iface))
		return ifsetup_up (hook, config);
	return call (hook, "up", config);
}

static bool set_down (struct hook *hook)
{
	if (!hook->optional)
		return call (hook, "down", &nothing);
	ifsetup_down (hook, &hook->current);
	return true;
}

static bool destroy (struct hook *hook)
{
	if (!hook->optional)
		return call (hook, HOOK_DESTROY, &nothing);
	ifsetup_destroy (hook);
	return true;
}

bool hook_up (struct hook *hook, const struct hook_config *config)
{
	bool done;

	/* A repeated call: what the interface has lost is not known. */
	if (IN6_ARE_ADDR_EQUAL (&config->address, &hook->current.address)
	    && config->mtu == hook->current.mtu)
		hook->current = nothing;
	done = set_up (hook, config);
	if (!done) /* the interface may have both addresses: remove the old one, too */
		hook_down (hook);
	hook->current = *config;
	if (!done)
		hook_down (hook);
	return done;
}

bool hook_down (struct hook *hook)
{
	bool done;

	if (hook->current.mtu == 0)
		return true;
	done = set_down (hook);
	hook->current = nothing;
	return done;
}

bool hook_destroy (struct hook *hook)
{
	bool done;

	if (hook->gone == 0)
		hook->gone = hook_now ();
	done = hook->current.mtu == 0 || set_down (hook);
	/* As in Miredo 1.2, OLD_* of this call too is what was up before "down". */
	done = destroy (hook) && done;
	hook->current = nothing;
	return done;
}
