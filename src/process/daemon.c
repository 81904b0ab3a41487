/*
 * daemon.c - becoming a daemon
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "process/daemon.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/path.h"
#include "process/process.h"

static int ready_fd = -1; /* the child's end of the pipe to its parent */
static int null_fd = -1;  /* opened before a chroot hides it */

static void open_standard_descriptors (void)
{
	int fd;

	do
		fd = open ("/dev/null", O_RDWR);
	while (fd >= 0 && fd < FIRST_OTHER_FD);
	if (fd >= 0)
		close (fd);
}

void daemon_clean (void)
{
	sigset_t none;

	open_standard_descriptors ();
	process_close_others (-1);
	process_clear_environment ();
	setenv ("PATH", SYSTEM_PATH, 1);
	umask (022);
	for (int sig = 1; sig < NSIG; sig++)
		if (sig != SIGUSR2)
			signal (sig, SIG_DFL); /* fails for those that cannot be changed */
	signal (SIGPIPE, SIG_IGN);
	signal (SIGUSR2, SIG_IGN);
	sigemptyset (&none);
	sigprocmask (SIG_SETMASK, &none, NULL);
}

/* In the parent: exits once the child is ready or has failed. */
static _Noreturn void wait_until_ready (int fd, pid_t child)
{
	ssize_t len;
	char byte;

	process_close_others (fd); /* the PID file's lock is the child's alone */
	do
		len = read (fd, &byte, 1);
	while (len < 0 && errno == EINTR);
	if (len != 1)
		waitpid (child, NULL, 0);
	_exit (len == 1 ? EXIT_SUCCESS : EXIT_FAILURE);
}

static int open_null (void)
{
	return open ("/dev/null", O_RDWR | O_CLOEXEC);
}

int daemon_start (void)
{
	int fds[2];
	pid_t child;

	null_fd = open_null ();
	if (null_fd < 0 || pipe2 (fds, O_CLOEXEC) != 0)
		return -1;
	child = fork ();
	if (child < 0) {
		close (fds[0]);
		close (fds[1]);
		return -1;
	}
	if (child > 0) {
		close (fds[1]);
		wait_until_ready (fds[0], child);
	}
	close (fds[0]);
	ready_fd = fds[1];
	return setsid () < 0 || chdir ("/") != 0 ? -1 : 0;
}

static void detach (int null)
{
	if (null < 0)
		return;
	dup2 (null, STDIN_FILENO);
	dup2 (null, STDOUT_FILENO);
	dup2 (null, STDERR_FILENO);
	close (null);
}

void daemon_detach (void)
{
	detach (open_null ());
}

void daemon_ready (void)
{
	if (ready_fd < 0)
		return;
	detach (null_fd);
	while (write (ready_fd, "", 1) < 0 && errno == EINTR)
		continue;
	close (ready_fd);
	ready_fd = -1;
}
