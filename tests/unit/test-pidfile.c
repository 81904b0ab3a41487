/*
 * test-pidfile.c - the file that says which process a daemon is
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "pidfile.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "unit.h"

static char folder[] = "/tmp/miredo-test-XXXXXX";
static char path[sizeof (folder) + sizeof ("/test.pid")];
static struct pidfile pidfile;

static void make_folder (void)
{
	ck_assert_ptr_nonnull (mkdtemp (folder));
	snprintf (path, sizeof (path), "%s/test.pid", folder);
}

static void remove_folder (void)
{
	unlink (path);
	ck_assert_int_eq (rmdir (folder), 0);
}

static void take (void)
{
	pid_t owner;

	ck_assert_int_eq (pidfile_open (&pidfile, path, &owner), 0);
	ck_assert_int_eq (pidfile_write (&pidfile), 0);
}

/* The number that stands in the file; 0: none. */
static long number (void)
{
	FILE *stream = fopen (path, "r");
	long pid = 0;

	ck_assert_ptr_nonnull (stream);
	if (fscanf (stream, "%ld", &pid) != 1)
		pid = 0;
	fclose (stream);
	return pid;
}

START_TEST (it_holds_our_number_and_goes_with_us)
{
	struct stat status;

	make_folder ();
	take ();
	ck_assert_int_eq (number (), getpid ());
	ck_assert_int_eq (stat (path, &status), 0);
	ck_assert_uint_eq (status.st_mode & 07777 & ~0644u, 0);
	pidfile_close (&pidfile);
	ck_assert_int_eq (access (path, F_OK), -1);
	pidfile_close (&pidfile);
	remove_folder ();
}
END_TEST

START_TEST (a_second_instance_learns_who_has_it)
{
	struct pidfile second;
	pid_t owner;

	make_folder ();
	take ();
	ck_assert_int_eq (pidfile_open (&second, path, &owner), -1);
	ck_assert_int_eq (errno, EWOULDBLOCK);
	ck_assert_int_eq (owner, getpid ());
	pidfile_close (&second);
	ck_assert_int_eq (number (), getpid ());
	pidfile_close (&pidfile);
	take ();
	pidfile_close (&pidfile);
	remove_folder ();
}
END_TEST

START_TEST (what_a_dead_process_left_is_no_obstacle)
{
	int status;
	pid_t child;

	make_folder ();
	child = fork ();
	if (child == 0) {
		pid_t owner;

		_exit (pidfile_open (&pidfile, path, &owner) == 0 && pidfile_write (&pidfile) == 0
		               ? EXIT_SUCCESS
		               : EXIT_FAILURE);
	}
	ck_assert_int_eq (waitpid (child, &status, 0), child);
	ck_assert_int_eq (status, 0);
	ck_assert_int_eq (number (), child);
	take ();
	ck_assert_int_eq (number (), getpid ());
	pidfile_close (&pidfile);
	remove_folder ();
}
END_TEST

START_TEST (the_lock_outlives_the_process_that_forked)
{
	struct pidfile second;
	pid_t owner;
	int fds[2], status;
	pid_t child;
	char byte;

	make_folder ();
	ck_assert_int_eq (pipe (fds), 0);
	take ();
	child = fork ();
	if (child == 0) { /* the daemon */
		close (fds[1]);
		_exit (read (fds[0], &byte, 1) == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
	}
	close (fds[0]);
	close (pidfile.fd); /* the process that was started ends */
	ck_assert_int_eq (pidfile_open (&second, path, &owner), -1);
	ck_assert_int_eq (errno, EWOULDBLOCK);
	close (fds[1]);
	ck_assert_int_eq (waitpid (child, &status, 0), child);
	ck_assert_int_eq (status, 0);
	take ();
	pidfile_close (&pidfile);
	remove_folder ();
}
END_TEST

START_TEST (a_link_is_not_followed)
{
	pid_t owner;

	make_folder ();
	ck_assert_int_eq (symlink ("/dev/null", path), 0);
	ck_assert_int_eq (pidfile_open (&pidfile, path, &owner), -1);
	ck_assert_int_eq (errno, ELOOP);
	remove_folder ();
}
END_TEST

START_TEST (a_missing_folder_is_an_error)
{
	pid_t owner;

	ck_assert_int_eq (pidfile_open (&pidfile, "/nonexistent/test.pid", &owner), -1);
	ck_assert_int_eq (errno, ENOENT);
	ck_assert_int_eq (pidfile.fd, -1);
	ck_assert_int_eq (owner, 0);
}
END_TEST

UNIT_MAIN ("pidfile", it_holds_our_number_and_goes_with_us, a_second_instance_learns_who_has_it,
           what_a_dead_process_left_is_no_obstacle, the_lock_outlives_the_process_that_forked,
           a_link_is_not_followed, a_missing_folder_is_an_error)
