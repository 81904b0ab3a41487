/*
 * hook.c - running the script that changes addresses and routes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "hook.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include "log.h"

#define PATIENCE_MS    30000
#define VARIABLES      12
#define VARIABLE_SIZE  96 /* bytes: the longest is PATH */
#define LINK_LOCAL     "fe80::ffff:ffff:ffff"

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
	set (env, prefix, "ADDRESS",
	     inet_ntop (AF_INET6, &config->address, text, sizeof (text)));
	set (env, prefix, "LLADDRESS", LINK_LOCAL);
	snprintf (text, sizeof (text), "%u", config->mtu);
	set (env, prefix, "MTU", text);
}

static void describe (struct environment *env, const struct hook *hook, const char *state,
                      const struct hook_config *new)
{
	char index[12];

	env->count = 0;
	set (env, "", "PATH", "/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin");
	set (env, "", "STATE", state);
	set (env, "", "IFACE", hook->iface);
	snprintf (index, sizeof (index), "%u", hook->ifindex);
	set (env, "", "IFINDEX", index);
	set_config (env, "", new);
	set_config (env, "OLD_", &hook->current);
}

/* In the child. */
static _Noreturn void execute (const struct hook *hook, const struct environment *env)
{
	char *const argv[] = { (char *)(uintptr_t)hook->path, NULL };
	sigset_t none;

	sigemptyset (&none);
	sigprocmask (SIG_SETMASK, &none, NULL);
	setpgid (0, 0); /* to be killed with all that it starts */
	execve (hook->path, argv, env->list);
	_exit (errno == ENOENT ? 127 : 126);
}

/* Waits for the script; kills it when it takes too long. Its wait status. */
static int wait_for (pid_t child)
{
	int pidfd = (int)syscall (SYS_pidfd_open, child, 0);
	struct pollfd poll_fd = { .fd = pidfd, .events = POLLIN };
	int status = 0;

	if (pidfd >= 0) {
		int ready;

		do
			ready = poll (&poll_fd, 1, PATIENCE_MS);
		while (ready < 0 && errno == EINTR);
		if (ready == 0)
			kill (-child, SIGKILL);
		close (pidfd);
	}
	while (waitpid (child, &status, 0) < 0 && errno == EINTR)
		continue;
	return status;
}

static bool judge (const struct hook *hook, const char *state, int status)
{
	if (WIFEXITED (status) && WEXITSTATUS (status) == 0)
		return true;
	if (WIFEXITED (status) && WEXITSTATUS (status) == 127)
		log_error ("%s (STATE=%s): not found", hook->path, state);
	else if (WIFEXITED (status) && WEXITSTATUS (status) == 126)
		log_error ("%s (STATE=%s): cannot be executed", hook->path, state);
	else if (WIFEXITED (status))
		log_error ("%s (STATE=%s): failed with status %d", hook->path, state,
		           WEXITSTATUS (status));
	else
		log_error ("%s (STATE=%s): killed by signal %d", hook->path, state,
		           WTERMSIG (status));
	return false;
}

static bool call (struct hook *hook, const char *state, const struct hook_config *new)
{
	struct environment env;
	pid_t child;

	describe (&env, hook, state, new);
	child = fork ();
	if (child < 0) {
		log_error ("%s: %s", hook->path, strerror (errno));
		return false;
	}
	if (child == 0)
		execute (hook, &env);
	return judge (hook, state, wait_for (child));
}

bool hook_up (struct hook *hook, const struct hook_config *config)
{
	bool done;

	if (IN6_ARE_ADDR_EQUAL (&config->address, &hook->current.address)
	    && config->mtu == hook->current.mtu)
		return true;
	done = call (hook, "up", config);
	hook->current = *config;
	return done;
}

bool hook_down (struct hook *hook)
{
	const struct hook_config none = { .mtu = 0 };
	bool done;

	if (hook->current.mtu == 0)
		return true;
	done = call (hook, "down", &none);
	hook->current = none;
	return done;
}

bool hook_destroy (struct hook *hook)
{
	const struct hook_config none = { .mtu = 0 };

	return call (hook, "destroy", &none);
}
