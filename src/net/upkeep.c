/*
 * upkeep.c - getting the interface configured, and keeping it so
 *
 * The hook's own changes cause notifications, too. They are distinguished by time: whatever happens
 * while a reply is outstanding counts as the hook's. What others do in that time is noticed because
 * the state of the interface is looked up after the reply.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/upkeep.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "bytes/array.h"
#include "net/ifwatch.h"

#define DELAY_MAX     60u                 /* seconds */
#define REPAIRS_QUICK 4u                  /* repairs in a row before the delay doubles */
#define LASTING       TEREDO_SECONDS (10) /* a configuration that lasted so long was good */
#define HASTE         TEREDO_SECONDS (2)  /* see hasten */
#define CHECK_SECONDS 3

enum { EVENT_HELPER, EVENT_DUE, EVENT_WATCH };

static bool is_pending (const struct upkeep *u)
{
	return u->helper->sent != u->helper->received;
}

/* Whether an interface is to be configured at all. */
static bool is_wanted (const struct upkeep *u)
{
	return u->wanted.verb == REQUEST_UP || u->wanted.verb == REQUEST_RELAY;
}

static unsigned delay (unsigned doublings)
{
	return doublings < 6 ? 1u << doublings : DELAY_MAX;
}

static void schedule (struct upkeep *u, teredo_time due)
{
	const teredo_time left = due - clock_now ();
	const struct timeval time = { left / 1000, left % 1000 * 1000 };

	u->due = due;
	event_add (u->events[EVENT_DUE], &time);
}

static void cancel (struct upkeep *u)
{
	u->due = TEREDO_NEVER;
	event_del (u->events[EVENT_DUE]);
}

static void send_wanted (struct upkeep *u)
{
	cancel (u);
	u->again = false;
	if (helper_send (u->helper, &u->wanted) == 0)
		return;
	log_error (_ ("cannot send request to miredo-privproc: %s"), strerror (errno));
	u->calls->broken (u->ctx);
}

void upkeep_sent (struct upkeep *u, const struct request *request)
{
	u->wanted = *request;
	u->failures = u->repairs = u->hastened = 0;
}

void upkeep_request (struct upkeep *u, const struct request *request)
{
	upkeep_sent (u, request);
	send_wanted (u);
}

void upkeep_again (struct upkeep *u)
{
	if (!is_wanted (u))
		return;
	if (is_pending (u))
		u->again = true;
	else
		send_wanted (u);
}

unsigned upkeep_failing (const struct upkeep *u)
{
	const teredo_time left = u->due - clock_now ();

	if (!u->failing || !is_wanted (u))
		return 0;
	return u->due == TEREDO_NEVER || left <= 0 ? 1 : (unsigned)((left + 999) / 1000);
}

/* Something was lost. Waits a little, because one change rarely comes alone. */
static void repair (struct upkeep *u, teredo_time now)
{
	if (u->due != TEREDO_NEVER)
		return;
	if (now - u->ended >= LASTING)
		u->repairs = 0;
	schedule (u, now + TEREDO_SECONDS (delay (u->repairs++ / REPAIRS_QUICK)));
}

/* --- replies --- */

static void announce (struct upkeep *u)
{
	const bool ready = u->ready, failing = u->failing;

	u->ready = true;
	u->failing = false;
	if (!ready)
		u->calls->ready (u->ctx);
	if (failing)
		u->calls->recovered (u->ctx);
}

static void succeed (struct upkeep *u)
{
	const bool was_up = u->expected.up;

	u->failures = u->hastened = 0;
	ifstate_get (&u->expected, u->interface, &u->wanted.address);
	if (was_up && !u->expected.up) { /* somebody set it down meanwhile */
		u->expected.up = true;
		repair (u, u->ended);
	}
	announce (u);
}

static void fail (struct upkeep *u)
{
	const unsigned seconds = delay (u->failures++);

	u->failing = true;
	schedule (u, u->ended + TEREDO_SECONDS (seconds));
	u->calls->failed (u->ctx, seconds);
}

