/*
 * nat.c - network address translators for the simulation
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "nat.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

#define FIRST_PORT 20000
#define LAST_PORT  60000

const char *const nat_names[NAT_KINDS] = {
	[NAT_NONE] = "none",
	[NAT_CONE] = "cone",
	[NAT_ADDRESS] = "address",
	[NAT_PORT] = "port",
	[NAT_SYMMETRIC] = "symmetric",
	[NAT_PRESERVING] = "symmetric, port-preserving",
	[NAT_SEQUENTIAL] = "symmetric, sequential",
};

void nat_set_kind (struct nat *nat, enum nat_kind kind)
{
	static const struct {
		enum nat_mapping mapping;
		enum nat_filtering filtering;
		enum nat_ports ports;
	} kinds[NAT_KINDS] = {
		[NAT_NONE] = { NAT_MAP_ALL, NAT_FROM_ALL, NAT_PORTS_PRESERVED },
		[NAT_CONE] = { NAT_MAP_ALL, NAT_FROM_ALL, NAT_PORTS_SEQUENTIAL },
		[NAT_ADDRESS] = { NAT_MAP_ALL, NAT_FROM_ADDRESS, NAT_PORTS_SEQUENTIAL },
		[NAT_PORT] = { NAT_MAP_ALL, NAT_FROM_ENDPOINT, NAT_PORTS_SEQUENTIAL },
		[NAT_SYMMETRIC] = { NAT_MAP_ENDPOINT, NAT_FROM_ENDPOINT, NAT_PORTS_RANDOM },
		[NAT_PRESERVING] = { NAT_MAP_ENDPOINT, NAT_FROM_ENDPOINT, NAT_PORTS_PRESERVED },
		[NAT_SEQUENTIAL] = { NAT_MAP_ENDPOINT, NAT_FROM_ENDPOINT, NAT_PORTS_SEQUENTIAL },
	};

	nat->mapping = kinds[kind].mapping;
	nat->filtering = kinds[kind].filtering;
	nat->ports = kinds[kind].ports;
}

void nat_init (struct nat *nat, enum nat_kind kind, uint32_t ip, teredo_time timeout)
{
	memset (nat, 0,
	        offsetof (struct nat, entries)); /* thousands are made, and few entries used */
	nat->first_port = nat->next_port = FIRST_PORT;
	nat->last_port = LAST_PORT;
	nat->stride = 1;
	nat->ip = ip;
	nat->timeout = timeout;
	nat->random = ip;
	nat_set_kind (nat, kind);
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

/* --- ports --- */

static bool has_entry (const struct nat *nat, unsigned port)
{
	for (unsigned i = 0; i < nat->count; i++)
		if (nat->entries[i].port == port)
			return true;
	return false;
}

static const struct nat_entry *find_forward (const struct nat *nat, unsigned port)
{
	for (unsigned i = 0; i < nat->forward_count; i++)
		if (nat->forwards[i].port == port)
			return &nat->forwards[i];
	return NULL;
}

static bool is_taken (const struct nat *nat, unsigned port)
{
	return has_entry (nat, port) || find_forward (nat, port) != NULL;
}

/* Whether an inside endpoint can have its own port. */
static bool can_preserve (const struct nat *nat, const struct teredo_endpoint *inside)
{
	const struct nat_entry *forward = find_forward (nat, inside->port);

	return !has_entry (nat, inside->port)
	       && (forward == NULL || teredo_endpoint_equal (&forward->inside, inside));
}

/* The first free port of the range from one on, in steps; 0 if there is none. */
static uint16_t free_port (const struct nat *nat, unsigned port, unsigned step)
{
	const unsigned size = nat->last_port - nat->first_port + 1u;

	for (unsigned i = 0; i < size; i++) {
		port = nat->first_port + (port - nat->first_port) % size;
		if (!is_taken (nat, port))
			return (uint16_t)port;
		port += step;
	}
	return 0;
}

static uint16_t random_port (struct nat *nat)
{
	const unsigned size = nat->last_port - nat->first_port + 1u;

	nat->random = nat->random * 6364136223846793005u + 1442695040888963407u;
	return free_port (nat, nat->first_port + (unsigned)(nat->random >> 33) % size, 1);
}

static uint16_t next_port (struct nat *nat, teredo_time now)
{
	const unsigned size = nat->last_port - nat->first_port + 1u;
	const uint64_t passed = (uint64_t)(now - nat->strangers_counted);
	const uint64_t taken = passed * nat->strangers / 1000;
	uint16_t port;

	if (nat->strangers == 0 || nat->strangers_counted == 0)
		nat->strangers_counted = now;
	else if (taken > 0) {
		nat->strangers_counted = now;
		nat->next_port = (uint16_t)(nat->first_port
		                            + (nat->next_port - nat->first_port
		                               + taken * nat->stride)
		                                      % size);
	}
	port = free_port (nat, nat->next_port, nat->stride);
	nat->next_port = (uint16_t)(port + nat->stride);
	return port;
}

