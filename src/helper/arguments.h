/*
 * arguments.h - command line of miredo-privproc
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef MIREDO_ARGUMENTS_H
#define MIREDO_ARGUMENTS_H

#include <stdbool.h>
#include <stdint.h>
#include "conf/exit.h"
#include "helper/spawn.h"

#define ARGUMENTS_CHANNEL_FD SPAWN_CHANNEL_FD
#define ARGUMENTS_FOLDER_FD  SPAWN_FOLDER_FD
#define ARGUMENTS_END_FD     SPAWN_END_FD

/* Which hook it runs. */
enum helper_kind { HELPER_CLIENT, HELPER_RELAY };

struct helper_setup {
	enum helper_kind kind;
	const char *iface; /* shorter than IF_NAMESIZE */
	unsigned ifindex;
	uint32_t prefix;     /* client: of its addresses; relay: to be routed; host byte order */
	unsigned mtu;        /* relay: bytes */
	int facility;        /* of syslog; -1: log to standard error */
	const char *pidfile; /* in the folder that the helper is given */
	struct exit_config exit; /* relay */
};

struct arguments {
	char ifindex[12], prefix[12], mtu[12], facility[12];
	char exit[INET6_ADDRSTRLEN + 3], exit_server[INET_ADDRSTRLEN];
	char exit_allow[EXIT_NETWORKS_TEXT], exit_deny[EXIT_NETWORKS_TEXT];
	char exit_client_rate[12], exit_rate[12];
	const char *argv[15];
};

/* Fills in argv, which points into both structures. Returns the number of arguments. */
int arguments_write (struct arguments *, const struct helper_setup *);

/* Reads what arguments_write has written; iface and pidfile point into argv. False if anything is
 * invalid. */
bool arguments_read (struct helper_setup *, int argc, char *const argv[]);

#endif