/* Only the reply to the last request matters. */
static void judge (struct upkeep *u, enum reply reply)
{
	if (is_pending (u))
		return;
	u->ended = clock_now ();
	if (u->watch >= 0)
		ifwatch_read (u->watch, u->ifindex); /* the hook's own changes */
	if (!is_wanted (u))
		return;
	if (reply == REPLY_DONE)
		succeed (u);
	else
		fail (u);
	if (u->again)
		send_wanted (u);
}

static void on_helper (evutil_socket_t fd, short what, void *ctx)
{
	struct upkeep *u = ctx;
	enum reply reply;
	int received;

	(void)fd;
	(void)what;
	while ((received = helper_receive (u->helper, &reply)) > 0)
		judge (u, reply);
	if (received < 0) {
		log_error (_ ("miredo-privproc exited unexpectedly; exiting"));
		u->calls->broken (u->ctx);
	}
}

/* --- losses --- */

static void on_due (evutil_socket_t fd, short what, void *ctx)
{
	struct upkeep *u = ctx;

	(void)fd;
	(void)what;
	if (!u->failing)
		log_notice (_ ("interface %s was set down or lost an address or a route; "
		               "configuring it again"),
		            u->interface);
	send_wanted (u);
}

/* The interface has changed after a failed run: perhaps the hook can succeed now. The hook
 * may also have caused the change, so the attempts become slower: 3 s after the last, then 4, 6
 * ... 62. */
static void hasten (struct upkeep *u, teredo_time now)
{
	teredo_time due = u->ended + HASTE + TEREDO_SECONDS (delay (u->hastened / REPAIRS_QUICK));

	if (due < now + TEREDO_SECONDS (1))
		due = now + TEREDO_SECONDS (1);
	if (due >= u->due)
		return;
	u->hastened++;
	schedule (u, due);
}

/* expired: there may be fewer addresses. */
static bool has_lost (struct upkeep *u, bool expired)
{
	struct ifstate state;

	if (ifstate_get (&state, u->interface, &u->wanted.address) != 0)
		return false;
	if (expired && state.count < u->expected.count)
		u->expected.count = state.count;
	return ifstate_lost (&u->expected, &state);
}

static void on_change (evutil_socket_t fd, short what, void *ctx)
{
	struct upkeep *u = ctx;
	const enum ifwatch_change change = fd >= 0 ? ifwatch_read (fd, u->ifindex) : IFWATCH_OTHER;
	const teredo_time now = clock_now ();

	(void)what;
	if (change == IFWATCH_NONE || is_pending (u) || !is_wanted (u))
		return;
	if (!u->failing && (change == IFWATCH_LOSS || has_lost (u, change == IFWATCH_EXPIRED)))
		repair (u, now);
	else if (u->failing && fd >= 0)
		hasten (u, now);
}

/* --- start and end --- */

int upkeep_start (struct upkeep *u)
{
	const struct timeval period = { CHECK_SECONDS, 0 };

	u->due = TEREDO_NEVER;
	u->watch = ifwatch_open ();
	u->events[EVENT_HELPER] = event_new (u->base, u->helper->fd, EV_READ | EV_PERSIST,
	                                     on_helper, u);
	u->events[EVENT_DUE] = event_new (u->base, -1, 0, on_due, u);
	u->events[EVENT_WATCH] = event_new (u->base, u->watch,
	                                    u->watch >= 0 ? EV_READ | EV_PERSIST : EV_PERSIST,
	                                    on_change, u);
	if (u->events[EVENT_HELPER] != NULL && u->events[EVENT_DUE] != NULL
	    && u->events[EVENT_WATCH] != NULL && event_add (u->events[EVENT_HELPER], NULL) == 0
	    && event_add (u->events[EVENT_WATCH], u->watch >= 0 ? NULL : &period) == 0)
		return 0;
	errno = ENOMEM;
	return -1;
}

void upkeep_stop (struct upkeep *u)
{
	for (size_t i = 0; i < ARRAY_LEN (u->events); i++) {
		if (u->events[i] != NULL)
			event_free (u->events[i]);
		u->events[i] = NULL;
	}
	if (u->watch > 0) /* 0: not started */
		close (u->watch);
	u->watch = -1;
}
