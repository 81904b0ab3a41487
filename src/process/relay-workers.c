/*
 * relay-workers.c - the workers of a relay, each with a socket, a queue of the interface and a role
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "process/relay-workers.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/entropy.h"
#include "net/steer.h"
#include "net/udp.h"
#include "process/startup.h"
#include "process/worker.h"
#include "report/report.h"

struct relay_worker {
	struct worker worker;
	struct tunnel tunnel;
	struct teredo_networks networks;
};

/* --- sockets and interface --- */

static int steer (struct tun6 *tun, unsigned workers)
{
	const int program = steer_tun (workers);
	int result, err;

	if (program < 0)
		return -1;
	result = tun6_steer (tun, program);
	err = errno;
	close (program);
	errno = err;
	return result;
}

static void close_queues (struct relay_workers *all, unsigned from)
{
	for (unsigned i = from; i < all->count; i++) {
		tun6_free (all->tun[i]);
		all->tun[i] = NULL;
	}
}

static int open_queues (struct relay_workers *all, const char *interface)
{
	struct tun6_error error;
	int err;

	if (!tun6_new_queues (all->tun, all->count, interface, &error)) {
		errno = error.err;
		return -1;
	}
	if (steer (all->tun[0], all->count) == 0)
		return 0;
	err = errno;
	close_queues (all, 0);
	errno = err;
	return -1;
}

void relay_workers_open (struct relay_workers *all, int udp, const struct settings *s)
{
	all->count = s->workers;
	for (unsigned i = 0; i < SETTINGS_WORKERS_MAX; i++)
		all->udp[i] = -1;
	all->udp[0] = udp;
	if (all->count == 1
	    || (open_queues (all, s->interface) == 0
	        && udp_open_others (all->udp, all->count) == 0))
		return;
	report_one_worker (all->count, errno);
	close_queues (all, 0);
	startup_close_udp (all->udp + 1, all->count - 1);
	all->count = 1;
}

/* --- start --- */

static int make_worker (struct relay_workers *all, unsigned i,
                        const struct teredo_relay_config *config, unsigned offloads)
{
	struct relay_worker *w = calloc (1, sizeof (*w));
	struct teredo_env env = { .random = entropy_fill, .event = report_event };

	all->worker[i] = w;
	if (w == NULL || worker_init (&w->worker) != 0)
		return -1;
	env.networks = &w->networks;
	w->tunnel.base = w->worker.base;
	w->tunnel.udp = all->udp[i];
	w->tunnel.tun = all->tun[i];
	w->tunnel.offloads = offloads;
	w->tunnel.role = teredo_relay_new (config, &env, clock_now ());
	return w->tunnel.role != NULL ? 0 : -1;
}

int relay_workers_make (struct relay_workers *all, const struct teredo_relay_config *config,
                        unsigned offloads)
{
	for (unsigned i = 1; i < all->count; i++)
		if (make_worker (all, i, config, offloads) != 0)
			return -1;
	return 0;
}

int relay_workers_start (struct relay_workers *all, struct event_base *main,
                         void (*on_end) (void *ctx), void *ctx)
{
	for (unsigned i = 1; i < all->count; i++) {
		struct relay_worker *w = all->worker[i];

		if (tunnel_start (&w->tunnel) != 0
		    || worker_start (&w->worker, main, on_end, ctx) != 0)
			return -1;
	}
	return 0;
}

/* --- calls --- */

void relay_workers_set_networks (struct relay_workers *all, const struct teredo_networks *networks)
{
	for (unsigned i = 1; i < all->count; i++)
		worker_copy (&all->worker[i]->worker, &all->worker[i]->networks, networks,
		             sizeof (*networks));
}

struct count_request {
	const struct tunnel *tunnel;
	struct teredo_counts counts;
	uint32_t peers;
};

static void count (void *argument)
{
	struct count_request *request = argument;

	tunnel_add_counts (request->tunnel, &request->counts);
	request->peers = tunnel_peers (request->tunnel);
}

uint32_t relay_workers_add_counts (struct relay_workers *all, struct teredo_counts *sum)
{
	uint32_t peers = 0;

	for (unsigned i = 1; i < all->count; i++) {
		struct count_request request = { .tunnel = &all->worker[i]->tunnel };

		worker_call (&all->worker[i]->worker, count, &request);
		report_worker_counts (i, &request.counts);
		teredo_counts_add (sum, &request.counts);
		peers += request.peers;
	}
	return peers;
}

/* --- end --- */

static void free_worker (struct relay_worker *w)
{
	if (w == NULL)
		return;
	worker_stop (&w->worker);
	tunnel_stop (&w->tunnel);
	teredo_role_free (w->tunnel.role);
	worker_free (&w->worker);
	free (w);
}

void relay_workers_stop (struct relay_workers *all)
{
	for (unsigned i = 1; i < all->count; i++) {
		free_worker (all->worker[i]);
		all->worker[i] = NULL;
	}
	if (all->count > 1) {
		close_queues (all, 1);
		startup_close_udp (all->udp + 1, all->count - 1);
	}
}
