/*
 * changes.c - changes of this host's network, and resume from sleep
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/changes.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/sleep.h"
#include "base/watch.h"
#include "bytes/array.h"
#include "net/hostwatch.h"

#define DELAY     50                  /* milliseconds from a notification to the call */
#define DOUBLINGS 9                   /* of the delay, while there are changes all the time */
#define QUIET     TEREDO_SECONDS (10) /* without a move: the delay is short again */
#define LOOK      TEREDO_SECONDS (5)  /* where there are no notifications */
#define NAP       TEREDO_SECONDS (1)  /* less than that is not sleep */

enum { EVENT_DUE, EVENT_NETWORK, EVENT_CLOCK };

struct changes {
	changes_call *call;
	void *ctx;
	struct hostwatch *watch; /* NULL: no notifications */
	int clock;               /* sleep_watch */
	struct event *events[3];
	uint64_t state;    /* digest of addresses and interfaces */
	bool moved;        /* to be reported */
	unsigned moves;    /* reported in a row */
	teredo_time last;  /* when */
	teredo_time slept; /* milliseconds since boot, as far as noticed */
};

/* --- the state of the host --- */

/* FNV-1a: it distinguishes states; a collision would be of no use to anybody. */
static uint64_t digest (uint64_t sum, const void *data, size_t len)
{
	const uint8_t *bytes = data;

	for (size_t i = 0; i < len; i++)
		sum = (sum ^ bytes[i]) * 0x100000001b3u;
	return sum;
}

static uint64_t add (uint64_t sum, const struct ifaddrs *ifa)
{
	const unsigned flags = ifa->ifa_flags & (IFF_UP | IFF_RUNNING);
	struct sockaddr_in in;

	if (ifa->ifa_addr == NULL || ifa->ifa_addr->sa_family != AF_INET)
		return sum;
	memcpy (&in, ifa->ifa_addr, sizeof (in));
	sum = digest (sum, ifa->ifa_name, strlen (ifa->ifa_name));
	sum = digest (sum, &flags, sizeof (flags));
	sum = digest (sum, &in.sin_addr, sizeof (in.sin_addr));
	if (ifa->ifa_netmask == NULL)
		return sum;
	memcpy (&in, ifa->ifa_netmask, sizeof (in));
	return digest (sum, &in.sin_addr, sizeof (in.sin_addr));
}

/* Of the interfaces with IPv4 addresses: which are up and connected, and their addresses. */
static uint64_t host_state (uint64_t before)
{
	uint64_t sum = 0xcbf29ce484222325u;
	struct ifaddrs *list;

	if (getifaddrs (&list) != 0)
		return before;
	for (const struct ifaddrs *ifa = list; ifa != NULL; ifa = ifa->ifa_next)
		sum = add (sum, ifa);
	freeifaddrs (list);
	return sum;
}

/* --- events --- */

static void schedule (struct changes *c, teredo_time delay)
{
	const struct timeval time = { delay / 1000, delay % 1000 * 1000 };

	if (!event_pending (c->events[EVENT_DUE], EV_TIMEOUT, NULL))
		event_add (c->events[EVENT_DUE], &time);
}

static void on_due (evutil_socket_t fd, short what, void *ctx)
{
	struct changes *c = ctx;
	const uint64_t state = host_state (c->state);
	const bool moved = c->moved || state != c->state;

	(void)fd;
	(void)what;
	c->state = state;
	c->moved = false;
	if (moved) {
		log_debug ("the network of this host has changed");
		c->moves++;
		c->last = clock_now ();
	}
	c->call (c->ctx, moved);
	if (c->watch == NULL)
		schedule (c, LOOK);
}

static void on_network (evutil_socket_t fd, short what, void *ctx)
{
	struct changes *c = ctx;
	const enum hostwatch_change change = hostwatch_read (c->watch);

	(void)fd;
	(void)what;
	if (change == HOSTWATCH_NONE)
		return;
	if (change == HOSTWATCH_ROUTES)
		c->moved = true;
	if (clock_now () - c->last >= QUIET)
		c->moves = 0;
	schedule (c, (teredo_time)DELAY << (c->moves < DOUBLINGS ? c->moves : DOUBLINGS));
}

void changes_slept (struct changes *c, teredo_time total)
{
	const teredo_time slept = total - c->slept;

	c->slept = total;
	if (slept < NAP)
		return;
	log_info (_ ("this host slept for %lld s"), (long long)slept / 1000);
	c->call (c->ctx, true);
}

/* Network drivers may take longer to resume: what they do is noticed as a change. */
static void on_clock (evutil_socket_t fd, short what, void *ctx)
{
	struct changes *c = ctx;

	(void)what;
	if (sleep_watch_again (fd) != 0)
		event_del (c->events[EVENT_CLOCK]);
	changes_slept (c, sleep_total ());
}

/* --- start and end --- */

/* Calls a function when a descriptor is readable; -1: never. */
static bool watch_fd (struct event_base *base, struct event **event, int fd, event_callback_fn call,
                      struct changes *c)
{
	if (fd < 0)
		return true;
	*event = event_new (base, fd, EV_READ | EV_PERSIST, call, c);
	return *event != NULL && event_add (*event, NULL) == 0;
}

static bool start (struct changes *c, struct event_base *base)
{
	const int network = c->watch != NULL ? hostwatch_fd (c->watch) : -1;

	c->events[EVENT_DUE] = event_new (base, -1, 0, on_due, c);
	return c->events[EVENT_DUE] != NULL
	       && watch_fd (base, &c->events[EVENT_NETWORK], network, on_network, c)
	       && watch_fd (base, &c->events[EVENT_CLOCK], c->clock, on_clock, c);
}

struct changes *changes_new (struct event_base *base, changes_call *call, void *ctx)
{
	struct changes *c = calloc (1, sizeof (*c));

	if (c == NULL)
		return NULL;
	*c = (struct changes){
		.call = call,
		.ctx = ctx,
		.watch = hostwatch_new (),
		.clock = sleep_watch (),
		.slept = sleep_total (),
	};
	if (!start (c, base)) {
		changes_free (c);
		return NULL;
	}
	c->state = host_state (0);
	call (ctx, false);
	if (c->watch == NULL)
		schedule (c, LOOK);
	return c;
}

void changes_free (struct changes *c)
{
	if (c == NULL)
		return;
	watch_end (c->events, ARRAY_LEN (c->events));
	hostwatch_free (c->watch);
	if (c->clock >= 0)
		close (c->clock);
	free (c);
}
