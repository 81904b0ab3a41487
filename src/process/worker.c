/*
 * worker.c - a thread with an event loop, and calls that run in it
 *
 * The channel is a pair of sockets. The main thread sends a call and waits for the answer;
 * the worker makes the call between two events of its loop, then answers. The worker never waits
 * for the main thread, so they cannot block each other. When the loop ends, the worker shuts
 * the channel down, which the main thread notices.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "process/worker.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAIN, WORKER };

struct call {
	void (*function) (void *argument);
	void *argument;
};

/* --- in the worker's thread --- */

static void on_called (evutil_socket_t fd, short what, void *ctx)
{
	struct call call;

	(void)what;
	(void)ctx;
	if (recv (fd, &call, sizeof (call), 0) != (ssize_t)sizeof (call))
		return;
	call.function (call.argument);
	send (fd, "", 1, MSG_NOSIGNAL);
}

static void *run (void *ctx)
{
	struct worker *w = ctx;

	event_base_dispatch (w->base);
	shutdown (w->channel[WORKER], SHUT_RDWR);
	return NULL;
}

static void end_loop (void *ctx)
{
	event_base_loopbreak (ctx);
}

/* --- in the main thread --- */

static void join (struct worker *w)
{
	pthread_join (w->thread, NULL);
	w->running = false;
	event_del (w->ended);
}

/* Only the answer to a call is ever sent, and worker_call waits for it: so it is the end. */
static void on_ended (evutil_socket_t fd, short what, void *ctx)
{
	struct worker *w = ctx;

	(void)fd;
	(void)what;
	join (w);
	w->on_end (w->ctx);
}

int worker_init (struct worker *w)
{
	if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, w->channel) != 0)
		return -1;
	w->base = event_base_new ();
	if (w->base != NULL)
		w->called = event_new (w->base, w->channel[WORKER], EV_READ | EV_PERSIST, on_called,
		                       w);
	if (w->called != NULL && event_add (w->called, NULL) == 0)
		return 0;
	errno = ENOMEM;
	return -1;
}

/* Signals go to the main thread. */
static int start_thread (struct worker *w)
{
	sigset_t all, before;
	int err;

	sigfillset (&all);
	pthread_sigmask (SIG_SETMASK, &all, &before);
	err = pthread_create (&w->thread, NULL, run, w);
	pthread_sigmask (SIG_SETMASK, &before, NULL);
	errno = err;
	return err == 0 ? 0 : -1;
}

int worker_start (struct worker *w, struct event_base *main, void (*on_end) (void *ctx), void *ctx)
{
	w->on_end = on_end;
	w->ctx = ctx;
	w->ended = event_new (main, w->channel[MAIN], EV_READ | EV_PERSIST, on_ended, w);
	errno = ENOMEM;
	if (w->ended == NULL || event_add (w->ended, NULL) != 0)
		return -1;
	w->running = start_thread (w) == 0;
	return w->running ? 0 : -1;
}

/* False if the worker's loop has ended before it made the call. */
static bool make_call (const struct worker *w, const struct call *call)
{
	ssize_t len;
	char answer;

	if (send (w->channel[MAIN], call, sizeof (*call), MSG_NOSIGNAL) < 0)
		return false;
	do
		len = recv (w->channel[MAIN], &answer, 1, 0);
	while (len < 0 && errno == EINTR);
	return len == 1;
}

void worker_call (struct worker *w, void (*function) (void *argument), void *argument)
{
	const struct call call = { function, argument };

	if (w->running && make_call (w, &call))
		return;
	if (w->running) {
		join (w);
		w->on_end (w->ctx);
	}
	function (argument);
}

struct copy {
	void *to;
	const void *from;
	size_t len;
};

static void copy (void *argument)
{
	const struct copy *c = argument;

	memcpy (c->to, c->from, c->len);
}

void worker_copy (struct worker *w, void *to, const void *from, size_t len)
{
	worker_call (w, copy, &(struct copy){ to, from, len });
}

void worker_stop (struct worker *w)
{
	const struct call call = { end_loop, w->base };

	if (!w->running)
		return;
	make_call (w, &call);
	join (w);
}

void worker_free (struct worker *w)
{
	if (w->ended != NULL)
		event_free (w->ended);
	if (w->called != NULL)
		event_free (w->called);
	if (w->base != NULL)
		event_base_free (w->base);
	if (w->channel[MAIN] > 0) { /* 0: not initialised */
		close (w->channel[MAIN]);
		close (w->channel[WORKER]);
	}
	*w = (struct worker){ .running = false };
}
