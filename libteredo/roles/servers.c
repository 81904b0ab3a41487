/*
 * servers.c - the servers of a client: the addresses of its server's name
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/servers.h"

void teredo_servers_set (struct teredo_servers *servers, const struct teredo_server_pair *list,
                         size_t count)
{
	servers->at = 0;
	servers->count = count < TEREDO_SERVERS_MAX ? (unsigned)count : TEREDO_SERVERS_MAX;
	for (unsigned i = 0; i < servers->count; i++) {
		servers->list[i] = list[i];
		if (list[i].secondary == 0)
			servers->list[i].secondary = list[i].primary + 1;
	}
}

bool teredo_servers_select (struct teredo_servers *servers, const struct teredo_server_pair *pair)
{
	for (unsigned i = 0; i < servers->count; i++)
		if (servers->list[i].primary == pair->primary
		    && servers->list[i].secondary == pair->secondary) {
			servers->at = i;
			return true;
		}
	return false;
}

void teredo_servers_next (struct teredo_servers *servers)
{
	servers->at = (servers->at + 1) % servers->count;
}
