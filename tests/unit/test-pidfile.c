/*
 * test-pidfile.c - PID file and its lock
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "process/pidfile.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "process/sandbox.h"
#include "unit.h"

static char directory[] = "/tmp/miredo-test-XXXXXX";
static char path[sizeof (directory) + sizeof ("/test.pid")];
static struct pidfile pidfile;

static void make_directory (void)
{
	ck_assert_ptr_nonnull (mkdtemp (directory));
	snprintf (path, sizeof (path), "%s/test.pid", directory);
}

static void remove_directory (void)
{
	unlink (path);
	ck_assert_int_eq (rmdir (directory), 0);
}

static void create (void)
{
	pid_t owner;

	ck_assert_int_eq (pidfile_open (&pidfile, path, &owner), 0);
	ck_assert_int_eq (pidfile_write (&pidfile), 0);
}

/* The PID in the file, 0 if there is none. */
static long read_pid (void)
{
	FILE *stream = fopen (path, "r");
	long pid = 0;

	ck_assert_ptr_nonnull (stream);
	if (fscanf (stream, "%ld", &pid) != 1)
		pid = 0;
	fclose (stream);
	return pid;
}

START_TEST (pidfile_holds_our_pid_and_is_removed_on_close)
{
	struct stat status;

	make_directory ();
	create ();
	ck_assert_int_eq (read_pid (), getpid ());
	ck_assert_int_eq (stat (path, &status), 0);
	ck_assert_uint_eq (status.st_mode & 07777 & ~0644u, 0);
	pidfile_close (&pidfile);
	ck_assert_int_eq (access (path, F_OK), -1);
	pidfile_close (&pidfile);
	remove_directory ();
}
END_TEST

START_TEST (second_instance_is_refused_with_pid_of_first)
{
	struct pidfile second;
	pid_t owner;

	make_directory ();
	create ();
	ck_assert_int_eq (pidfile_open (&second, path, &owner), -1);
	ck_assert_int_eq (errno, EWOULDBLOCK);
	ck_assert_int_eq (owner, getpid ());
	pidfile_close (&second);
	ck_assert_int_eq (read_pid (), getpid ());
	pidfile_close (&pidfile);
	create ();
	pidfile_close (&pidfile);
	remove_directory ();
}
END_TEST

/* A daemon that is killed together with its keeper. */
static void leave_stale_file (void)
{
	create ();
	kill (pidfile.keeper, SIGKILL);
	_exit (EXIT_SUCCESS);
}

START_TEST (stale_pidfile_is_taken_over)
{
	int status;
	pid_t child;

	make_directory ();
	child = fork ();
	if (child == 0)
		leave_stale_file ();
	ck_assert_int_eq (waitpid (child, &status, 0), child);
	ck_assert_int_eq (status, 0);
	ck_assert_int_eq (read_pid (), child);
	create ();
	ck_assert_int_eq (read_pid (), getpid ());
	pidfile_close (&pidfile);
	remove_directory ();
}
END_TEST

