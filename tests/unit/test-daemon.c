/*
 * test-daemon.c - detaching from the terminal, inherited process state
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "process/daemon.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "unit.h"

#define WORD_FD 200 /* a pipe from the daemon to the test */

/* Body of the daemon; must not return. */
typedef void daemon_body (void);

static void send_word (char word)
{
	if (write (WORD_FD, &word, 1) != 1)
		_exit (99);
}

/* Starts a daemon as from a shell. Returns the exit status of the command; words
 * is the end of the pipe from which the letters sent by the daemon can be read. */
static int start (daemon_body *body, int *words)
{
	int fds[2], status;
	pid_t command;

	ck_assert_int_eq (pipe2 (fds, O_NONBLOCK), 0);
	command = fork ();
	if (command == 0) {
		dup2 (fds[1], WORD_FD);
		fcntl (WORD_FD, F_SETFL, 0);
		close (fds[0]);
		close (fds[1]);
		if (daemon_start () == 0)
			body ();
		_exit (98);
	}
	close (fds[1]);
	ck_assert_int_eq (waitpid (command, &status, 0), command);
	ck_assert (WIFEXITED (status));
	*words = fds[0];
	return WEXITSTATUS (status);
}

static void check_word (int words, char wanted)
{
	char word = '-';

	ck_assert_int_eq (read (words, &word, 1), 1);
	ck_assert_int_eq (word, wanted);
}

static void become_ready (void)
{
	char folder[8] = "";

	send_word (getsid (0) == getpid () ? 's' : '!');
	send_word (getcwd (folder, sizeof (folder)) != NULL && strcmp (folder, "/") == 0 ? '/'
	                                                                                 : '!');
	daemon_ready ();
	_exit (0);
}

START_TEST (command_succeeds_when_daemon_is_ready)
{
	int words;

	ck_assert_int_eq (start (become_ready, &words), EXIT_SUCCESS);
	check_word (words, 's');
	check_word (words, '/');
	close (words);
}
END_TEST

static void exit_before_ready (void)
{
	send_word ('f');
	_exit (EXIT_SUCCESS); /* still a failure: it was never ready */
}

START_TEST (command_fails_when_daemon_exits_before_ready)
{
	int words;

	ck_assert_int_eq (start (exit_before_ready, &words), EXIT_FAILURE);
	check_word (words, 'f');
	close (words);
}
END_TEST

static void kill_itself (void)
{
	raise (SIGKILL);
}

START_TEST (command_fails_when_daemon_is_killed)
{
	int words;

	ck_assert_int_eq (start (kill_itself, &words), EXIT_FAILURE);
	close (words);
}
END_TEST

/* The first string of the environment that the kernel passed to this program. Other processes
 * see that memory in /proc. It is checked here and not there, because an emulator of another
 * architecture shows its own in /proc. */
static const char *inherited;
static size_t inherited_len;

static bool environment_is_wiped (void)
{
	for (size_t i = 0; i < inherited_len; i++)
		if (inherited[i] != 0)
			return false;
	return true;
}

static void check_clean_state (void)
{
	sigset_t mask;
	char null[2];

	daemon_clean ();
	sigprocmask (SIG_SETMASK, NULL, &mask);
	if (getenv ("MIREDO_TEST") != NULL || getenv ("PATH") == NULL)
		_exit (1);
	if (sigismember (&mask, SIGTERM) || signal (SIGHUP, SIG_DFL) != SIG_DFL)
		_exit (2);
	if (umask (0) != 022)
		_exit (3);
	if (fcntl (WORD_FD, F_GETFD) != -1 || errno != EBADF)
		_exit (4);
	if (!environment_is_wiped ())
		_exit (6);
	/* Descriptor 0 was closed: it must be /dev/null now. */
	if (read (STDIN_FILENO, null, 1) != 0 || fcntl (STDERR_FILENO, F_GETFD) == -1)
		_exit (5);
	_exit (0);
}

START_TEST (clean_resets_inherited_process_state)
{
	pid_t child = fork ();
	int status;

	if (child == 0) {
		sigset_t all;

		inherited = environ[0];
		inherited_len = strlen (inherited);
		sigfillset (&all);
		sigprocmask (SIG_SETMASK, &all, NULL);
		signal (SIGHUP, SIG_IGN);
		setenv ("MIREDO_TEST", "1", 1);
		umask (077);
		dup2 (STDERR_FILENO, WORD_FD);
		close (STDIN_FILENO);
		check_clean_state ();
	}
	ck_assert_int_eq (waitpid (child, &status, 0), child);
	ck_assert_int_eq (status, 0);
}
END_TEST

UNIT_MAIN ("daemon", command_succeeds_when_daemon_is_ready,
           command_fails_when_daemon_exits_before_ready, command_fails_when_daemon_is_killed,
           clean_resets_inherited_process_state)
