/*
 * worker.h - a thread with an event loop, and calls that run in it
 *
 * What a worker uses belongs to its thread. The main thread touches it before worker_start,
 * after worker_stop, and by worker_call.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_WORKER_H
#define MIREDO_WORKER_H

#include <event2/event.h>
#include <pthread.h>
#include <stdbool.h>

struct worker {
	struct event_base *base; /* its loop */
	bool running;
	pthread_t thread;     /* while running */
	int channel[2];       /* the main thread's end, and the worker's */
	struct event *called; /* in the worker's loop */
	struct event *ended;  /* in the main thread's loop */
	void (*on_end) (void *ctx);
	void *ctx;
};

/* Makes a loop, for which the caller can register events. 0, or -1 with errno; worker_free
 * is needed then, too. The worker is zero before. */
int worker_init (struct worker *);

/* Starts the thread, which gets no signals. on_end is called in the loop main when the worker's
 * loop has ended, unless worker_stop ended it. 0, or -1 with errno. */
int worker_start (struct worker *, struct event_base *main, void (*on_end) (void *ctx), void *ctx);

/* Runs a function in the worker's loop, and returns when it has returned. Runs it in this
 * thread if the worker is not running. */
void worker_call (struct worker *, void (*function) (void *argument), void *argument);

/* Copies data to what belongs to the worker, in its loop. */
void worker_copy (struct worker *, void *to, const void *from, size_t len);

/* Ends the loop and the thread, if it is running. */
void worker_stop (struct worker *);

/* Frees the loop; its events have been freed. */
void worker_free (struct worker *);

#endif
