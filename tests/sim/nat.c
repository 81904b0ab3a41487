/*
 * nat.c - network address translators for the simulation
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "nat.h"

#include <assert.h>

#define FIRST_PORT 20000

const char *const nat_names[NAT_KINDS] = {
	[NAT_NONE] = "none", [NAT_CONE] = "cone",           [NAT_ADDRESS] = "address",
	[NAT_PORT] = "port", [NAT_SYMMETRIC] = "symmetric",
};

void nat_init (struct nat *nat, enum nat_kind kind, uint32_t ip, teredo_time timeout)
{
	*nat = (struct nat){
		.kind = kind,
		.ip = ip,
		.timeout = timeout,
		.next_port = FIRST_PORT,
	};
}

static bool alive (const struct nat *nat, const struct nat_entry *entry, teredo_time now)
{
	return now - entry->used < nat->timeout;
}

static void remove_expired (struct nat *nat, teredo_time now)
{
	for (unsigned i = 0; i < nat->count;) {
		if (alive (nat, &nat->entries[i], now))
			i++;
		else
			nat->entries[i] = nat->entries[--nat->count];
	}
}

/* The public port of an inside endpoint; a new one if it has none. */
static uint16_t port_for (struct nat *nat, const struct teredo_endpoint *inside)
{
	for (unsigned i = 0; i < nat->count; i++)
		if (nat->kind != NAT_SYMMETRIC
		    && teredo_endpoint_equal (&nat->entries[i].inside, inside))
			return nat->entries[i].port;
	return nat->next_port++;
}

struct teredo_endpoint nat_out (struct nat *nat, teredo_time now, struct teredo_endpoint inside,
                                struct teredo_endpoint remote)
{
	struct nat_entry *entry;

	remove_expired (nat, now);
	for (unsigned i = 0; i < nat->count; i++) {
		entry = &nat->entries[i];
		if (teredo_endpoint_equal (&entry->inside, &inside)
		    && teredo_endpoint_equal (&entry->remote, &remote)) {
			entry->used = now;
			return (struct teredo_endpoint){ nat->ip, entry->port };
		}
	}
	assert (nat->count < NAT_ENTRIES);
	entry = &nat->entries[nat->count];
	*entry = (struct nat_entry){ .inside = inside, .remote = remote, .used = now };
	entry->port = port_for (nat, &inside);
	nat->count++;
	return (struct teredo_endpoint){ nat->ip, entry->port };
}

static bool accepts (const struct nat *nat, const struct nat_entry *entry,
                     const struct teredo_endpoint *remote)
{
	switch (nat->kind) {
	case NAT_NONE:
	case NAT_CONE:
		return true;
	case NAT_ADDRESS:
		return entry->remote.ip == remote->ip;
	default:
		return teredo_endpoint_equal (&entry->remote, remote);
	}
}

bool nat_in (struct nat *nat, teredo_time now, uint16_t port, struct teredo_endpoint remote,
             struct teredo_endpoint *inside)
{
	remove_expired (nat, now);
	for (unsigned i = 0; i < nat->count; i++) {
		if (nat->entries[i].port == port && accepts (nat, &nat->entries[i], &remote)) {
			*inside = nat->entries[i].inside;
			return true;
		}
	}
	return false;
}

void nat_rebind (struct nat *nat)
{
	nat->count = 0;
	nat->next_port = (uint16_t)(nat->next_port + 100);
}
