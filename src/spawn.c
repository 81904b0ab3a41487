/*
 * spawn.c - starting another program
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/wait.h>
#include <unistd.h>

static void reset_signals (void)
{
	sigset_t none;

	for (int sig = 1; sig < NSIG; sig++)
		signal (sig, SIG_DFL); /* KILL and STOP refuse: they are at their defaults */
	sigemptyset (&none);
	sigprocmask (SIG_SETMASK, &none, NULL);
}

/* Puts descriptors where the program expects them. from must be above all targets. */
static bool place (int from, int target)
{
	return from >= 0 && dup2 (from, target) == target;
}

/* In the child. failure is close-on-exec: it closes when the program runs, or takes the errno. */
_Noreturn static void become (char *const argv[], char *const envp[], int channel, int failure)
{
	const int above = SPAWN_CHANNEL + 1;
	bool ready = true;
	int null;

	reset_signals ();
	setpgid (0, 0);
	failure = fcntl (failure, F_DUPFD_CLOEXEC, above);
	if (channel >= 0)
		ready = place (fcntl (channel, F_DUPFD_CLOEXEC, above), SPAWN_CHANNEL);
	null = open ("/dev/null", O_RDONLY | O_CLOEXEC);
	ready = ready && null >= 0 && (null == STDIN_FILENO || place (null, STDIN_FILENO));
	if (ready)
		execve (argv[0], argv, envp);
	(void)!write (failure, &errno, sizeof (errno));
	_exit (127);
}

pid_t spawn (char *const argv[], char *const envp[], int channel)
{
	int failure[2], err = 0;
	ssize_t got;
	pid_t pid;

	if (pipe2 (failure, O_CLOEXEC) != 0)
		return -1;
	pid = fork ();
	if (pid == 0)
		become (argv, envp, channel, failure[1]);
	if (pid < 0)
		err = errno;
	close (failure[1]);
	if (pid > 0) {
		do
			got = read (failure[0], &err, sizeof (err));
		while (got < 0 && errno == EINTR);
		if (err != 0)
			while (waitpid (pid, NULL, 0) < 0 && errno == EINTR)
				;
	}
	close (failure[0]);
	errno = err;
	return err == 0 ? pid : -1;
}
