/*
 * qualification.h - qualification and maintenance of a client's address
 * (RFC 4380 5.2.1 and 5.2.5; no cone stage, RFC 5991 3.2)
 *
 *   RESOLVING -> STARTING -> CONFIRMING -> QUALIFIED <-> SILENT
 *        ^           |            |                        |
 *        +-------- OFFLINE <------+------------------------+
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_QUALIFICATION_H
#define LIBTEREDO_QUALIFICATION_H

#include "messages/encap.h"
#include "values/ip6.h"
#include "peers/node.h"

enum teredo_qualification_state {
	TEREDO_RESOLVING,  /* the server's address is being looked up */
	TEREDO_STARTING,   /* soliciting the primary address */
	TEREDO_CONFIRMING, /* soliciting the secondary address, to tell the NAT */
	TEREDO_QUALIFIED,  /* the address is good */
	TEREDO_SILENT,     /* the address is kept, the server does not answer */
	TEREDO_OFFLINE,    /* no answer; will start again after a pause */
};

const char *teredo_qualification_state_name (enum teredo_qualification_state);

enum teredo_nat {
	TEREDO_NAT_UNKNOWN,
	TEREDO_NAT_RESTRICTED, /* same mapping towards both server addresses */
	TEREDO_NAT_SYMMETRIC,  /* another mapping for each */
};

struct teredo_qualification {
	enum teredo_qualification_state state; /* written by qualifier.c's enter alone */
	enum teredo_nat nat;
	bool by_name;             /* the server's addresses are to be asked for */
	uint32_t server, server2; /* host byte order; 0: not known */
	teredo_time deadline;     /* the one timer */
	teredo_time answered;        /* last valid advertisement; < 0: never */
	teredo_time backoff;        /* next pause while off-line */
	unsigned solicitations;           /* sent without an answer */
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
void teredo_qualification_start (struct teredo_qualification *, struct teredo_node *,
                                 uint32_t server, uint32_t server2);

/* The server's name was looked up (server 0: in vain). */
void teredo_qualification_resolved (struct teredo_qualification *, struct teredo_node *,
                                    uint32_t server, uint32_t server2);

/* Whether an endpoint is one of the server's two. */
bool teredo_qualification_is_server (const struct teredo_qualification *,
                                     const struct teredo_endpoint *);

/* A router advertisement from a server's endpoint. */
enum teredo_verdict teredo_qualification_ra (struct teredo_qualification *, struct teredo_node *,
                                             const struct teredo_endpoint *from,
                                             const struct teredo_encap *,
                                             const struct teredo_ip6 *);

/* Does what is due by the node's time, if anything. */
void teredo_qualification_expire (struct teredo_qualification *, struct teredo_node *);

/* The network changed: solicits now, whatever the state. */
void teredo_qualification_hurry (struct teredo_qualification *, struct teredo_node *);

/* The next thing to tell the caller (UP, DOWN, RESOLVE), or false. */
bool teredo_qualification_next (struct teredo_qualification *, struct teredo_out *);

#endif
