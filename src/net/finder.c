/*
 * finder.c - addresses of a client's servers, from lists of names
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "net/finder.h"

#include <stdlib.h>
#include <strings.h>
#include "conf/list.h"
#include "conf/settings.h"

#define LATE_SECONDS 2 /* how long the first names to be found wait for the others */

struct finder;

/* One name. */
struct found {
	struct finder *finder;
	struct resolver *resolver;
	unsigned rank;
	bool pending;
	size_t count;
	struct teredo_server_pair servers[TEREDO_SERVERS_MAX];
};

struct finder {
	resolver_done *done;
	void *ctx;
	struct event *late;
	bool over; /* there was a result */
	size_t names;
	struct found found[TEREDO_SERVERS_MAX];
};

/* The servers of all names; of each as many as fit, so that no name is left out. */
static void report (struct finder *f)
{
	struct teredo_server_pair servers[TEREDO_SERVERS_MAX];
	const size_t most = TEREDO_SERVERS_MAX / (f->names > 0 ? f->names : 1);
	size_t count = 0;

	event_del (f->late);
	f->over = true;
	for (size_t i = 0; i < f->names; i++) {
		const struct found *found = &f->found[i];

		for (size_t j = 0; j < found->count && j < most; j++) {
			servers[count] = found->servers[j];
			servers[count++].rank = found->rank;
		}
	}
	f->done (f->ctx, servers, count);
}

static void on_late (evutil_socket_t fd, short what, void *ctx)
{
	(void)fd;
	(void)what;
	report (ctx);
}

static void on_found (void *ctx, const struct teredo_server_pair *servers, size_t count)
{
	const struct timeval late = { .tv_sec = LATE_SECONDS };
	struct found *found = ctx;
	struct finder *f = found->finder;
	bool pending = false;

	found->pending = false;
	found->count = count;
	for (size_t i = 0; i < count; i++)
		found->servers[i] = servers[i];
	for (size_t i = 0; i < f->names; i++)
		pending = pending || f->found[i].pending;
	if (!pending || (f->over && count > 0))
		report (f);
	else if (count > 0)
		event_add (f->late, &late);
}

struct finder *finder_new (struct event_base *base, resolver_done *done, void *ctx)
{
	struct finder *f = calloc (1, sizeof (*f));
	bool made;

	if (f == NULL)
		return NULL;
	f->done = done;
	f->ctx = ctx;
	f->late = event_new (base, -1, 0, on_late, f);
	made = f->late != NULL;
	for (unsigned i = 0; i < TEREDO_SERVERS_MAX; i++) {
		struct found *found = &f->found[i];

		found->finder = f;
		found->rank = i;
		found->resolver = resolver_new (base, on_found, found);
		made = made && found->resolver != NULL;
	}
	if (made)
		return f;
	finder_free (f);
	return NULL;
}

void finder_free (struct finder *f)
{
	if (f == NULL)
		return;
	for (size_t i = 0; i < TEREDO_SERVERS_MAX; i++)
		resolver_free (f->found[i].resolver);
	if (f->late != NULL)
		event_free (f->late);
	free (f);
}

void finder_start (struct finder *f, const char *servers, const char *secondaries)
{
	const size_t before = f->names;

	event_del (f->late);
	f->over = false;
	f->names = list_count (servers);
	if (f->names > TEREDO_SERVERS_MAX)
		f->names = TEREDO_SERVERS_MAX;
	for (size_t i = 0; i < f->names; i++) {
		char server[SETTINGS_NAME_MAX + 1], secondary[SETTINGS_NAME_MAX + 1];
		struct found *found = &f->found[i];

		list_word (servers, i, server, sizeof (server));
		list_word (secondaries, i, secondary, sizeof (secondary));
		found->pending = true;
		found->count = 0;
		resolver_start (found->resolver, server,
		                strcasecmp (secondary, SETTINGS_NONE) == 0 ? server : secondary);
	}
	for (size_t i = f->names; i < before; i++)
		resolver_stop (f->found[i].resolver);
}
