/*
 * servers.h - the servers of a client
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_SERVERS_H
#define LIBTEREDO_SERVERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEREDO_SERVERS_MAX 8 /* ours */

/* The two addresses of a server, host byte order. */
struct teredo_server_pair {
	uint32_t primary, secondary;
	unsigned rank; /* 0: preferred, as configured; servers of the same name have the same */
};

struct teredo_servers {
	struct teredo_server_pair list[TEREDO_SERVERS_MAX];
	unsigned count;
	unsigned at;    /* index of the current server */
	unsigned other; /* index of the last of the others asked while that one is silent */
};

/* Sets the servers, in the order in which to ask them, of which at most TEREDO_SERVERS_MAX are
 * kept; the first one is the current one. secondary 0: the primary plus one. */
void teredo_servers_set (struct teredo_servers *, const struct teredo_server_pair *, size_t count);

/* Makes the server with this primary address the current one; false: it is not in the list. */
bool teredo_servers_select (struct teredo_servers *, uint32_t primary);

/* Makes the next server the current one; after the last comes the first. */
void teredo_servers_next (struct teredo_servers *);

/* The primary address of the next server that is not the current one; there are several. */
uint32_t teredo_servers_other (struct teredo_servers *);

/* Whether a server is preferred to the current one. */
bool teredo_servers_have_better (const struct teredo_servers *);

#endif
