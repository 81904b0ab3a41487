/*
 * igd.c - a mapping by UPnP: an Internet Gateway Device
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "portmap/igd.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/compat.h"

#define PATIENCE         10 /* seconds for a task */
#define RELEASE_PATIENCE 2
#define PIPE_FD          3
#define MEMORY           ((rlim_t)128 << 20) /* bytes of address space */

enum task { TASK_FIND, TASK_ADD, TASK_DELETE };

/* --- the child --- */

/* Keeps the pipe, the standard descriptors, and little memory; cannot start processes. */
static void confine (int pipe_fd)
{
	const struct rlimit memory = { MEMORY, MEMORY }, none = { 0, 0 };

	if (dup2 (pipe_fd, PIPE_FD) < 0 || setrlimit (RLIMIT_AS, &memory) != 0
	    || setrlimit (RLIMIT_NPROC, &none) != 0)
		_exit (1);
	closefrom (PIPE_FD + 1);
}

static _Noreturn void run (const struct igd *igd, enum task task, int pipe_fd)
{
	struct igd_result result = { .code = 0 };

	confine (pipe_fd);
	alarm (task == TASK_DELETE ? RELEASE_PATIENCE : PATIENCE);
	switch (task) {
	case TASK_FIND:
		igd_find (&result, &igd->attempt.gateway);
		break;
	case TASK_ADD:
		igd_add (&result, &igd->attempt.gateway, igd->url, igd->attempt.port);
		break;
	case TASK_DELETE:
		igd_delete (&result, &igd->attempt.gateway, igd->url, igd->attempt.port);
		break;
	}
	_exit (write (PIPE_FD, &result, sizeof (result)) == (ssize_t)sizeof (result) ? 0 : 1);
}

/* Starts a child; the pipe that it writes its result to, or -1. */
static int start (struct igd *igd, enum task task)
{
	int fds[2];

	if (pipe2 (fds, O_CLOEXEC) != 0)
		return -1;
	igd->child = fork ();
	if (igd->child == 0) {
		close (fds[0]);
		run (igd, task, fds[1]);
	}
	close (fds[1]);
	if (igd->child > 0)
		return fds[0];
	close (fds[0]);
	return -1;
}

/* --- its result --- */

static enum attempt_state found (struct igd *igd, const struct igd_result *result)
{
	if (result->code != 0 || memchr (result->url, '\0', sizeof (result->url)) == NULL)
		return ATTEMPT_SILENT;
	memcpy (igd->url, result->url, sizeof (igd->url));
	return ATTEMPT_FOUND;
}

static enum attempt_state mapped (struct igd *igd, const struct igd_result *result)
{
	struct attempt *a = &igd->attempt;

	if (result->code == 0 && result->ip != 0 && result->lifetime != 0) {
		a->external = (struct teredo_endpoint){ .ip = result->ip, .port = a->port };
		a->lifetime = result->lifetime;
		return ATTEMPT_MAPPED;
	}
	igd->url[0] = '\0'; /* looked for again the next time */
	a->code = result->code;
	return result->code == IGD_CONFLICT ? ATTEMPT_TAKEN
	       : result->code == IGD_SILENT ? ATTEMPT_SILENT
	                                    : ATTEMPT_REFUSED;
}

static void on_ended (evutil_socket_t fd, short what, void *ctx)
{
	struct igd *igd = ctx;
	struct igd_result result;
	enum attempt_state state;

	(void)what;
	if (read (fd, &result, sizeof (result)) != (ssize_t)sizeof (result))
		result = (struct igd_result){ .code = IGD_SILENT };
	state = igd->attempt.state == ATTEMPT_LOOKING ? found (igd, &result)
	                                              : mapped (igd, &result);
	igd_stop (igd);
	attempt_enter (&igd->attempt, state);
}

/* --- attempts --- */

static void begin (struct igd *igd, enum task task, enum attempt_state state)
{
	const int fd = start (igd, task);

	if (fd >= 0)
		igd->ended = event_new (igd->attempt.base, fd, EV_READ, on_ended, igd);
	if (igd->ended != NULL && event_add (igd->ended, NULL) == 0) {
		igd->attempt.state = state;
		return;
	}
	if (fd >= 0 && igd->ended == NULL)
		close (fd);
	igd_stop (igd);
	igd->attempt.state = ATTEMPT_SILENT;
}

void igd_look (struct igd *igd)
{
	igd_stop (igd);
	if (!igd_exists)
		igd->attempt.state = ATTEMPT_SILENT;
	else if (igd->url[0] != '\0')
		igd->attempt.state = ATTEMPT_FOUND;
	else
		begin (igd, TASK_FIND, ATTEMPT_LOOKING);
}

void igd_map (struct igd *igd)
{
	begin (igd, TASK_ADD, ATTEMPT_MAPPING);
}

void igd_stop (struct igd *igd)
{
	if (igd->ended != NULL) {
		close (event_get_fd (igd->ended));
		event_free (igd->ended);
		igd->ended = NULL;
	}
	if (igd->child > 0) {
		kill (igd->child, SIGKILL);
		waitpid (igd->child, NULL, 0);
		igd->child = 0;
	}
	igd->attempt.state = ATTEMPT_IDLE;
}

void igd_release (struct igd *igd)
{
	struct igd_result result;
	int fd;

	igd_stop (igd);
	if (igd->url[0] == '\0')
		return;
	fd = start (igd, TASK_DELETE);
	if (fd < 0)
		return;
	(void)!read (fd, &result, sizeof (result)); /* or its end */
	close (fd);
	igd_stop (igd);
}
