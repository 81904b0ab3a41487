/*
 * hook.c - the hook: the script that configures addresses and routes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "helper/hook.h"

#include <arpa/inet.h>
#include <stdio.h>
#include "base/path.h"
#include "helper/hook-run.h"
#include "values/addr.h"

#define VARIABLES     11
#define VARIABLE_SIZE 96 /* bytes: the longest is PATH */

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
}

static bool call (struct hook *hook, const char *state, const struct hook_config *new)
{
	struct environment env;

	describe (&env, hook, state, new);
	return hook_run (hook, state, env.list);
}

static const struct hook_config nothing;

bool hook_up (struct hook *hook, const struct hook_config *config)
{
	bool done;

	/* A repeated call: what the interface has lost is not known. */
	if (IN6_ARE_ADDR_EQUAL (&config->address, &hook->current.address)
	    && config->mtu == hook->current.mtu)
		hook->current = nothing;
	done = call (hook, "up", config);
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
	done = call (hook, "down", &nothing);
	hook->current = nothing;
	return done;
}

bool hook_destroy (struct hook *hook)
{
	bool done;

	if (hook->gone == 0)
		hook->gone = hook_now ();
	done = hook->current.mtu == 0 || call (hook, "down", &nothing);
	/* As in Miredo 1.2, OLD_* of this call too is what was up before "down". */
	done = call (hook, HOOK_DESTROY, &nothing) && done;
	hook->current = nothing;
	return done;
}
