/*
 * qualification.h - qualification and maintenance of a client's address
 * (RFC 4380 5.2.1 and 5.2.5; no cone stage, RFC 5991 3.2)
 *
 *   RESOLVING -> STARTING -> CONFIRMING <-> QUALIFIED <-> SILENT
 *        ^           |                                      |
 *        +-------- OFFLINE <--------------------------------+
 *
 * There is an address from CONFIRMING on; it is kept in all states but OFFLINE.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_QUALIFICATION_H
#define LIBTEREDO_QUALIFICATION_H

#include "messages/encap.h"
#include "values/ip6.h"
#include "messages/nd.h"
#include "peers/node.h"
#include "roles/secure.h"
#include "roles/servers.h"

enum teredo_qualification_state {
	TEREDO_NO_QUALIFICATION, /* of a role that needs none: a relay */
	TEREDO_RESOLVING,        /* looking up the server's name */
	TEREDO_STARTING,         /* soliciting the primary address */
	TEREDO_CONFIRMING,       /* soliciting the secondary address, to detect a symmetric NAT */
	TEREDO_QUALIFIED,        /* the server answers */
	TEREDO_SILENT,           /* the server stopped answering; the address is kept */
	TEREDO_OFFLINE,          /* no answer; starts again after a pause */
};

const char *teredo_qualification_state_name (enum teredo_qualification_state);

enum teredo_nat {
	TEREDO_NAT_UNKNOWN,       /* until the secondary address answers, or a peer shows it */
	TEREDO_NAT_NONE,          /* the mapped address is our own */
	TEREDO_NAT_NOT_SYMMETRIC, /* same mapping towards both server addresses, or a peer */
	TEREDO_NAT_SYMMETRIC,     /* another mapping for each */
};

/* What a call did to the client's address. */
enum teredo_address_change {
	TEREDO_ADDRESS_SAME,
	TEREDO_ADDRESS_NEW,  /* there is one, or another one */
	TEREDO_ADDRESS_MTU,  /* the same, with another MTU */
	TEREDO_ADDRESS_LOST, /* there is none any more */
};

struct teredo_qualification {
	enum teredo_qualification_state state; /* written by qualification.c alone */
	enum teredo_nat nat;                   /* a peer may show it, too: client-rx.c */
	bool by_name;                          /* the server was given by name */
	bool confirm_again;                    /* after the next answer */
	teredo_time confirm;                   /* secondary silent: when to ask it again, */
	teredo_time confirm_pause;             /* and the pause after that */
	uint32_t server, server2; /* the current server, host byte order; 0: not known */
	struct teredo_servers servers;
	uint32_t asking;        /* primary address of the server solicited last */
	unsigned tried;         /* STARTING: silent servers; SILENT: attempts */
	teredo_time looked;     /* SILENT: the last look-up of the server's name */
	teredo_time prefer;     /* when to ask a preferred server */
	unsigned doubts;        /* checks of the mapping in a row, because peers do not answer */
	teredo_time doubted;    /* the last of them */
	teredo_time deadline;   /* the one timer */
	teredo_time refresh;    /* when the next refresh is due */
	teredo_time answered;   /* last valid advertisement; < 0: never */
	teredo_time backoff;    /* next pause while off-line */
	unsigned solicitations; /* sent without an answer */
	bool waiting;           /* for an advertisement with this nonce */
	uint8_t nonce[TEREDO_NONCE_LEN];
	struct teredo_secure *secure; /* what authenticates solicitations and answers */
	struct teredo_endpoint asked; /* destination of the last solicitation */
	bool have_address;
	struct in6_addr address;       /* kept when lost: the same mapping gives it again */
	struct teredo_endpoint mapped; /* as in the address */
	uint32_t mtu;                  /* bytes */
	teredo_time interval;          /* of refreshes; roles/refresh.c sets it */
};

/* Starts qualification with q->secure, and q->address for the mapping in that; server 0: by name,
 * asking the caller to look it up. */
void teredo_qualification_start (struct teredo_qualification *, struct teredo_node *,
                                 uint32_t server, uint32_t server2);

/* The result of looking up the server's name (count 0: it failed), or another
 * server; at most TEREDO_SERVERS_MAX are used. The current address is kept until a new
 * one replaces it. */
void teredo_qualification_resolved (struct teredo_qualification *, struct teredo_node *,
                                    const struct teredo_server_pair *, size_t count);

/* Whether an endpoint is one of the current server's two, or of the server being solicited. */
bool teredo_qualification_is_server (const struct teredo_qualification *,
                                     const struct teredo_endpoint *);

/* The last solicitation was answered, with a mapped address and an MTU (bytes; out of
 * bounds: TEREDO_MTU_MIN is used; larger than what the node can queue: that). */
enum teredo_address_change teredo_qualification_answered (struct teredo_qualification *,
                                                          struct teredo_node *,
                                                          const struct teredo_endpoint *mapped,
                                                          uint32_t mtu);

/* Solicits the primary address once more, as its answer asked for (secure.h). */
void teredo_qualification_again (struct teredo_qualification *, struct teredo_node *);

/* Does what is due at the deadline. */
enum teredo_address_change teredo_qualification_expire (struct teredo_qualification *,
                                                        struct teredo_node *);

/* Sets the refresh interval. If it is shorter than before, the next refresh comes sooner. */
void teredo_qualification_set_interval (struct teredo_qualification *, const struct teredo_node *,
                                        teredo_time interval);

/* The network changed: solicits at once, in any state. */
void teredo_qualification_hurry (struct teredo_qualification *, struct teredo_node *);

/* Peers do not answer (traffic.h): checks whether the mapping has changed, at most three times
 * in a row, and again after 60 s. */
void teredo_qualification_doubt (struct teredo_qualification *, struct teredo_node *);

#endif
