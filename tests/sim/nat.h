/*
 * nat.h - network address translators for the simulation (terms of RFC 4787)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_SIM_NAT_H
#define TESTS_SIM_NAT_H

#include <stdbool.h>
#include "values/ipv4.h"
#include "bytes/ticks.h"

/* For which destinations an inside endpoint keeps its public port. */
enum nat_mapping { NAT_MAP_ALL, NAT_MAP_ADDRESS, NAT_MAP_ENDPOINT };

/* From where inbound datagrams are accepted: anywhere, or where one was sent to. */
enum nat_filtering { NAT_FROM_ALL, NAT_FROM_ADDRESS, NAT_FROM_ENDPOINT };

/* Public port of a new mapping. */
enum nat_ports {
	NAT_PORTS_SEQUENTIAL, /* the next one */
	NAT_PORTS_PRESERVED,  /* as inside; if it is taken, a random one */
	NAT_PORTS_RANDOM,
};

/* Datagrams from inside to the NAT's own address. */
enum nat_hairpinning {
	NAT_HAIRPIN_NONE,    /* dropped */
	NAT_HAIRPIN_PUBLIC,  /* delivered, from the sender's public endpoint */
	NAT_HAIRPIN_PRIVATE, /* delivered, from its inside endpoint, as faulty NATs do */
};

/* Common combinations. The last three are symmetric NATs. */
enum nat_kind {
	NAT_NONE,       /* public address */
	NAT_CONE,       /* full cone: endpoint-independent mapping and filtering */
	NAT_ADDRESS,    /* address-restricted: filters by address */
	NAT_PORT,       /* port-restricted: filters by address and port */
	NAT_SYMMETRIC,  /* mapping and filtering by address and port, random ports */
	NAT_PRESERVING, /* ... the first mapping of an inside endpoint has its port */
	NAT_SEQUENTIAL, /* ... each new mapping has the next port */
	NAT_KINDS
};

extern const char *const nat_names[NAT_KINDS];

static inline bool nat_is_symmetric (enum nat_kind kind)
{
	return kind >= NAT_SYMMETRIC;
}

#define NAT_ENTRIES  4096
#define NAT_FORWARDS 4

/* Mapping of an inside endpoint to a public port, for datagrams to remote. */
struct nat_entry {
	struct teredo_endpoint inside, remote;
	uint16_t port;
	teredo_time used; /* last outbound datagram */
};

/* Tests may change what is above the line after nat_init. */
struct nat {
	enum nat_mapping mapping;
	enum nat_filtering filtering;
	enum nat_ports ports;
	enum nat_hairpinning hairpinning;
	uint16_t first_port, last_port; /* range of ports, but for preserved ones */
	uint16_t stride;                /* of sequential ports */
	unsigned strangers;             /* ports taken by other hosts per second, if sequential */
	uint32_t ip;                    /* host byte order; public unless there is an outer NAT */
	teredo_time timeout;            /* of a mapping without outbound datagrams */
	struct nat *outer;              /* the carrier's NAT; NULL if none */
	/* ---- */
	uint64_t random;
	uint16_t next_port;
	teredo_time strangers_counted;
	unsigned forward_count;
	struct nat_entry forwards[NAT_FORWARDS]; /* remote and used: not used */
	unsigned count;
	struct nat_entry entries[NAT_ENTRIES];
};

void nat_init (struct nat *, enum nat_kind, uint32_t ip, teredo_time timeout);

/* Sets mapping, filtering and ports to those of a kind. */
void nat_set_kind (struct nat *, enum nat_kind);

/* Outbound datagram: returns its source after this NAT and the outer ones, and creates or
 * renews the mappings. Port 0: no port is free, the datagram is dropped. */
struct teredo_endpoint nat_out (struct nat *, teredo_time now, struct teredo_endpoint inside,
                                struct teredo_endpoint remote);

/* Inbound datagram to an address outside all NATs: whether it is accepted, and for which
 * inside endpoint. */
bool nat_in (struct nat *, teredo_time now, struct teredo_endpoint to,
             struct teredo_endpoint remote, struct teredo_endpoint *inside);

/* A port mapping, as UPnP or PCP set: inbound datagrams from anywhere reach the inside
 * endpoint. Replies have its port, as with Linux, and so do all outbound datagrams unless the
 * NAT is symmetric; then the first mapping has it where ports are preserved. */
void nat_forward (struct nat *, uint16_t port, struct teredo_endpoint inside);

/* Removes all mappings, as a restart does; new ones get other ports, unless the NAT
 * preserves them. */
void nat_rebind (struct nat *);

#endif
