/*
 * servers.h - the servers of a client: the addresses of its server's name
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
};

struct teredo_servers {
	struct teredo_server_pair list[TEREDO_SERVERS_MAX];
	unsigned count;
	unsigned at; /* index of the current server */
};

/* Sets the servers, of which at most TEREDO_SERVERS_MAX are kept; the first one is the
 * current one. secondary 0: the primary plus one. */
void teredo_servers_set (struct teredo_servers *, const struct teredo_server_pair *, size_t count);

/* Makes this server the current one; false: it is not in the list. */
bool teredo_servers_select (struct teredo_servers *, const struct teredo_server_pair *);

/* Makes the next server the current one; after the last comes the first. */
void teredo_servers_next (struct teredo_servers *);

#endif
