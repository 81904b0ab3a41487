/*
 * qualifier.h - the machine that gets and keeps a client's address
 * (RFC 4380 5.2.1 and 5.2.5, RFC 5991 3.2; states in qualify.h)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_QUALIFIER_H
#define LIBTEREDO_QUALIFIER_H

#include "messages/encap.h"
#include "values/ip6.h"
#include "peers/node.h"
#include "roles/qualify.h"

struct teredo_qualifier {
	enum teredo_qualify_state state; /* written by qualifier.c's enter alone */
	enum teredo_nat nat;
	bool by_name;             /* the server's addresses are to be asked for */
	uint32_t server, server2; /* host byte order; 0: not known */
	teredo_time deadline;     /* the one timer */
	teredo_time heard;        /* last good advertisement or bubble; < 0: never */
	teredo_time pause;        /* next pause while off-line */
	unsigned tries;           /* solicitations unanswered */
	bool waiting;             /* for an advertisement with this nonce */
	uint8_t nonce[TEREDO_NONCE_LEN];
	struct teredo_endpoint asked; /* where the last solicitation went */
	struct teredo_endpoint seen;  /* mapping that the primary address saw, being confirmed */
	uint32_t seen_mtu;            /* bytes */
	bool have_address;
	struct in6_addr address;            /* also after its loss: to be had again */
	struct teredo_endpoint mapped;      /* as in the address */
	uint32_t mtu;                       /* bytes */
	bool say_up, say_down, say_resolve; /* for the caller, not yet told */
};

/* Starts; server 0: asks for it by name. */
void teredo_qualifier_start (struct teredo_qualifier *, struct teredo_node *, uint32_t server,
                             uint32_t server2);

/* The server's name was looked up (server 0: in vain). */
void teredo_qualifier_resolved (struct teredo_qualifier *, struct teredo_node *, uint32_t server,
                                uint32_t server2);

/* Whether an endpoint is one of the server's two. */
bool teredo_qualifier_is_server (const struct teredo_qualifier *, const struct teredo_endpoint *);

/* A router advertisement from a server's endpoint. */
enum teredo_verdict teredo_qualifier_ra (struct teredo_qualifier *, struct teredo_node *,
                                         const struct teredo_endpoint *from,
                                         const struct teredo_encap *, const struct teredo_ip6 *);

/* Does what is due by the node's time, if anything. */
void teredo_qualifier_expire (struct teredo_qualifier *, struct teredo_node *);

/* The network changed: solicits now, whatever the state. */
void teredo_qualifier_hurry (struct teredo_qualifier *, struct teredo_node *);

/* The next thing to tell the caller (UP, DOWN, RESOLVE), or false. */
bool teredo_qualifier_next (struct teredo_qualifier *, struct teredo_out *);

#endif
