/*
 * hook.c - the hook: the script that configures addresses and routes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "helper/hook.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "base/i18n.h"
#include "base/log.h"
#include "base/path.h"
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

/* miredo-privproc ignores signals; the hook must not inherit that. */
static void reset_signals (void)
{
	sigset_t none;

	for (int sig = 1; sig < NSIG; sig++)
		signal (sig, SIG_DFL); /* fails for SIGKILL and SIGSTOP: they are never ignored */
	sigemptyset (&none);
	sigprocmask (SIG_SETMASK, &none, NULL);
}

/* In the child. failed is close-on-exec: it receives errno, or closes when the hook starts. */
static _Noreturn void execute (const struct hook *hook, const struct environment *env, int failed)
{
	char *const argv[] = { (char *)(uintptr_t)hook->path, NULL };
	int null;

	reset_signals ();
	setpgid (0, 0); /* to be killed together with its children */
	null = open ("/dev/null", O_RDONLY | O_CLOEXEC);
	if (null >= 0 && dup2 (null, STDIN_FILENO) == STDIN_FILENO)
		execve (hook->path, argv, env->list);
	(void)!write (failed, &errno, sizeof (errno));
	_exit (EXIT_FAILURE);
}

static void reap (pid_t child, int *status)
{
	while (waitpid (child, status, 0) < 0 && errno == EINTR)
		continue;
}

/* Starts the hook. Its process, or -1 with errno. */
static pid_t start (const struct hook *hook, const struct environment *env)
{
	int failed[2], err = 0, status;
	pid_t child;

	if (pipe2 (failed, O_CLOEXEC) != 0)
		return -1;
	child = fork ();
	if (child == 0)
		execute (hook, env, failed[1]);
	if (child < 0)
		err = errno;
	close (failed[1]);
	if (child > 0 && read (failed[0], &err, sizeof (err)) > 0)
		reap (child, &status);
	close (failed[0]);
	errno = err;
	return err == 0 ? child : -1;
}

/* Monotonic time, milliseconds. */
static long long now (void)
{
	struct timespec time;

	clock_gettime (CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000LL + time.tv_nsec / 1000000;
}

/* Waits for the hook; false if it timed out and was killed. SIGCHLD is blocked except while
 * sleeping, so that one that arrives just before is not lost. */
static bool wait_for (pid_t child, int patience, int *status)
{
	const long long deadline = now () + patience;
	struct timespec time;
	sigset_t asleep;
	long long left;

	sigprocmask (SIG_SETMASK, NULL, &asleep);
	sigdelset (&asleep, SIGCHLD);
	while (waitpid (child, status, WNOHANG) == 0) {
		left = deadline - now ();
		if (left <= 0) {
			kill (-child, SIGKILL);
			reap (child, status);
			return false;
		}
		time = (struct timespec){ left / 1000, (long)(left % 1000) * 1000000 };
		pselect (0, NULL, NULL, NULL, &time, &asleep);
	}
	return true;
}

static bool judge (const struct hook *hook, const char *state, int status)
{
	if (WIFSIGNALED (status))
		log_error (_ ("hook %s (STATE=%s) was killed by signal %d"), hook->path, state,
		           WTERMSIG (status));
	else if (WEXITSTATUS (status) != 0)
		log_error (_ ("hook %s (STATE=%s) failed with exit status %d"), hook->path, state,
		           WEXITSTATUS (status));
	return WIFEXITED (status) && WEXITSTATUS (status) == 0;
}

static bool run (const struct hook *hook, const char *state, const struct environment *env)
{
	int status = 0;
	pid_t child = start (hook, env);

	if (child < 0) {
		log_error (_ ("cannot run hook %s: %s"), hook->path, strerror (errno));
		return false;
	}
	if (!wait_for (child, hook->patience, &status)) {
		log_error (_ ("hook %s (STATE=%s) timed out after %d s and was killed"), hook->path,
		           state, hook->patience / 1000);
		return false;
	}
	return judge (hook, state, status);
}

/* A signal ends the sleep only if it is caught. */
static void on_sigchld (int sig)
{
	(void)sig;
}

static bool call (const struct hook *hook, const char *state, const struct hook_config *new)
{
	const struct sigaction caught = { .sa_handler = on_sigchld };
	struct sigaction action_before;
	struct environment env;
	sigset_t sigchld, before;
	bool done;

	describe (&env, hook, state, new);
	sigemptyset (&sigchld);
	sigaddset (&sigchld, SIGCHLD);
	sigprocmask (SIG_BLOCK, &sigchld, &before);
	sigaction (SIGCHLD, &caught, &action_before);
	done = run (hook, state, &env);
	sigaction (SIGCHLD, &action_before, NULL);
	sigprocmask (SIG_SETMASK, &before, NULL);
	return done;
}

static const struct hook_config nothing;

bool hook_up (struct hook *hook, const struct hook_config *config)
{
	bool done;

	if (IN6_ARE_ADDR_EQUAL (&config->address, &hook->current.address)
	    && config->mtu == hook->current.mtu)
		return true;
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
	bool done = hook->current.mtu == 0 || call (hook, "down", &nothing);

	/* As in Miredo 1.2, OLD_* of this call too is what was up before "down". */
	done = call (hook, "destroy", &nothing) && done;
	hook->current = nothing;
	return done;
}
