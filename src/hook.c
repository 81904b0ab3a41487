/*
 * hook.c - running the script that configures the interface
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "hook.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include "addr.h"
#include "spawn.h"

#define VARIABLES    12 /* PATH, STATE, OLD_STATE, IFACE, IFINDEX, PREFIX, and three twice */
#define VARIABLE_LEN 80 /* bytes; the longest: OLD_LLADDRESS= and an address */

struct environment {
	char text[VARIABLES][VARIABLE_LEN];
	char *variables[VARIABLES + 1]; /* for execve */
	unsigned count;
};

__attribute__ ((format (printf, 2, 3)))
static void set (struct environment *env, const char *format, ...)
{
	char *text = env->text[env->count];
	va_list args;
	int len;

	assert (env->count < VARIABLES);
	va_start (args, format);
	len = vsnprintf (text, VARIABLE_LEN, format, args);
	va_end (args);
	assert (len > 0 && len < VARIABLE_LEN);
	env->variables[env->count++] = text;
	env->variables[env->count] = NULL;
}

static void set_address (struct environment *env, const char *old, const char *name,
                         const struct in6_addr *address)
{
	char text[INET6_ADDRSTRLEN];

	inet_ntop (AF_INET6, address, text, sizeof (text));
	set (env, "%s%s=%s", old, name, text);
}

static void set_setting (struct environment *env, const char *old,
                         const struct hook_setting *setting)
{
	if (setting->mtu == 0)
		return;
	set_address (env, old, "ADDRESS", &setting->address);
	set_address (env, old, "LLADDRESS", &teredo_linklocal_client);
	set (env, "%sMTU=%u", old, setting->mtu);
}

static void set_all (struct environment *env, const struct hook_call *call)
{
	const uint32_t prefix = htonl (call->prefix);
	struct in6_addr address = IN6ADDR_ANY_INIT;

	memcpy (&address, &prefix, sizeof (prefix));
	env->count = 0;
	set (env, "PATH=/usr/sbin:/usr/bin:/sbin:/bin");
	set (env, "STATE=%s", call->state);
	set (env, "OLD_STATE=%s", call->old.mtu != 0 ? "up" : "down");
	set (env, "IFACE=%s", call->iface);
	set (env, "IFINDEX=%u", call->ifindex);
	set_address (env, "", "PREFIX", &address);
	set_setting (env, "", &call->now);
	set_setting (env, "OLD_", &call->old);
}

/* Whether a process ended before a time of CLOCK_MONOTONIC. sigchld is blocked: one that
 * comes between the look and the wait is pending, and not lost. */
static bool ended_before (pid_t pid, int *status, const struct timespec *deadline,
                          const sigset_t *sigchld)
{
	struct timespec now, left;

	while (waitpid (pid, status, WNOHANG) != pid) {
		clock_gettime (CLOCK_MONOTONIC, &now);
		left.tv_sec = deadline->tv_sec - now.tv_sec;
		left.tv_nsec = deadline->tv_nsec - now.tv_nsec;
		if (left.tv_nsec < 0) {
			left.tv_nsec += 1000000000;
			left.tv_sec--;
		}
		if (left.tv_sec < 0)
			return false;
		sigtimedwait (sigchld, NULL, &left);
	}
	return true;
}

/* Exit status of a script as a shell has it, or -1 with ETIMEDOUT. */
static int await (pid_t pid, int limit, const sigset_t *sigchld)
{
	struct timespec deadline;
	int status;

	clock_gettime (CLOCK_MONOTONIC, &deadline);
	deadline.tv_sec += limit / 1000;
	deadline.tv_nsec += limit % 1000 * 1000000l;
	if (deadline.tv_nsec >= 1000000000) {
		deadline.tv_nsec -= 1000000000;
		deadline.tv_sec++;
	}
	if (!ended_before (pid, &status, &deadline, sigchld)) {
		kill (-pid, SIGKILL);
		waitpid (pid, &status, 0);
		errno = ETIMEDOUT;
		return -1;
	}
	return WIFSIGNALED (status) ? 128 + WTERMSIG (status) : WEXITSTATUS (status);
}

int hook_run (const struct hook_call *call, int limit)
{
	char *const argv[] = { (char *)(uintptr_t)call->path, NULL };
	struct environment env;
	sigset_t sigchld, before;
	int result = -1, err;
	pid_t pid;

	set_all (&env, call);
	sigemptyset (&sigchld);
	sigaddset (&sigchld, SIGCHLD);
	sigprocmask (SIG_BLOCK, &sigchld, &before);
	pid = spawn (argv, env.variables, -1);
	if (pid > 0)
		result = await (pid, limit, &sigchld);
	err = errno;
	sigprocmask (SIG_SETMASK, &before, NULL);
	errno = err;
	return result;
}
