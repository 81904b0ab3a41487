/*
 * pidfile.c - locked PID file of a daemon
 *
 * Theory of operation. The daemon keeps the lock, by a descriptor that can only read the
 * file. As an unprivileged user it could not remove the file, and a descriptor of the folder
 * would lead out of its chroot. So it starts the keeper, a process that keeps the user and the
 * folder. The keeper waits for the end of a pipe, that is of the daemon, and then removes the
 * file, unless another daemon has locked it by then. The only request that it takes is to
 * leave that to the helper, which is also still privileged: a byte in the pipe.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "process/pidfile.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>
#include "process/daemon.h"
#include "process/pidfile-name.h"
#include "process/sandbox.h"

#define RETRIES  20 /* while a process that is ending still has the lock */
#define RETRY_US 10000

/* Opens the folder and splits the path; 0, or -1 with errno. */
static int open_folder (struct pidfile *pidfile, const char *path)
{
	const char *slash = strrchr (path, '/');
	const char *name = slash != NULL ? slash + 1 : path;
	char *folder;

	if (strlen (name) >= sizeof (pidfile->name)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy (pidfile->name, name, strlen (name) + 1);
	folder = slash != NULL ? strndup (path, slash == path ? 1 : (size_t)(slash - path))
	                       : strdup (".");
	if (folder == NULL)
		return -1;
	pidfile->dir_fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free (folder);
	return pidfile->dir_fd < 0 ? -1 : 0;
}

static int open_file (const struct pidfile *pidfile, int flags)
{
	return pidfile_open_name (pidfile->dir_fd, pidfile->name, flags);
}

static bool has_name (const struct pidfile *pidfile, int fd)
{
	return pidfile_has_name (fd, pidfile->dir_fd, pidfile->name);
}

/* Locks the open file. If it has a PID, its daemon may be ending, and its file have been removed
 * but not yet unlocked. */
static int lock_open (const struct pidfile *pidfile)
{
	for (int i = 0; flock (pidfile->fd, LOCK_EX | LOCK_NB) != 0; i++) {
		if (errno != EWOULDBLOCK || i == RETRIES || pidfile_owner (pidfile->fd) == 0) {
			return -1;
		}
		usleep (RETRY_US);
	}
	return 0;
}

/* Opens and locks the file. 0; -1 with errno, and the file may be open. */
static int lock (struct pidfile *pidfile)
{
	for (;;) {
		pidfile->fd = open_file (pidfile, O_RDONLY | O_CREAT);
		if (pidfile->fd < 0 || lock_open (pidfile) != 0)
			return -1;
		if (has_name (pidfile, pidfile->fd))
			return 0;
		close (pidfile->fd);
	}
}

int pidfile_open (struct pidfile *pidfile, const char *path, pid_t *owner)
{
	int err;

	*pidfile = (struct pidfile)PIDFILE_NONE;
	*owner = 0;
	if (open_folder (pidfile, path) != 0)
		return -1;
	if (lock (pidfile) == 0)
		return 0;
	err = errno;
	if (pidfile->fd >= 0) {
		*owner = pidfile_owner (pidfile->fd);
		close (pidfile->fd);
	}
	close (pidfile->dir_fd);
	*pidfile = (struct pidfile)PIDFILE_NONE;
	errno = err;
	return -1;
}

/* --- the keeper --- */

/* Whether the pipe ends without a byte. */
static bool wait_for_end_of_pipe (int fd)
{
	ssize_t len;
	char byte;

	do
		len = read (fd, &byte, 1);
	while (len < 0 && errno == EINTR);
	return len == 0;
}

static _Noreturn void keep (struct pidfile *pidfile, int pipe_fd, pid_t daemon)
{
	for (int sig = 1; sig < NSIG; sig++)
		signal (sig, SIG_IGN);
	daemon_detach ();
	dup2 (pipe_fd, STDIN_FILENO);
	if (chdir ("/") != 0 || sandbox_keeper (pidfile->dir_fd) != 0)
		_exit (EXIT_FAILURE);
	if (wait_for_end_of_pipe (STDIN_FILENO))
		pidfile_remove (pidfile->dir_fd, pidfile->name, daemon);
	_exit (EXIT_SUCCESS);
}

static int start_keeper (struct pidfile *pidfile)
{
	const pid_t daemon = getpid ();
	int fds[2];

	if (pipe2 (fds, O_CLOEXEC) != 0)
		return -1;
	pidfile->keeper = fork ();
	if (pidfile->keeper == 0)
		keep (pidfile, fds[0], daemon);
	close (fds[0]);
	if (pidfile->keeper < 0) {
		close (fds[1]);
		return -1;
	}
	pidfile->keeper_fd = fds[1];
	return 0;
}

/* The keeper removes the file first, unless it was dismissed. */
static void end_keeper (struct pidfile *pidfile)
{
	close (pidfile->keeper_fd);
	waitpid (pidfile->keeper, NULL, 0);
	pidfile->keeper_fd = -1;
}

/* --- the daemon --- */

static bool write_pid (const struct pidfile *pidfile, int fd)
{
	char text[16];
	int len = snprintf (text, sizeof (text), "%ld\n", (long)getpid ());

	if (!has_name (pidfile, fd) || !has_name (pidfile, pidfile->fd)) {
		errno = ESTALE;
		return false;
	}
	return ftruncate (fd, 0) == 0 && pwrite (fd, text, (size_t)len, 0) == len;
}

int pidfile_write (struct pidfile *pidfile)
{
	const int fd = open_file (pidfile, O_WRONLY);
	int err;

	if (fd < 0)
		return -1;
	err = write_pid (pidfile, fd) ? 0 : errno;
	close (fd);
	errno = err;
	return err != 0 ? -1 : start_keeper (pidfile);
}

void pidfile_dismiss_keeper (struct pidfile *pidfile)
{
	if (pidfile->keeper_fd < 0)
		return;
	while (write (pidfile->keeper_fd, "", 1) < 0 && errno == EINTR)
		continue;
	end_keeper (pidfile);
}

void pidfile_close_folder (struct pidfile *pidfile)
{
	if (pidfile->dir_fd >= 0)
		close (pidfile->dir_fd);
	pidfile->dir_fd = -1;
}

void pidfile_close (struct pidfile *pidfile)
{
	if (pidfile->fd < 0)
		return;
	if (pidfile->keeper_fd >= 0)
		end_keeper (pidfile);
	else if (pidfile->dir_fd >= 0)
		unlinkat (pidfile->dir_fd, pidfile->name, 0);
	pidfile_close_folder (pidfile);
	close (pidfile->fd);
	*pidfile = (struct pidfile)PIDFILE_NONE;
}
