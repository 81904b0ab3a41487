/*
 * test-worker.c - a thread with an event loop, and calls that run in it
 *
 * ThreadSanitizer finds a race in these tests if anything that they touch is not passed from
 * thread to thread as worker.h says.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "process/worker.h"

#include <signal.h>
#include <unistd.h>
#include "unit.h"

static struct event_base *main_base;
static struct worker worker;
static struct event *busy;
static int bytes[2];   /* a pipe that can always be read */
static unsigned turns; /* of the busy loop; belongs to the worker */
static unsigned ends;

/* A loop that is never idle. */
static void on_busy (evutil_socket_t fd, short what, void *ctx)
{
	(void)fd;
	(void)what;
	(void)ctx;
	turns++;
}

static void on_end (void *ctx)
{
	(void)ctx;
	ends++;
	event_base_loopbreak (main_base);
}

static void set_up (void)
{
	main_base = event_base_new ();
	ck_assert_int_eq (worker_init (&worker), 0);
	ck_assert_int_eq (pipe (bytes), 0);
	ck_assert_int_eq (write (bytes[1], "", 1), 1);
	busy = event_new (worker.base, bytes[0], EV_READ | EV_PERSIST, on_busy, NULL);
	turns = ends = 0;
}

static void start (void)
{
	ck_assert_int_eq (worker_start (&worker, main_base, on_end, NULL), 0);
}

static void tear_down (void)
{
	worker_stop (&worker);
	event_free (busy);
	worker_free (&worker);
	event_base_free (main_base);
	close (bytes[0]);
	close (bytes[1]);
}

static void note_thread (void *argument)
{
	*(pthread_t *)argument = pthread_self ();
}

static void copy_turns (void *argument)
{
	*(unsigned *)argument = turns;
}

static void end_loop (void *argument)
{
	event_base_loopbreak (argument);
}

START_TEST (call_runs_in_thread_of_worker)
{
	pthread_t thread = pthread_self ();

	set_up ();
	worker_call (&worker, note_thread, &thread); /* it is not started */
	ck_assert (pthread_equal (thread, pthread_self ()));
	start ();
	worker_call (&worker, note_thread, &thread);
	ck_assert (!pthread_equal (thread, pthread_self ()));
	worker_stop (&worker);
	worker_call (&worker, note_thread, &thread);
	ck_assert (pthread_equal (thread, pthread_self ()));
	tear_down ();
}
END_TEST

START_TEST (busy_worker_makes_each_call_between_its_events)
{
	unsigned last = 0, now = 0;

	set_up ();
	event_add (busy, NULL);
	start ();
	for (unsigned i = 0; i < 1000; i++) {
		worker_call (&worker, copy_turns, &now);
		ck_assert_uint_ge (now, last);
		last = now;
	}
	ck_assert_uint_gt (last, 0);
	tear_down ();
}
END_TEST

START_TEST (busy_worker_stops)
{
	unsigned before;

	set_up ();
	event_add (busy, NULL);
	start ();
	worker_call (&worker, copy_turns, &before);
	worker_stop (&worker);
	ck_assert_uint_ge (turns, before);
	event_base_loop (main_base, EVLOOP_NONBLOCK);
	ck_assert_uint_eq (ends, 0);
	tear_down ();
}
END_TEST

START_TEST (main_loop_learns_that_loop_of_worker_ended)
{
	set_up ();
	start ();
	worker_call (&worker, end_loop, worker.base);
	event_base_dispatch (main_base);
	ck_assert_uint_eq (ends, 1);
	ck_assert (!worker.running);
	tear_down ();
}
END_TEST

START_TEST (call_after_loop_of_worker_ended_runs_in_main_thread)
{
	pthread_t thread;

	set_up ();
	start ();
	worker_call (&worker, end_loop, worker.base);
	worker_call (&worker, note_thread, &thread);
	ck_assert (pthread_equal (thread, pthread_self ()));
	ck_assert_uint_eq (ends, 1);
	tear_down ();
}
END_TEST

static volatile sig_atomic_t in_main;
static pthread_t main_thread;

static void on_signal (int sig)
{
	(void)sig;
	in_main = pthread_equal (pthread_self (), main_thread) != 0;
}

START_TEST (signals_go_to_main_thread)
{
	main_thread = pthread_self ();
	set_up ();
	signal (SIGUSR1, on_signal);
	start ();
	ck_assert_int_eq (kill (getpid (), SIGUSR1), 0);
	while (!in_main)
		continue;
	tear_down ();
}
END_TEST

UNIT_MAIN ("worker", call_runs_in_thread_of_worker, busy_worker_makes_each_call_between_its_events,
           busy_worker_stops, main_loop_learns_that_loop_of_worker_ended,
           call_after_loop_of_worker_ended_runs_in_main_thread, signals_go_to_main_thread)