START_TEST (lock_is_kept_by_child_when_parent_closes_file)
{
	struct pidfile second;
	pid_t owner;
	int fds[2], status;
	pid_t child;
	char byte;

	make_directory ();
	ck_assert_int_eq (pipe (fds), 0);
	create ();
	child = fork ();
	if (child == 0) { /* becomes the daemon */
		close (fds[1]);
		_exit (read (fds[0], &byte, 1) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
	}
	close (fds[0]);
	close (pidfile.fd); /* the parent exits */
	ck_assert_int_eq (pidfile_open (&second, path, &owner), -1);
	ck_assert_int_eq (errno, EWOULDBLOCK);
	close (fds[1]);
	ck_assert_int_eq (waitpid (child, &status, 0), child);
	ck_assert_int_eq (status, 0);
	create ();
	pidfile_close (&pidfile);
	remove_directory ();
}
END_TEST

/* Waits for the keeper of another process to remove the file. */
static bool is_removed (void)
{
	for (int i = 0; i < 200 && access (path, F_OK) == 0; i++)
		usleep (10000);
	return access (path, F_OK) != 0;
}

/* In a child that is a daemon, in another root directory. Ends as the signal says; 0: cleanly. */
static void run_unprivileged (int sig)
{
	create ();
	pidfile_close_folder (&pidfile);
	if (getuid () == 0 && sandbox_daemon ("nobody", "/usr") != 0)
		_exit (EXIT_FAILURE);
	if (sig != 0)
		raise (sig);
	pidfile_close (&pidfile);
	_exit (EXIT_SUCCESS);
}

static void check_removal (int sig)
{
	int status;
	pid_t child;

	make_directory ();
	child = fork ();
	if (child == 0)
		run_unprivileged (sig);
	ck_assert_int_eq (waitpid (child, &status, 0), child);
	ck_assert_int_eq (status, sig);
	ck_assert (sig == 0 ? access (path, F_OK) != 0 : is_removed ());
	remove_directory ();
}

START_TEST (pidfile_of_unprivileged_daemon_is_gone_when_it_has_closed_it)
{
	check_removal (0);
}
END_TEST

START_TEST (pidfile_of_killed_daemon_is_removed)
{
	check_removal (SIGKILL);
}
END_TEST

START_TEST (keeper_leaves_pidfile_that_another_daemon_has_locked)
{
	struct pidfile first;
	pid_t owner;

	make_directory ();
	create ();
	first = pidfile;
	close (first.fd); /* as if the daemon had been killed, but its keeper not run yet */
	ck_assert_int_eq (pidfile_open (&pidfile, path, &owner), 0);
	ck_assert_int_eq (truncate (path, 0), 0); /* it has another PID in reality */
	close (first.keeper_fd);
	ck_assert_int_eq (waitpid (first.keeper, NULL, 0), first.keeper);
	ck_assert_int_eq (access (path, F_OK), 0);
	ck_assert_int_eq (pidfile_write (&pidfile), 0);
	ck_assert_int_eq (read_pid (), getpid ());
	pidfile_close (&pidfile);
	remove_directory ();
}
END_TEST

/* Like the helper of a daemon, which waits for it unless it has been killed. */
static int remove_in_child (pid_t daemon)
{
	const int folder = open (directory, O_RDONLY | O_DIRECTORY);
	const pid_t child = fork ();
	int status;

	if (child == 0) {
		pidfile_remove (folder, "test.pid", daemon);
		_exit (access (path, F_OK) != 0 ? EXIT_SUCCESS : EXIT_FAILURE);
	}
	close (folder);
	ck_assert_int_eq (waitpid (child, &status, 0), child);
	return status;
}

START_TEST (dismissed_keeper_leaves_pidfile_to_child_of_daemon)
{
	make_directory ();
	create ();
	pidfile_dismiss_keeper (&pidfile);
	pidfile_close_folder (&pidfile);
	ck_assert_int_eq (read_pid (), getpid ());
	ck_assert_int_eq (remove_in_child (getpid ()), 0);
	pidfile_close (&pidfile);
	remove_directory ();
}
END_TEST

START_TEST (child_leaves_pidfile_that_another_daemon_has_locked)
{
	make_directory ();
	create ();
	ck_assert_int_ne (remove_in_child (getppid ()), 0);
	ck_assert_int_eq (truncate (path, 0), 0); /* the other one has not written it yet */
	ck_assert_int_ne (remove_in_child (getpid ()), 0);
	pidfile_close (&pidfile);
	remove_directory ();
}
END_TEST

START_TEST (child_removes_pidfile_of_killed_daemon)
{
	make_directory ();
	create ();
	pidfile_dismiss_keeper (&pidfile);
	close (pidfile.fd);
	ck_assert_int_eq (remove_in_child (getppid ()), 0);
	remove_directory ();
}
END_TEST

START_TEST (no_descriptor_but_lock_and_pipe_stays_open)
{
	bool before[64];

	make_directory ();
	for (int fd = 0; fd < 64; fd++)
		before[fd] = fcntl (fd, F_GETFD) != -1;
	create ();
	pidfile_close_folder (&pidfile);
	ck_assert_int_eq (fcntl (pidfile.fd, F_GETFL) & O_ACCMODE, O_RDONLY);
	for (int fd = 0; fd < 64; fd++)
		ck_assert (before[fd] || fd == pidfile.fd || fd == pidfile.keeper_fd
		           || fcntl (fd, F_GETFD) == -1);
	pidfile_close (&pidfile);
	remove_directory ();
}
END_TEST

/* Opens and closes the file many times; counts how often another process had it
 * open too. */
static int contend (atomic_int *holders)
{
	int shared = 0;

	for (int i = 0; i < 20000; i++) {
		pid_t owner;

		if (pidfile_open (&pidfile, path, &owner) != 0)
			continue;
		shared += atomic_fetch_add (holders, 1) != 0;
		sched_yield ();
		atomic_fetch_sub (holders, 1);
		pidfile_close (&pidfile);
	}
	return shared;
}

/* An instance unlinks the file before it unlocks it: another one that has just
 * opened it must not accept a lock on the unlinked file. */
START_TEST (racing_instances_never_hold_pidfile_together)
{
	atomic_int *holders = mmap (NULL, sizeof (*holders), PROT_READ | PROT_WRITE,
	                            MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int status, shared;
	pid_t child;

	ck_assert_ptr_ne (holders, MAP_FAILED);
	make_directory ();
	child = fork ();
	if (child == 0)
		_exit (contend (holders) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
	shared = contend (holders);
	ck_assert_int_eq (waitpid (child, &status, 0), child);
	ck_assert_int_eq (status, 0);
	ck_assert_int_eq (shared, 0);
	remove_directory ();
}
END_TEST

START_TEST (symbolic_link_is_refused)
{
	pid_t owner;

	make_directory ();
	ck_assert_int_eq (symlink ("/dev/null", path), 0);
	ck_assert_int_eq (pidfile_open (&pidfile, path, &owner), -1);
	ck_assert_int_eq (errno, ELOOP);
	remove_directory ();
}
END_TEST

START_TEST (missing_directory_is_an_error)
{
	pid_t owner;

	ck_assert_int_eq (pidfile_open (&pidfile, "/nonexistent/test.pid", &owner), -1);
	ck_assert_int_eq (errno, ENOENT);
	ck_assert_int_eq (pidfile.fd, -1);
	ck_assert_int_eq (owner, 0);
}
END_TEST

UNIT_MAIN ("pidfile", pidfile_holds_our_pid_and_is_removed_on_close,
           second_instance_is_refused_with_pid_of_first, stale_pidfile_is_taken_over,
           lock_is_kept_by_child_when_parent_closes_file,
           racing_instances_never_hold_pidfile_together, symbolic_link_is_refused,
           missing_directory_is_an_error,
           pidfile_of_unprivileged_daemon_is_gone_when_it_has_closed_it,
           pidfile_of_killed_daemon_is_removed,
           keeper_leaves_pidfile_that_another_daemon_has_locked,
           dismissed_keeper_leaves_pidfile_to_child_of_daemon,
           child_leaves_pidfile_that_another_daemon_has_locked,
           child_removes_pidfile_of_killed_daemon, no_descriptor_but_lock_and_pipe_stays_open)
