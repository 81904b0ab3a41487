/*
 * servers.c - the servers of a client
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "roles/servers.h"

void teredo_servers_set (struct teredo_servers *servers, const struct teredo_server_pair *list,
                         size_t count)
{
	servers->at = servers->other = 0;
	servers->count = count < TEREDO_SERVERS_MAX ? (unsigned)count : TEREDO_SERVERS_MAX;
	for (unsigned i = 0; i < servers->count; i++) {
		servers->list[i] = list[i];
		if (list[i].secondary == 0)
			servers->list[i].secondary = list[i].primary + 1;
	}
}

bool teredo_servers_select (struct teredo_servers *servers, uint32_t primary)
{
	for (unsigned i = 0; i < servers->count; i++)
		if (servers->list[i].primary == primary) {
			servers->at = i;
			return true;
		}
	return false;
}

void teredo_servers_next (struct teredo_servers *servers)
{
	servers->at = (servers->at + 1) % servers->count;
}

uint32_t teredo_servers_other (struct teredo_servers *servers)
{
	servers->other = (servers->other + 1) % servers->count;
	if (servers->other == servers->at)
		servers->other = (servers->other + 1) % servers->count;
	return servers->list[servers->other].primary;
}

bool teredo_servers_have_better (const struct teredo_servers *servers)
{
	return servers->list[0].rank < servers->list[servers->at].rank;
}
