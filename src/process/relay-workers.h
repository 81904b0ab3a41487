/*
 * relay-workers.h - the workers of a relay, each with a socket, a queue of the interface and a role
 *
 * The first worker is the main thread, whose tunnel is the program's. If there is one worker
 * only, there is nothing else here.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_RELAY_WORKERS_H
#define MIREDO_RELAY_WORKERS_H

#include "conf/settings.h"
#include "net/tunnel.h"
#include "roles/relay.h"
#include "tun6.h"

struct relay_worker;

struct relay_workers {
	unsigned count; /* with the first; 0: not opened */
	int udp[SETTINGS_WORKERS_MAX];
	struct tun6 *tun[SETTINGS_WORKERS_MAX];
	struct relay_worker *worker[SETTINGS_WORKERS_MAX]; /* but the first; NULL: not made */
};

/*
 * Opens the sockets of all workers but the first, whose socket udp is, and the interface with a
 * queue for each. If the system cannot do that, count is 1, which is logged, and the caller
 * opens the interface.
 */
void relay_workers_open (struct relay_workers *, int udp, const struct settings *);

/* Makes roles and tunnels, whose loops wait for the threads. 0, or -1 with errno. */
int relay_workers_make (struct relay_workers *, const struct teredo_relay_config *,
                        unsigned offloads);

/* Starts the threads. on_end is called in the loop main if one has failed. 0, or -1 with
 * errno. */
int relay_workers_start (struct relay_workers *, struct event_base *main,
                         void (*on_end) (void *ctx), void *ctx);

/* Gives all of them the addresses of this host. */
void relay_workers_set_networks (struct relay_workers *, const struct teredo_networks *);

/* Adds the counters, and returns the number of peers. The counters of each are logged for
 * debugging. */
uint32_t relay_workers_add_counts (struct relay_workers *, struct teredo_counts *);

/* Stops all threads and frees everything, whatever has been opened, made and started. */
void relay_workers_stop (struct relay_workers *);

#endif
