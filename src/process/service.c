/*
 * service.c - start, event loop and end of miredo, miredo-server and teredo-mire
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "process/service.h"

#include <signal.h>
#include <stdlib.h>
#include "base/i18n.h"
#include "base/log.h"
#include "base/watch.h"
#include "process/sandbox.h"
#include "report/notify.h"

/* --- signals --- */

static void on_end (evutil_socket_t sig, short what, void *ctx)
{
	struct service *s = ctx;

	(void)what;
	log_info (_ ("exiting on signal %d"), (int)sig);
	notify_stopping ();
	event_base_loopbreak (s->base);
}

static void on_usr1 (evutil_socket_t sig, short what, void *ctx)
{
	struct service *s = ctx;

	(void)sig;
	(void)what;
	s->calls->report (s->ctx);
}

static void on_usr2 (evutil_socket_t sig, short what, void *ctx)
{
	(void)sig;
	(void)what;
	(void)ctx;
	log_notice (_ ("debug level is now %u"), log_toggle_level ());
}

static void on_hup (evutil_socket_t sig, short what, void *ctx)
{
	struct service *s = ctx;
	struct startup_reload reloaded;

	(void)sig;
	(void)what;
	if (s->ready)
		notify_reloading ();
	reloaded = startup_reload (&s->options, s->calls->program, &s->settings);
	if (s->ready)
		notify_ready ();
	if (reloaded.failed)
		return;
	s->calls->reload (s->ctx, reloaded.applied);
	log_notice (_ ("configuration reloaded"));
}

static int watch_signals (struct service *s)
{
	static const struct watch watched[SERVICE_SIGNALS] = {
		{ SIGINT, EV_SIGNAL, on_end },   { SIGTERM, EV_SIGNAL, on_end },
		{ SIGUSR1, EV_SIGNAL, on_usr1 }, { SIGUSR2, EV_SIGNAL, on_usr2 },
		{ SIGHUP, EV_SIGNAL, on_hup }, /* last: daemons only */
	};
	const size_t count = s->calls->daemon ? SERVICE_SIGNALS : SERVICE_SIGNALS - 1;

	return watch_start (s->base, watched, count, s, s->signals);
}

/* --- start and end --- */

static int start (struct service *s)
{
	const struct service_calls *calls = s->calls;

	if (calls->open (s->ctx) != 0)
		return -1;
	pidfile_close_folder (&s->pidfile);
	if (calls->daemon && startup_drop (&s->options) != 0)
		return -1;
	s->base = event_base_new ();
	if (s->base == NULL)
		return startup_fail ();
	if (calls->make (s->ctx) != 0)
		return -1;
	if (watch_signals (s) != 0 || notify_watch (s->base) != 0)
		return startup_fail ();
	return calls->start (s->ctx);
}

void service_ready (struct service *s)
{
	if (s->ready)
		return;
	s->ready = true;
	startup_end ();
	notify_ready ();
}

static int run (struct service *s)
{
	const int started = start (s);

	if (started < 0)
		return -1;
	if (started != SERVICE_STARTING)
		service_ready (s);
	event_base_dispatch (s->base);
	return s->calls->finish (s->ctx);
}

static void end (struct service *s)
{
	s->calls->close (s->ctx);
	watch_end (s->signals, SERVICE_SIGNALS);
	notify_end ();
	if (s->base != NULL)
		event_base_free (s->base);
	pidfile_close (&s->pidfile);
}

static enum options_result parse (struct service *s, int argc, char **argv)
{
	if (s->calls->parse != NULL)
		return s->calls->parse (s->ctx, argc, argv);
	return options_parse (&s->options, argc, argv, s->calls->program);
}

int service_main (struct service *s, int argc, char **argv)
{
	const struct service_calls *calls = s->calls;
	enum options_result parsed;
	int result;

	signal (SIGUSR2, SIG_IGN); /* never ends the program, not even during start-up */
	i18n_init ();
	log_look_for_journal ();
	s->options.user = sandbox_default_user (calls->name);
	parsed = parse (s, argc, argv);
	if (parsed != OPTIONS_RUN)
		return options_status (parsed);
	log_set_level (s->options.debug);
	if (calls->daemon) {
		startup_prepare (&s->options, calls->name);
		if (startup_configure (&s->options, calls->program, &s->settings) != 0)
			return EXIT_WRONG;
		startup_log (&s->options, &s->settings);
		if (startup_begin (&s->options, &s->pidfile) != 0) {
			pidfile_close (&s->pidfile);
			return EXIT_FAILURE;
		}
	}
	result = run (s);
	end (s);
	return result == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