static uint16_t new_port (struct nat *nat, teredo_time now, const struct teredo_endpoint *inside)
{
	switch (nat->ports) {
	case NAT_PORTS_SEQUENTIAL:
		return next_port (nat, now);
	case NAT_PORTS_PRESERVED:
		return can_preserve (nat, inside) ? inside->port : random_port (nat);
	default:
		return random_port (nat);
	}
}

/* Whether a mapping is used for another destination, too. */
static bool is_shared (const struct nat *nat, const struct nat_entry *entry,
                       const struct teredo_endpoint *remote)
{
	switch (nat->mapping) {
	case NAT_MAP_ALL:
		return true;
	case NAT_MAP_ADDRESS:
		return entry->remote.ip == remote->ip;
	default:
		return false;
	}
}

/* The public port for a destination without an entry. */
static uint16_t port_for (struct nat *nat, teredo_time now, const struct teredo_endpoint *inside,
                          const struct teredo_endpoint *remote)
{
	if (nat->mapping == NAT_MAP_ALL)
		for (unsigned i = 0; i < nat->forward_count; i++)
			if (teredo_endpoint_equal (&nat->forwards[i].inside, inside))
				return nat->forwards[i].port;
	for (unsigned i = 0; i < nat->count; i++)
		if (teredo_endpoint_equal (&nat->entries[i].inside, inside)
		    && is_shared (nat, &nat->entries[i], remote))
			return nat->entries[i].port;
	return new_port (nat, now, inside);
}

/* --- datagrams --- */

static struct nat_entry *find_entry (struct nat *nat, const struct teredo_endpoint *inside,
                                     const struct teredo_endpoint *remote)
{
	for (unsigned i = 0; i < nat->count; i++)
		if (teredo_endpoint_equal (&nat->entries[i].inside, inside)
		    && teredo_endpoint_equal (&nat->entries[i].remote, remote))
			return &nat->entries[i];
	return NULL;
}

static struct nat_entry *add_entry (struct nat *nat, teredo_time now,
                                    const struct teredo_endpoint *inside,
                                    const struct teredo_endpoint *remote, uint16_t port)
{
	struct nat_entry *entry = &nat->entries[nat->count++];

	assert (nat->count <= NAT_ENTRIES);
	*entry = (struct nat_entry){ *inside, *remote, port, now };
	return entry;
}

struct teredo_endpoint nat_out (struct nat *nat, teredo_time now, struct teredo_endpoint inside,
                                struct teredo_endpoint remote)
{
	struct teredo_endpoint public = { .ip = nat->ip };
	struct nat_entry *entry;

	remove_expired (nat, now);
	entry = find_entry (nat, &inside, &remote);
	if (entry == NULL) {
		const uint16_t port = port_for (nat, now, &inside, &remote);

		if (port == 0)
			return public;
		entry = add_entry (nat, now, &inside, &remote, port);
	}
	entry->used = now;
	public.port = entry->port;
	return nat->outer != NULL ? nat_out (nat->outer, now, public, remote) : public;
}

static bool accepts (const struct nat *nat, const struct nat_entry *entry,
                     const struct teredo_endpoint *remote)
{
	switch (nat->filtering) {
	case NAT_FROM_ALL:
		return true;
	case NAT_FROM_ADDRESS:
		return entry->remote.ip == remote->ip;
	default:
		return teredo_endpoint_equal (&entry->remote, remote);
	}
}

bool nat_in (struct nat *nat, teredo_time now, struct teredo_endpoint to,
             struct teredo_endpoint remote, struct teredo_endpoint *inside)
{
	const struct nat_entry *forward;

	if (nat->outer != NULL && !nat_in (nat->outer, now, to, remote, &to))
		return false;
	if (to.ip != nat->ip || (remote.ip == nat->ip && nat->hairpinning == NAT_HAIRPIN_NONE))
		return false;
	remove_expired (nat, now);
	forward = find_forward (nat, to.port);
	if (forward != NULL) {
		*inside = forward->inside;
		if (find_entry (nat, inside, &remote) == NULL)
			add_entry (nat, now, inside, &remote, to.port);
		return true;
	}
	for (unsigned i = 0; i < nat->count; i++) {
		if (nat->entries[i].port == to.port && accepts (nat, &nat->entries[i], &remote)) {
			*inside = nat->entries[i].inside;
			return true;
		}
	}
	return false;
}

void nat_forward (struct nat *nat, uint16_t port, struct teredo_endpoint inside)
{
	assert (nat->forward_count < NAT_FORWARDS);
	nat->forwards[nat->forward_count++] = (struct nat_entry){ .inside = inside, .port = port };
}

void nat_rebind (struct nat *nat)
{
	nat->count = 0;
	nat->next_port = (uint16_t)(nat->next_port + 100);
}
