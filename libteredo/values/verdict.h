/*
 * verdict.h - results of the roles: verdicts on packets, and outputs
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LIBTEREDO_VERDICT_H
#define LIBTEREDO_VERDICT_H

#include <netinet/in.h>
#include "values/ipv4.h"
#include "bytes/wire.h"

/* What the caller must do with the packet that it has passed to a role. */
enum teredo_verdict {
	TEREDO_DROP,     /* nothing: it was dropped, and counted */
	TEREDO_CONSUMED, /* nothing: it was processed or queued */
	TEREDO_DELIVER,  /* deliver the IPv6 packet to the tunnel */
	TEREDO_SEND,     /* send it over UDP to the endpoint */
};

enum teredo_out_kind {
	TEREDO_OUT_UDP,       /* send head and data, one datagram, to the endpoint "to" */
	TEREDO_OUT_DISCOVERY, /* send data to "to", the discovery group, on each link (TTL 1) */
	TEREDO_OUT_IP6,       /* deliver data, an IPv6 packet, to the tunnel */
	TEREDO_OUT_UP,        /* set the tunnel's address and MTU, replacing any earlier ones */
	TEREDO_OUT_DOWN,      /* remove the tunnel's address */
	TEREDO_OUT_RESOLVE,   /* resolve the server's name, then call teredo_client_resolved */
	TEREDO_OUT_OPEN,      /* open a socket, then call teredo_client_opened */
	TEREDO_OUT_CLOSE,     /* close a socket */
};

/*
 * An output; what it points to is valid until the next call on the role.
 *
 * Sockets: 0 is that of the service port. A client may also use auxiliary sockets, numbered
 * from 1 to TEREDO_SOCKETS_MAX, each with a local port that the system chooses.
 */
struct teredo_out {
	enum teredo_out_kind kind;
	unsigned socket;           /* UDP, OPEN, CLOSE; server, responder: enum ..._side */
	struct teredo_endpoint to; /* UDP, DISCOVERY */
	struct teredo_slice head;  /* UDP: precedes data; mostly empty */
	struct teredo_slice data;  /* UDP, DISCOVERY, IP6 */
	struct in6_addr address;   /* UP */
	uint32_t mtu;              /* UP: bytes */
};

#endif
