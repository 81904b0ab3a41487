/*
 * hook-run.c - one run of a hook: its process, its output, its time limit
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "helper/hook-run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "base/i18n.h"
#include "base/log.h"
#include "bytes/array.h"
#include "helper/output.h"

#ifndef POLLRDHUP
#define POLLRDHUP 0 /* POLLHUP, which needs not be asked for */
#endif

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
static _Noreturn void execute (const struct hook *hook, char *const env[], int failed)
{
	char *const argv[] = { (char *)(uintptr_t)hook->path, NULL };
	int null;

	reset_signals ();
	setpgid (0, 0); /* to be killed together with its children */
	if (hook->output != NULL) {
		dup2 (hook->output->write_fd, STDOUT_FILENO);
		dup2 (hook->output->write_fd, STDERR_FILENO);
	}
	null = open ("/dev/null", O_RDONLY | O_CLOEXEC);
	if (null >= 0 && dup2 (null, STDIN_FILENO) == STDIN_FILENO)
		execve (hook->path, argv, env);
	(void)!write (failed, &errno, sizeof (errno));
	_exit (EXIT_FAILURE);
}

static void reap (pid_t child, int *status)
{
	while (waitpid (child, status, 0) < 0 && errno == EINTR)
		continue;
}

/* Starts the hook. Its process, or -1 with errno. */
static pid_t start (const struct hook *hook, char *const env[])
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

long long hook_now (void)
{
	struct timespec time;

	clock_gettime (CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000LL + time.tv_nsec / 1000000;
}

/* When a run must have ended. */
static long long limit (const struct hook *hook, const char *state, long long started)
{
	const int last = strcmp (state, HOOK_DESTROY) == 0 ? HOOK_END : HOOK_GRACE;
	long long end = started + hook->patience;

	if (hook->gone != 0 && hook->gone + last < end)
		end = hook->gone + last;
	return end;
}

/* Sleeps until SIGCHLD, at most left milliseconds. Logs what the hook writes; notices when
 * miredo closes the channel. */
static void doze (struct hook *hook, long long left, const sigset_t *asleep)
{
	const struct timespec time = { left / 1000, (long)(left % 1000) * 1000000 };
	struct pollfd fds[] = {
		{ .fd = hook->gone == 0 ? hook->channel : -1, .events = POLLRDHUP },
		{ .fd = hook->output != NULL ? hook->output->read_fd : -1, .events = POLLIN },
	};

	if (ppoll (fds, ARRAY_LEN (fds), &time, asleep) <= 0)
		return;
	if (fds[0].revents != 0)
		hook->gone = hook_now ();
	if (fds[1].revents != 0)
		output_read (hook->output);
}

/* Waits for the hook; false if it exceeded its limit and was killed. SIGCHLD is blocked
 * except while sleeping, so that one that arrives just before is not lost. */
static bool wait_for (struct hook *hook, const char *state, pid_t child, int *status)
{
	const long long started = hook_now ();
	sigset_t asleep;
	long long left;

	sigprocmask (SIG_SETMASK, NULL, &asleep);
	sigdelset (&asleep, SIGCHLD);
	while (waitpid (child, status, WNOHANG) == 0) {
		left = limit (hook, state, started) - hook_now ();
		if (left <= 0) {
			kill (-child, SIGKILL);
			reap (child, status);
			return false;
		}
		doze (hook, left, &asleep);
	}
	return true;
}

static void log_killed (const struct hook *hook, const char *state)
{
	if (hook->gone != 0)
		log_error (_ ("hook %s (STATE=%s) did not exit in time after miredo had ended, and "
		              "was killed"),
		           hook->path, state);
	else
		log_error (_ ("hook %s (STATE=%s) timed out after %d s and was killed"), hook->path,
		           state, hook->patience / 1000);
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

static bool run (struct hook *hook, const char *state, char *const env[])
{
	int status = 0;
	pid_t child = start (hook, env);
	bool ended;

	if (child < 0) {
		log_error (_ ("cannot run hook %s: %s"), hook->path, strerror (errno));
		return false;
	}
	ended = wait_for (hook, state, child, &status);
	if (hook->output != NULL)
		output_flush (hook->output);
	if (!ended) {
		log_killed (hook, state);
		return false;
	}
	return judge (hook, state, status);
}

/* A signal ends the sleep only if it is caught. */
static void on_sigchld (int sig)
{
	(void)sig;
}

bool hook_run (struct hook *hook, const char *state, char *const env[])
{
	const struct sigaction caught = { .sa_handler = on_sigchld };
	const long long started = hook_now ();
	struct sigaction action_before;
	sigset_t sigchld, before;
	bool done;

	if (limit (hook, state, started) <= started)
		return false;
	sigemptyset (&sigchld);
	sigaddset (&sigchld, SIGCHLD);
	sigprocmask (SIG_BLOCK, &sigchld, &before);
	sigaction (SIGCHLD, &caught, &action_before);
	done = run (hook, state, env);
	sigaction (SIGCHLD, &action_before, NULL);
	sigprocmask (SIG_SETMASK, &before, NULL);
	return done;
}
